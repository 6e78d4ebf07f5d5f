local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local Node, balanced, refusal = helper.Node, helper.balanced, helper.refusal
local C, status = ffo.C, ffo.status

-- A class of the family, the name, and that the number is the name's.
local function assert_refused(class, name, code, ...)
  local err = refusal(code, ...)
  assert.equal(name, err.name)
  assert.equal(status[name], err.status)
  assert.is_true(class.is(err))
  assert.is_true(ffo.Error.is(err))
  assert.is_true(#err.message > 10)
  assert.equal(name .. ": " .. err.message, tostring(err))
  return err
end

local function assert_closed(code, ...)
  local err = refusal(code, ...)
  assert.is_true(ffo.ClosedError.is(err))
  assert.is_false(ffo.MisuseError.is(err))
end

describe("an owner that was closed", function()
  it("refuses every use", function()
    local text, config, box, vec = ffo.String "a", ffo.Config(1, 1), Node(), ffo.Vec "int" { 1 }
    local handle = ffo.Handle(ffo.String "b")
    local guard = handle:borrow()
    local many = ffo.String.many { "a" }
    for _, one in ipairs { text, config, box, vec, guard, handle, many } do one:close() end

    assert_closed(tostring, text)
    for _, method in ipairs { "text", "clone", "pointer", "into_raw", "forget", "tag", "describe" } do
      assert_closed(text[method], text)
    end
    assert_closed(function() return config.timeout_ms end)
    assert_closed(function() config.timeout_ms = 1 end)
    for _, method in ipairs { "set_name", "clone", "pointer", "into_raw", "take", "put" } do
      assert_closed(config[method], config, "name")
    end
    assert_closed(function() return box.value end)
    assert_closed(function() return vec[0] end)
    assert_closed(function() vec[0] = 1 end)
    assert_closed(function() return #vec end)
    for _, method in ipairs { "push", "append", "resize", "shrink", "reserve", "capacity", "pointer", "view", "values",
      "bytes", "into_raw", "forget", "tag", "describe" } do
      assert_closed(vec[method], vec, 1)
    end
    assert_closed(guard.text, guard)
    for _, method in ipairs { "number", "release", "clone", "borrow", "borrow_mut", "into_raw", "into_owner", "weak",
      "describe", "tag" } do
      assert_closed(handle[method], handle)
    end
    for _, method in ipairs { "text", "texts", "take" } do assert_closed(many[method], many, 1) end
    assert_closed(ffo.Handle, text)
    assert_closed(function() Node():put("label", text) end)
  end)

  it("is one that has moved on, too", function()
    balanced(function()
      local text = ffo.String "moved"
      local handle = ffo.Handle(text)
      assert_closed(text.text, text)
      handle:close()
    end)
  end)

  it("is a copy of an owner's struct from the beginning", function()
    balanced(function()
      local text = ffo.String "one"
      local copy = ffi.new(ffi.typeof(text), text)
      local err = refusal(copy.text, copy)
      assert.is_true(ffo.ClosedError.is(err))
      assert.truthy(err.message:find("copy", 1, true))
      copy:close()
      copy = nil
      helper.collect()
      assert.equal("one", text:text())
      text:close()
    end)
  end)
end)

describe("each misuse is an error with its details", function()
  it("double free", function()
    balanced(function()
      local text = ffo.String "twice"
      local pointer = text:pointer()
      assert.equal(0, C.ffo_string_free(pointer))
      local err = assert_refused(ffo.MisuseError, "FFO_E_DOUBLE_FREE", text.text, text)
      assert.equal(ffi.cast("void *", pointer), ffi.cast("void *", err.pointer))
      assert_refused(ffo.MisuseError, "FFO_E_DOUBLE_FREE", text.close, text)
      -- It keeps no dead name: the memory may be somebody else's next.
      assert.is_true(text:closed())
    end)
  end)

  it("foreign and interior pointers, wrong types", function()
    balanced(function()
      local mine = ffi.new("char[8]", "mine")
      local foreign = ffo.String.from_raw(mine)
      assert_refused(ffo.MisuseError, "FFO_E_FOREIGN_POINTER", foreign.close, foreign)
      assert.is_true(foreign:closed())

      local text, config = ffo.String "in the middle", ffo.Config(1, 1)
      local inside = ffo.String.from_raw(text:pointer() + 3)
      assert_refused(ffo.MisuseError, "FFO_E_INTERIOR_POINTER", inside.close, inside)
      local wrong = ffo.String.from_raw(ffi.cast("char *", config:pointer()))
      local err = assert_refused(ffo.MisuseError, "FFO_E_WRONG_TYPE", wrong.close, wrong)
      assert.equal(ffo.constants.FFO_TYPE_STRING, err.expected_type)
      assert.equal(ffo.constants.FFO_TYPE_CONFIG, err.actual_type)
      assert.equal("ffo_config_free", err.free_function)
      text:close()
      config:close()
    end)
  end)

  it("not owned, forgotten", function()
    balanced(function()
      local handle = ffo.Handle(ffo.String "lent")
      handle:borrow_mut(function(guard)
        local thief = ffo.String.from_raw(guard:pointer())
        assert_refused(ffo.MisuseError, "FFO_E_NOT_OWNED", thief.close, thief)
      end)
      handle:close()
    end)
    local again = ffo.String.from_raw(ffo.String("for ever"):forget())
    assert_refused(ffo.MisuseError, "FFO_E_FORGOTTEN", again.close, again)
  end)

  it("overrun, which ends the block all the same", function()
    balanced(function()
      local text = ffo.String "over"
      text:pointer()[4] = 33
      assert_refused(ffo.MisuseError, "FFO_E_OVERRUN", text.close, text)
      assert.is_true(text:closed())
    end)
  end)

  it("a bad field, after which the box is still held", function()
    balanced(function()
      local box = Node()
      box:pointer().label = ffi.cast("char *", "a literal")
      assert_refused(ffo.MisuseError, "FFO_E_FOREIGN_POINTER", box.close, box)
      assert.is_false(box:closed())
      box:pointer().label = nil
      box:close()
    end)
  end)

  it("stale and invalid handles, wrong types behind them", function()
    balanced(function()
      local handle = ffo.Handle(ffo.String "short")
      local number = handle:number()
      handle:close()
      local stale = ffo.Handle.from_number(number, ffo.String)
      local err = assert_refused(ffo.MisuseError, "FFO_E_STALE_HANDLE", stale.borrow, stale)
      assert.equal(number, err.handle)
      assert_refused(ffo.MisuseError, "FFO_E_STALE_HANDLE", stale.close, stale)
      local garbage = ffo.Handle.from_number(12345ULL, ffo.String)
      assert_refused(ffo.MisuseError, "FFO_E_INVALID_HANDLE", garbage.clone, garbage)
      assert_refused(ffo.MisuseError, "FFO_E_INVALID_HANDLE", garbage.close, garbage)
      handle = ffo.Handle(ffo.Config(1, 1))
      local as_string = ffo.Handle.from_number(handle:release(), ffo.String)
      assert_refused(ffo.MisuseError, "FFO_E_WRONG_TYPE", as_string.borrow, as_string)
      as_string:close()
    end)
  end)

  it("parts that do not match", function()
    balanced(function()
      local Ints = ffo.Vec "int32_t"
      local data, length, capacity = Ints({ 1, 2 }):into_raw()
      assert_refused(ffo.MisuseError, "FFO_E_PARTS_MISMATCH", Ints.from_raw, data, length, capacity + 1)
      Ints.from_raw(data, length, capacity):close()
      local bytes = ffo.Handle.from_number(ffo.Handle(Ints { 1, 2 }):release(), ffo.Vec "uint8_t")
      assert_refused(ffo.MisuseError, "FFO_E_PARTS_MISMATCH", bytes.into_owner, bytes)
      assert.is_false(bytes:closed())
      bytes:close()
    end)
  end)

  it("borrows that are in the way", function()
    balanced(function()
      local handle = ffo.Handle(ffo.Config(1, 2))
      local reader = handle:borrow()
      assert_refused(ffo.BusyError, "FFO_E_BORROW_CONFLICT", handle.borrow_mut, handle)
      assert_refused(ffo.BusyError, "FFO_E_BORROWED", handle.into_owner, handle)
      assert_refused(ffo.ArgumentError, "FFO_E_INVALID_ARGUMENT", function() reader.timeout_ms = 3 end)
      assert_refused(ffo.ArgumentError, "FFO_E_INVALID_ARGUMENT", reader.take, reader, "name")
      reader:close()
      local second = handle:clone()
      assert_refused(ffo.BusyError, "FFO_E_SHARED", handle.into_owner, handle)
      second:close()
      handle:close()
    end)
  end)

  it("NUL and bad UTF-8, with their positions", function()
    balanced(function()
      local err = assert_refused(ffo.ArgumentError, "FFO_E_INTERIOR_NUL", ffo.String, "user\0admin")
      assert.equal(4, err.offset)
      assert.equal(10, err.size)
      assert_refused(ffo.ArgumentError, "FFO_E_INTERIOR_NUL", ffo.String.from_bytes, "\0")
      assert.equal(2, assert_refused(ffo.ArgumentError, "FFO_E_INVALID_UTF8", ffo.String, "ab\255").offset)
      local config = ffo.Config(1, 1)
      assert_refused(ffo.ArgumentError, "FFO_E_INTERIOR_NUL", config.set_name, config, "a\0b")
      config:close()
    end)
  end)

  it("arguments that make no sense", function()
    balanced(function()
      local vec, box = ffo.Vec "int" { 1 }, Node()
      for _, index in ipairs { -1, 1, 0.5, 0 / 0, math.huge } do
        assert_refused(ffo.ArgumentError, "FFO_E_OUT_OF_RANGE", function() return vec[index] end)
        assert_refused(ffo.ArgumentError, "FFO_E_OUT_OF_RANGE", function() vec[index] = 1 end)
      end
      for _, code in ipairs {
        function() ffo.String(3) end, function() ffo.String.from_raw(nil) end, function() ffo.Config.from_raw(nil) end,
        function() box.label = nil end, function() box:put("value", nil) end, function() box:take "nothing" end,
        function() box:put("label", box) end, function() box:put("label", "text") end, function() vec:append(3) end,
        function() ffo.Handle(3) end, function() ffo.Handle.from_number(3) end, function() ffo.Handle.adopt(nil) end,
        function() ffo.Handle.from_raw(nil, "String") end, function() ffo.set_policy "shout" end,
      } do
        assert_refused(ffo.ArgumentError, "FFO_E_INVALID_ARGUMENT", code)
      end
      assert_refused(ffo.ArgumentError, "FFO_E_SIZE_OVERFLOW", vec.reserve, vec, 2 ^ 50)
      assert_refused(ffo.EnvironmentError, "FFO_E_IO", ffo.report_leaks, "/nowhere/at all")
      vec:close()
      box:close()
    end)
  end)
end)
