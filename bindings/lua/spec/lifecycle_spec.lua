local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local Node, balanced, refusal = helper.Node, helper.balanced, helper.refusal

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
