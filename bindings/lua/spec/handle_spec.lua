local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local Node, balanced, refusal = helper.Node, helper.balanced, helper.refusal

describe("a Handle", function()
  it("owns a string, a config, a box or a vec, and gives it back", function()
    balanced(function()
      for _, case in ipairs {
        { ffo.String "text", function(one) return one:text() end, "text" },
        { ffo.Config(3, 4), function(one) return one.timeout_ms end, 4 },
        { Node { value = 5 }, function(one) return one.value end, 5 },
        { ffo.Vec "double" { 1.5 }, function(one) return one[0] end, 1.5 },
      } do
        local owner, look, expected = unpack(case)
        local handle = ffo.Handle(owner)
        assert.is_true(owner:closed())
        assert.equal(expected, handle:borrow(look))
        assert.equal(expected, handle:borrow_mut(look))
        owner = handle:into_owner()
        assert.is_true(handle:closed())
        assert.equal(expected, look(owner))
        owner:close()
      end
      local none = ffo.Handle(ffo.Vec "int"())
      assert.equal(0, none:borrow(function(guard) return #guard end))
      none:into_owner():close()
    end)
  end)

  it("lends to many readers or one writer", function()
    balanced(function()
      local handle = ffo.Handle(ffo.Vec "int32_t" { 1, 2 })
      local one, two = handle:borrow(), handle:borrow()
      assert.same({ 1, 2 }, one:values())
      assert.equal(2, #two)
      assert.equal("FFO_E_OUT_OF_RANGE", refusal(function() return one[2] end).name)
      assert.equal("FFO_E_INVALID_ARGUMENT", refusal(function() one[0] = 1 end).name)
      one:close()
      two:close()
      two:close()
      handle:borrow_mut(function(writer) writer[1] = 7 end)
      assert.equal(7, handle:borrow(function(reader) return reader[1] end))
      handle:close()
    end)
  end)

  it("shows text, and struct fields with what they own", function()
    balanced(function()
      local text = ffo.Handle(ffo.String "shown")
      text:borrow(function(guard)
        assert.equal("shown", tostring(guard))
        assert.equal(5, #guard)
      end)
      text:borrow_mut(function(guard) guard:pointer()[2] = 0 end)
      assert.equal("sh", text:borrow(function(guard) return guard:text() end))
      text:close()

      local config = ffo.Handle(ffo.Config(1, 2))
      config:borrow_mut(function(guard)
        guard.timeout_ms = 9
        guard:set_name "behind"
      end)
      config:borrow(function(guard) assert.same({ 9, "behind" }, { guard.timeout_ms, guard.name }) end)
      config:borrow_mut(function(guard) guard:take("name"):close() end)
      config:close()

      local box = ffo.Handle(Node())
      local bad = box:borrow_mut()
      bad:pointer().label = ffi.cast("char *", "a literal")
      assert.equal("FFO_E_FOREIGN_POINTER", refusal(bad.close, bad).name)
      assert.is_true(bad:closed()) -- it was returned all the same
      box:borrow_mut(function(guard) guard:pointer().label = nil end)
      box:close()
    end)
  end)

  it("may close while a borrow is out, which then ends the block", function()
    balanced(function()
      local handle = ffo.Handle(ffo.String "kept")
      local weak, guard = handle:weak(), handle:borrow()
      handle:close()
      assert.equal("kept", guard:text())
      assert.is_nil(weak:lock())
      guard:close()
    end)
  end)

  it("counts references, and has weak ones", function()
    balanced(function()
      local handle = ffo.Handle(ffo.String "shared")
      local second, weak = handle:clone(), handle:weak()
      assert.equal(2, handle:describe().references)
      handle:tag "by handle"
      assert.equal("by handle", second:describe().tag)
      handle:close()
      local third = weak:lock()
      assert.equal("shared", third:borrow(tostring))
      third:close()
      second:close()
      assert.is_nil(weak:lock())
    end)
  end)

  it("is a number of 64 bits, which can go out and come back", function()
    balanced(function()
      local handle = ffo.Handle(ffo.String "number")
      local number = handle:number()
      assert.is_true(ffi.istype("uint64_t", number))
      assert.equal(number, handle:release())
      assert.is_true(handle:closed())
      handle = ffo.Handle.from_number(number, ffo.String)
      local pointer = handle:into_raw()
      assert.equal("number", ffi.string(pointer))
      ffo.Handle.from_raw(pointer, ffo.String):close()
    end)
  end)
end)

describe("an adopted object", function()
  local function adopt(object)
    local dropped = {}
    return ffo.Handle.adopt(object, function(ended) dropped[#dropped + 1] = ended end), dropped
  end

  it("is dropped once, when its last reference is given up", function()
    balanced(function()
      local object = {}
      local handle, dropped = adopt(object)
      assert.equal(object, handle:borrow(function(guard) return guard:get() end))
      local second = handle:clone()
      handle:close()
      assert.same({}, dropped)
      second:close()
      second:close()
      assert.equal(1, #dropped)
      assert.equal(object, dropped[1])
      ffo.Handle.adopt("without a drop"):close()
    end)
  end)

  it("is dropped with the last borrow of a closing handle", function()
    balanced(function()
      local handle, dropped = adopt "x"
      local guard = handle:borrow()
      handle:close()
      assert.same({}, dropped)
      assert.equal("x", guard:get())
      guard:close()
      assert.same({ "x" }, dropped)
    end)
  end)

  it("is dropped by the collector, and an error in there is only told", function()
    balanced(function()
      local dropped = select(2, adopt "x")
      ffo.Handle.adopt("y", function() error "not raised" end)
      helper.collect()
      assert.same({ "x" }, dropped)
    end)
    local handle = ffo.Handle.adopt("z", function() error "raised" end)
    assert.has_error(function() handle:close() end)
    assert.is_true(handle:closed())
  end)

  it("comes back undropped", function()
    balanced(function()
      local object = {}
      local handle, dropped = adopt(object)
      local second = handle:clone()
      assert.equal("FFO_E_SHARED", refusal(handle.into_owner, handle).name)
      second:close()
      assert.equal(object, handle:into_owner())
      assert.is_true(handle:closed())
      helper.collect()
      assert.same({}, dropped)
    end)
  end)

  it("is dropped when its handle ended in C", function()
    balanced(function()
      local handle, dropped = adopt "x"
      assert.equal(0, ffo.C.ffo_handle_close(handle:release()))
      assert.same({}, dropped)
      assert.equal(1, ffo.run_drops())
      assert.same({ "x" }, dropped)
    end)
  end)

  it("does not pile up behind handles that ended in C", function()
    balanced(function()
      local drops, most = 0, 0
      for i = 1, 1000 do
        local handle = ffo.Handle.adopt(i, function() drops = drops + 1 end)
        assert.equal(0, ffo.C.ffo_handle_close(handle:release()))
        most = math.max(most, i - drops)
      end
      assert.is_true(most <= 100)
      ffo.run_drops()
      assert.equal(1000, drops)
    end)
  end)

  it("may use the library in its drop, also from a compiled loop", function()
    balanced(function()
      local drops = 0
      local function drop(text)
        drops = drops + 1
        text:close()
        pcall(ffo.String, "\0")
      end
      for i = 1, 500 do
        local handle = ffo.Handle.adopt(ffo.String "inside", drop)
        if i % 2 == 0 then handle:close() end
      end
      helper.collect()
      helper.collect()
      assert.equal(500, drops)
    end)
  end)
end)
