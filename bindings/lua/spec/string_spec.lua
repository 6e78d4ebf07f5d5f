local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local balanced, refusal = helper.balanced, helper.refusal

describe("a String", function()
  it("holds text until it is closed", function()
    balanced(function()
      local text = ffo.String "héllo"
      assert.equal("héllo", text:text())
      assert.equal("héllo", tostring(text))
      assert.equal(6, #text)
      assert.is_false(text:closed())
      text:close()
      assert.is_true(text:closed())
      text:close()
    end)
  end)

  it("takes any bytes but NUL, if asked to", function()
    balanced(function()
      local bytes = ffo.String.from_bytes "\255\1\128"
      assert.equal("\255\1\128", bytes:text())
      bytes:close()
      ffo.with(ffo.String "", function(none) assert.equal("", none:text()) end)
    end)
  end)

  it("is cloned, shortened in place, tagged and described", function()
    balanced(function()
      ffo.scope(function(keep)
        local first = keep(ffo.String "first")
        local second = keep(first:clone())
        first:pointer()[2] = 0
        assert.equal("fi", first:text())
        assert.equal("first", second:text())
        second:tag "kept"
        local info = second:describe()
        assert.equal("kept", info.tag)
        assert.equal("string", info.type_name)
        assert.equal("caller", info.owner)
        assert.equal("ffo_string_free", info.free_function)
        second:tag(nil)
        assert.equal("", second:describe().tag)
      end)
    end)
  end)

  it("goes out as a pointer and comes back", function()
    balanced(function()
      local text = ffo.String "out and back"
      local pointer = text:into_raw()
      assert.is_true(text:closed())
      helper.collect()
      assert.equal("out and back", ffi.string(pointer))
      local back = ffo.String.from_raw(pointer)
      assert.equal("out and back", back:text())
      back:close()
    end)
  end)

  it("is forgotten on purpose", function()
    local before = ffo.stats()
    local pointer = ffo.String("for ever"):forget()
    assert.equal("for ever", ffi.string(pointer))
    local after = ffo.stats()
    assert.equal(before.forgotten_blocks + 1, after.forgotten_blocks)
    assert.equal(before.live_blocks, after.live_blocks)
  end)
end)

describe("many strings", function()
  it("are made and ended in one call each", function()
    balanced(function()
      local texts = {}
      for i = 1, 2000 do texts[i] = "text " .. i end
      local before = ffo.stats().created_blocks
      local many = ffo.String.many(texts)
      assert.equal(before + 2000, ffo.stats().created_blocks)
      assert.equal(2000, #many)
      assert.equal("text 77", many:text(77))
      assert.same(texts, many:texts())
      local taken = many:take(5)
      assert.is_nil(many:take(5))
      assert.is_nil(many:text(5))
      assert.is_false(many:texts()[5])
      many:close()
      many:close()
      assert.equal("text 5", taken:text())
      taken:close()
      ffo.String.many({}):close()
    end)
  end)

  it("are all made, or none", function()
    balanced(function()
      local err = refusal(ffo.String.many, { "fine", "not\0fine" })
      assert.equal("FFO_E_INTERIOR_NUL", err.name)
      assert.equal(3, err.offset)
      assert.is_true(ffo.ArgumentError.is(refusal(ffo.String.many, { "fine", 2 })))
    end)
  end)
end)
