local ffo = require "ffi_ownership"
local helper = require "support.helper"

describe("an error", function()
  it("goes through pcall, coroutines and further errors as the same object", function()
    local text = ffo.String "x"
    text:close()
    local routine = coroutine.create(function() text:text() end)
    local ran, err = coroutine.resume(routine)
    assert.is_false(ran)
    local _, again = pcall(error, err)
    assert.equal(err, again)
    assert.is_true(ffo.ClosedError.is(again))
    assert.is_true(again:is(ffo.Error))
    assert.truthy(again.traceback:find("error_spec.lua", 1, true))
    for _, other in ipairs { 1, "text", {}, setmetatable({}, {}) } do assert.is_false(ffo.Error.is(other)) end
  end)

  it("says what was tried in vain, once, in an uncaught one, too", function()
    local output, code = helper.run 'require("ffi_ownership").String "a\\0b"'
    assert.equal(1, code)
    assert.truthy(output:find("FFO_E_INTERIOR_NUL: ffo_string_from_utf8", 1, true))
  end)

  it("is the call's own, whatever a finalizer does between the call and the reading", function()
    -- The collector runs once, at the n-th instruction of the call, for each n. It finds owners whose
    -- end is refused, and an object whose drop uses the library and is refused, too, in between.
    local dropped, rounds, collected = 0, 0, true
    local function drop()
      dropped = dropped + 1
      assert(not pcall(ffo.String, "\255"))
      ffo.with(ffo.String "fine", function(text) return #text end)
    end
    local function leave_garbage()
      ffo.String("victim"):pointer()[6] = 33
      ffo.Handle.adopt({}, drop)
      ffo.String("victim"):pointer()[6] = 33
    end

    jit.off()
    jit.flush()
    helper.collect()
    while collected do
      rounds = rounds + 1
      collected = false
      leave_garbage()
      local steps = 0
      debug.sethook(function()
        steps = steps + 1
        if steps == rounds then
          collected = true
          collectgarbage()
        end
      end, "", 1)
      local ran, err = pcall(ffo.String, "no\0de")
      debug.sethook()
      assert.is_false(ran)
      assert.equal("FFO_E_INTERIOR_NUL", err.name)
      assert.equal(2, err.offset)
      assert.truthy(err.message:find("position 2 of 5", 1, true))
    end
    jit.on()
    helper.collect()
    assert.is_true(rounds > 30)
    assert.equal(rounds, dropped)
  end)
end)
