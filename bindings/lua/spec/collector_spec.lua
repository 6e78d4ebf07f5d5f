local ffo = require "ffi_ownership"
local helper = require "support.helper"

local balanced, Node = helper.balanced, helper.Node

describe("the collector", function()
  it("ends what was dropped, 100,000 owners of all kinds", function()
    local misuses = ffo.stats().misuses
    balanced(function()
      local Ints, kept = ffo.Vec "int32_t", {}
      for i = 1, 20000 do
        local string = ffo.String "dropped"
        local config = ffo.Config(i, i)
        config:set_name "dropped, too"
        local box = Node { value = i }
        box:put("label", ffo.String "with its box")
        local vec = Ints { i }
        local handle = ffo.Handle(ffo.String "behind")
        local guard = handle:borrow()
        if i % 1000 == 0 then kept[#kept + 1] = { string, config, box, vec, handle, guard } end
      end
      ffo.String.many { "a", "b" }
      for _, owners in ipairs(kept) do
        assert.equal("dropped", owners[1]:text())
        assert.equal("behind", owners[6]:text())
      end
    end)
    assert.equal(misuses, ffo.stats().misuses)
  end)

  it("ends 100,000 strings of a compiled loop", function()
    balanced(function()
      for _ = 1, 100000 do ffo.String "x" end
      for _ = 1, 100000 do
        local text = ffo.String "y"
        text:close()
      end
    end)
  end)

  it("does not touch what was closed, moved or released", function()
    local misuses = ffo.stats().misuses
    balanced(function()
      local pointers, numbers = {}, {}
      for i = 1, 1000 do
        ffo.String("closed"):close()
        pointers[i] = ffo.String("moved"):into_raw()
        numbers[i] = ffo.Handle(ffo.String "released"):release()
      end
      helper.collect()
      for i = 1, 1000 do
        ffo.String.from_raw(pointers[i]):close()
        ffo.Handle.from_number(numbers[i], ffo.String):close()
      end
    end)
    assert.equal(misuses, ffo.stats().misuses)
  end)
end)
