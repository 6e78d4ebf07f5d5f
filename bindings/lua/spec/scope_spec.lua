local ffo = require "ffi_ownership"
local helper = require "support.helper"

local balanced, refusal = helper.balanced, helper.refusal

describe("with and scope", function()
  it("close the owners although something else went through, too", function()
    balanced(function()
      local first, second = ffo.String "a", ffo.String "b"
      local ran = pcall(ffo.scope, function(keep)
        keep(first)
        keep(5)
        keep(second)
      end)
      assert.is_false(ran)
      assert.is_true(first:closed() and second:closed())
      first = ffo.String "a"
      assert.is_false(pcall(ffo.with, first, nil, function() end))
      assert.is_true(first:closed())
    end)
  end)

  it("close on every path, and pass on what the body returns or raises", function()
    balanced(function()
      local text = ffo.String "a"
      assert.same({ 1, nil, 3 }, { ffo.with(text, function(t) assert.equal(text, t) return 1, nil, 3 end) })
      assert.is_true(text:closed())

      local mine, one, two = {}, ffo.String "b", ffo.Config(1, 1)
      local ran, err = pcall(ffo.with, one, two, function(a, b)
        assert.equal("b", a:text())
        assert.equal(1, b.timeout_ms)
        error(mine)
      end)
      assert.is_false(ran)
      assert.equal(mine, err)
      assert.is_true(one:closed() and two:closed())

      local kept
      assert.equal("done", ffo.scope(function(keep)
        kept = { keep(ffo.String "c", ffo.Config(1, 1)) }
        keep(ffo.String "d")
        return "done"
      end))
      assert.is_true(kept[1]:closed() and kept[2]:closed())
    end)
  end)

  it("leave alone what was moved on", function()
    balanced(function()
      local pointer = ffo.with(ffo.String "moved", function(text) return text:into_raw() end)
      ffo.String.from_raw(pointer):close()
    end)
  end)

  it("raise what a close raises, after all were closed", function()
    balanced(function()
      local bad, good = ffo.String "over", ffo.String "good"
      bad:pointer()[4] = 33
      local err = refusal(ffo.with, good, bad, function() end)
      assert.equal("FFO_E_OVERRUN", err.name)
      assert.is_true(good:closed() and bad:closed())
    end)
  end)

  it("work across the yields of a coroutine", function()
    balanced(function()
      local text = ffo.String "in a coroutine"
      local routine = coroutine.wrap(function()
        return ffo.with(text, function(t)
          coroutine.yield(t:text())
          return "end"
        end)
      end)
      assert.equal("in a coroutine", routine())
      assert.is_false(text:closed())
      assert.equal("end", routine())
      assert.is_true(text:closed())

      local abandoned = coroutine.wrap(function() ffo.with(ffo.String "never again", coroutine.yield) end)
      abandoned()
    end)
  end)
end)
