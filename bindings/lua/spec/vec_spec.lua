local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local balanced, refusal = helper.balanced, helper.refusal

describe("a Vec", function()
  local Ints = ffo.Vec "int32_t"

  it("has one class for each element", function()
    assert.equal(Ints, ffo.Vec(ffi.typeof "int32_t"))
    assert.not_equal(Ints, ffo.Vec "int64_t")
  end)

  it("grows, is indexed from 0, and shrinks", function()
    balanced(function()
      local vec = Ints(4)
      assert.equal(0, #vec)
      assert.is_true(vec:capacity() >= 4)
      for i = 1, 1000 do vec:push(i) end
      assert.equal(1000, #vec)
      assert.equal(1, vec[0])
      assert.equal(1000, vec[999])
      vec[10] = -5
      assert.equal(-5, vec[10])
      vec:append { 7, 8 }
      vec:append(vec:pointer(), 3)
      assert.same({ 7, 8, 1, 2, 3 }, { vec[1000], vec[1001], vec[1002], vec[1003], vec[1004] })
      vec:resize(3)
      vec:resize(4)
      vec:shrink()
      assert.equal(4, vec:capacity())
      assert.same({ 1, 2, 3, 0 }, vec:values())
      vec:reserve(100)
      assert.is_true(vec:capacity() >= 100)
      vec:close()
    end)
  end)

  it("holds bytes and structs", function()
    balanced(function()
      local bytes = ffo.Vec "uint8_t"()
      bytes:append "a\0b"
      assert.equal("a\0b", bytes:bytes())
      bytes:close()
      local points = ffo.Vec "struct { int x, y; }"()
      points:push { 1, 2 }
      assert.equal(2, points[0].y)
      points:close()
    end)
  end)

  it("keeps its data in place while a view is out", function()
    balanced(function()
      local vec = Ints { 1, 2 }
      vec:shrink()
      local first, second = vec:view(function(pointer, length)
        for _, move in ipairs {
          function() vec:push(1) end, function() vec:append { 1 } end, function() vec:resize(9) end,
          function() vec:shrink() end, function() vec:reserve(9) end, function() vec:close() end,
          function() vec:into_raw() end, function() vec:forget() end, function() ffo.Handle(vec) end,
        } do
          assert.equal("FFO_E_BORROWED", refusal(move).name)
        end
        pointer[0] = 40
        return pointer[0] + pointer[1], length
      end)
      assert.same({ 42, 2 }, { first, second })
      assert.has_error(function() vec:view(error, "mine") end)
      vec:push(3)
      vec:close()
    end)
  end)

  it("is taken apart and put together", function()
    balanced(function()
      local data, length, capacity = Ints({ 5, 6 }):into_raw()
      assert.equal(2, length)
      local vec = Ints.from_raw(data, 1, capacity)
      assert.same({ 5 }, vec:values())
      vec:close()
    end)
    Ints({ 1 }):forget()
  end)
end)
