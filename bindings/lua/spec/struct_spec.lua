local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local Node, balanced, refusal = helper.Node, helper.balanced, helper.refusal

describe("a Config", function()
  it("has numbers to read and write, and a name that it owns", function()
    balanced(function()
      local config = ffo.Config(8, 250)
      assert.equal(8, config.max_connections)
      config.timeout_ms = 500
      assert.equal(500, config.timeout_ms)
      assert.is_nil(config.name)
      config:set_name "first"
      config:set_name "main"
      assert.equal("main", config.name)
      local copy = config:clone()
      local name = config:take "name"
      assert.equal("main", name:text())
      assert.is_nil(config.name)
      assert.is_nil(config:take "name")
      config:put("name", name)
      assert.is_true(name:closed())
      assert.equal("main", config.name)
      config:set_name(nil)
      assert.is_nil(config.name)
      assert.equal("main", copy.name)
      config:close()
      copy:close()
    end)
  end)
end)

describe("a Box", function()
  it("owns what its fields hold, to any depth", function()
    balanced(function()
      local first = Node { value = 1 }
      local second = Node { value = 2 }
      second:put("label", ffo.String "second")
      second:put("config", ffo.Config(1, 2))
      first:put("next", second)
      assert.is_true(second:closed())
      assert.equal(2, first.next.value)
      assert.equal("second", ffi.string(first.next.label))
      assert.is_nil(first.label)
      second = first:take "next"
      assert.equal("second", second.label)
      assert.equal(2, second.config.timeout_ms)
      first:put("next", second)
      first:put("next", nil)
      first:close()
    end)
  end)

  it("goes out as a pointer and comes back, and may be forgotten", function()
    balanced(function()
      local pointer = Node({ value = 7 }):into_raw()
      assert.equal(7, pointer.value)
      Node.from_raw(pointer):close()
    end)
    local box = Node()
    box:forget()
    assert.is_true(box:closed())
  end)

  it("runs a drop of C, once", function()
    ffi.cdef "void spec_count(void *, void *); extern int spec_counted; struct spec_counted { int n; };"
    local lib = ffi.load(helper.compile("libcount.so",
      "int spec_counted; void spec_count(void *p, void *c) { (void)p; (void)c; spec_counted++; }", "-shared -fPIC"))
    local Counted = ffo.Box("struct spec_counted", { drop = ffi.cast("ffo_drop_fn", lib.spec_count) })
    balanced(function()
      Counted():close()
      for _ = 1, 10 do Counted() end
    end)
    assert.equal(11, lib.spec_counted)
  end)

  it("is declared as it is, or not at all", function()
    ffi.cdef "struct spec_bad { int number; char *text; };"
    for _, owned in ipairs {
      { number = ffo.String }, { missing = ffo.String }, { text = ffo.Config }, { text = "other" }, { text = 3 },
      { text = ffo.Vec "char" },
    } do
      assert.is_true(ffo.ArgumentError.is(refusal(ffo.Box, "struct spec_bad", { owned = owned })))
    end
    assert.is_true(ffo.ArgumentError.is(refusal(ffo.Box, "struct spec_bad", { drop = function() end })))
    ffo.Box("struct spec_bad")
    local err = refusal(ffo.Box, "struct spec_bad", { owned = { text = ffo.String } })
    assert.equal("FFO_E_INVALID_ARGUMENT", err.name)
  end)
end)
