-- Vecs of registered types: lists of boxes.

local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local Node, balanced, refusal = helper.Node, helper.balanced, helper.refusal
local Nodes = ffo.Vec(Node)

local function node(value, label)
  local made = Node { value = value }
  if label then made:put("label", ffo.String(label)) end
  return made
end

local function shown(vec)
  local list = {}
  for i, element in ipairs(vec:values()) do list[i] = element.value .. (element.label or "") end
  return table.concat(list, " ")
end

local function refused(name, code, ...)
  local err = refusal(code, ...)
  assert.equal(name, err.name)
  return err
end

describe("a vec of a registered type", function()
  it("has one class for each, which no plain struct has", function()
    assert.equal(Nodes, ffo.Vec(Node))
    assert.not_equal(Nodes, ffo.Vec "struct spec_node")
    assert.equal("ffi_ownership.Vec<struct spec_node>", ffo.Vec("struct spec_node")._class)
    assert.equal("ffi_ownership.Vec<spec_node>", Nodes._class)
  end)

  it("takes what boxes hold, and ends the boxes", function()
    balanced(function()
      local before, first = ffo.stats().live_blocks, node(1, "a")
      local vec = Nodes { first }
      vec:push(node(2, "b"))
      vec:append { node(3), node(4, "d") }
      vec:append {}
      assert.is_true(first:closed())
      assert.equal("1a 2b 3 4d", shown(vec))
      assert.equal(4, #vec)
      -- One block for all of them, and three labels.
      helper.collect()
      assert.equal(before + 4, ffo.stats().live_blocks)
      first:close()
      vec:close()
      vec:close()
    end)
  end)

  it("shows elements as boxes show their fields", function()
    balanced(function()
      local vec = Nodes { node(1, "a"), node(2) }
      local first = vec[0]
      first.value = 5
      assert.equal(5, vec[0].value)
      assert.equal("ffi_ownership.Vec<spec_node>[0]", tostring(first))
      assert.equal(5, first:pointer().value)
      first:put("config", ffo.Config(7, 8))
      assert.equal(8, vec[0].config.timeout_ms)
      local label = ffo.String "second"
      vec:put(0, "label", label)
      assert.is_true(label:closed())
      assert.equal("second", first.label)
      vec:put(1, "next", node(6, "deep"))
      assert.equal("deep", ffi.string(vec[1].next.label))
      label = vec:take_field(0, "label")
      assert.equal("second", label:text())
      assert.equal("caller", label:describe().owner)
      assert.is_nil(first.label)
      assert.is_nil(vec:take_field(0, "label"))
      first:put("label", label)
      first:put("label", nil)
      vec:put(0, "config", nil)
      assert.is_nil(first.config)
      local last = vec[1]:take "next"
      assert.equal("deep", last.label)
      last:close()
      vec:close()
    end)
  end)

  it("gives elements out, as boxes that own their children", function()
    balanced(function()
      local vec = Nodes { node(1, "a"), node(2, "b"), node(3, "c") }
      local box = vec:take(1)
      assert.equal("1a 3c", shown(vec))
      assert.same({ 2, "b" }, { box.value, box.label })
      local info = ffo.String.from_raw(box:pointer().label)
      assert.equal("library", info:describe().owner)
      assert.equal(ffi.cast("void *", box:pointer()), info:describe().owned_by)
      info:into_raw()
      vec:push(box)
      assert.equal("1a 3c 2b", shown(vec))
      vec:close()
    end)
  end)

  it("resizes, shrinks, reserves, and keeps its data in place while a view is out", function()
    balanced(function()
      local vec = Nodes(10)
      assert.is_true(vec:capacity() >= 10)
      vec:append { node(1, "a"), node(2, "b"), node(3, "c") }
      vec:resize(1)
      vec:resize(2)
      assert.equal("1a 0", shown(vec))
      vec:shrink()
      assert.equal(2, vec:capacity())
      vec:reserve(50)
      assert.is_true(vec:capacity() >= 50)
      vec:resize(0)
      vec:shrink()
      assert.equal(1, vec:capacity())
      vec:push(node(4, "d"))
      assert.equal(ffi.sizeof "struct spec_node", #vec:bytes())
      local extra = node(5)
      vec:view(function(pointer, length)
        assert.same({ 4, 1 }, { pointer[0].value, length })
        for _, move in ipairs {
          function() vec:push(extra) end, function() vec:append { extra } end, function() vec:take(0) end,
          function() vec:resize(0) end, function() vec:shrink() end, function() vec:close() end,
          function() ffo.Handle(vec) end, function() vec:append(pointer, 1) end,
        } do
          refused("FFO_E_BORROWED", move)
        end
        vec:put(0, "label", nil)
      end)
      assert.is_false(extra:closed())
      extra:close()
      vec:close()
    end)
  end)

  it("takes elements from memory of the program's", function()
    balanced(function()
      local vec, raw = Nodes(), ffi.new "struct spec_node[2]"
      raw[0].value, raw[0].label = 1, ffo.String("a"):into_raw()
      raw[1].value, raw[1].label = 2, ffi.cast("char *", "a literal")
      refused("FFO_E_FOREIGN_POINTER", vec.append, vec, raw, 2)
      assert.equal(0, #vec)
      vec:append(raw, 1)
      refused("FFO_E_NOT_OWNED", vec.append, vec, raw, 1)
      refused("FFO_E_NOT_OWNED", vec.append, vec, vec:pointer(), 1)
      assert.equal("1a", shown(vec))
      vec:close()
    end)
  end)

  it("is known to the ledger with its elements' type", function()
    balanced(function()
      local vec = Nodes { node(1) }
      vec:tag "nodes"
      local info = vec:describe()
      assert.same({ ffo.constants.FFO_TYPE_VEC, Node._type, "nodes" }, { info.type, info.element_type, info.tag })
      local report = os.getenv "FFO_WORK" .. "/elements"
      ffo.report_leaks(report)
      helper.assert_names(io.open(report):read "*a", "ffo_vec of spec_node", "nodes")
      local ints = ffo.Vec "int" { 1 }
      assert.equal(0, ints:describe().element_type)
      ints:close()
      vec:close()
    end)
  end)
end)

describe("a view of an element", function()
  it("is a place: growth does not matter, moves and ends do", function()
    balanced(function()
      local vec = Nodes { node(1, "a"), node(2, "b") }
      local second = vec[1]
      vec:reserve(1000)
      vec:push(node(3))
      vec:shrink()
      assert.equal("b", second.label)
      vec:take(0):close()
      for _, use in ipairs {
        function() return second.value end, function() second.value = 1 end, function() second:take "label" end,
        function() second:put("label", nil) end, function() second:pointer() end,
      } do
        assert.truthy(refused("ClosedError", use).message:find("moved or ended", 1, true))
      end
      second = vec[1]
      vec:resize(1)
      refused("ClosedError", function() return second.value end)
      local first = vec[0]
      vec:close()
      refused("ClosedError", function() return first.value end)
    end)
  end)

  it("keeps its vec", function()
    balanced(function()
      local first = (function() return Nodes { node(1, "kept") }[0] end)()
      helper.collect()
      assert.equal("kept", first.label)
    end)
  end)
end)

describe("misuse of a vec of a registered type", function()
  it("leaves boxes that are refused to their owners, all of them", function()
    balanced(function()
      local vec = Nodes { node(0) }
      local good, bad, closed = node(1, "a"), node(2), node(3)
      good:put("config", ffo.Config(1, 2))
      closed:close()
      local literal = ffi.cast("char *", "a literal")
      bad:pointer().label = literal
      local text, plain = ffo.String "x", ffo.Config(1, 1)
      for name, list in pairs {
        FFO_E_FOREIGN_POINTER = { good, bad }, ClosedError = { good, closed }, FFO_E_INVALID_ARGUMENT = { good, good },
      } do
        refused(name, vec.append, vec, list)
        refused(name, Nodes, list)
      end
      for _, wrong in ipairs { text, plain, vec, "x", 1, {}, true } do
        refused("FFO_E_INVALID_ARGUMENT", vec.push, vec, wrong)
        refused("FFO_E_INVALID_ARGUMENT", vec.append, vec, { good, wrong })
        if type(wrong) ~= "table" then refused("FFO_E_INVALID_ARGUMENT", vec.append, vec, wrong) end
      end
      assert.equal("0", shown(vec))
      assert.same({ 1, "a", 2 }, { good.value, good.label, good.config.timeout_ms })
      local label = ffo.String.from_raw(good:pointer().label)
      assert.equal("library", label:describe().owner) -- the box's again
      label:into_raw()
      bad:pointer().label = nil
      for _, one in ipairs { good, bad, text, plain, vec } do one:close() end
    end)
  end)

  it("leaves the child that is refused to its owner", function()
    balanced(function()
      local vec, label, config = Nodes { node(1, "a") }, ffo.String "b", ffo.Config(1, 1)
      refused("FFO_E_INVALID_ARGUMENT", vec.put, vec, 0, "label", config)
      refused("FFO_E_INVALID_ARGUMENT", vec.put, vec, 0, "value", label)
      refused("FFO_E_INVALID_ARGUMENT", vec.take_field, vec, 0, "nothing")
      refused("FFO_E_INVALID_ARGUMENT", function() vec[0].label = label end)
      refused("FFO_E_INVALID_ARGUMENT", function() vec[0] = node(2) end)
      for _, index in ipairs { -1, 1, 0.5, 0 / 0, math.huge } do
        refused("FFO_E_OUT_OF_RANGE", vec.put, vec, index, "label", label)
        refused("FFO_E_OUT_OF_RANGE", vec.take_field, vec, index, "label")
        refused("FFO_E_OUT_OF_RANGE", vec.take, vec, index)
        refused("FFO_E_OUT_OF_RANGE", function() return vec[index] end)
      end
      refused("FFO_E_OUT_OF_RANGE", function() vec[0].value = 2 ^ 31 end)
      local foreign = ffo.String.from_raw(ffi.cast("char *", "foreign"))
      refused("FFO_E_FOREIGN_POINTER", vec.put, vec, 0, "label", foreign)
      assert.is_false(foreign:closed())
      foreign:into_raw()
      assert.equal("1a", shown(vec))
      for _, one in ipairs { label, config, vec } do one:close() end
    end)
  end)

  it("reports an overrun of what was in the field, whose place is taken all the same", function()
    balanced(function()
      local vec, box = Nodes { node(1, "a") }, node(2, "b")
      for _, has in ipairs { vec[0], box } do
        local label = ffo.String "c"
        has:pointer().label[1] = 33
        refused("FFO_E_OVERRUN", has.put, has, "label", label)
        assert.is_true(label:closed())
        assert.equal("c", has.label)
      end
      vec:close()
      box:close()
    end)
  end)

  it("is refused when it was closed", function()
    local vec = Nodes { node(1) }
    vec:close()
    local box = node(1)
    for _, use in ipairs {
      function() vec:push(box) end, function() vec:append { box } end, function() vec:take(0) end,
      function() vec:put(0, "label", nil) end, function() vec:take_field(0, "label") end, function() return vec[0] end,
      function() return #vec end, function() vec:values() end, function() vec:resize(1) end, function() vec:shrink() end,
    } do
      refused("ClosedError", use)
    end
    assert.equal("ffi_ownership.Vec<spec_node> (closed)", tostring(vec))
    box:close()
  end)

  it("is told when the vec was freed behind its back", function()
    balanced(function()
      local vec, box = Nodes { node(1, "a") }, node(2, "b")
      ffo.C.ffo_box_free(vec:pointer(), ffo.constants.FFO_TYPE_VEC)
      refused("FFO_E_DOUBLE_FREE", vec.push, vec, box)
      assert.equal("b", box.label)
      local label = ffo.String.from_raw(box:pointer().label)
      assert.equal("library", label:describe().owner)
      label:into_raw()
      refused("FFO_E_DOUBLE_FREE", vec.close, vec)
      assert.is_true(vec:closed())
      box:close()
    end)
  end)

  it("is a type of the registered ones, and no plain vec", function()
    balanced(function()
      for _, wrong in ipairs { ffo.Config, ffo.String, Nodes, {} } do refused("FFO_E_INVALID_ARGUMENT", ffo.Vec, wrong) end
      refused("FFO_E_INVALID_ARGUMENT", ffo.Box, "struct spec_node", { name = "of vecs", owned = { next = Nodes } })
      local data, length, capacity = ffo.Vec "struct spec_node" { { value = 1 } }:into_raw()
      refused("FFO_E_PARTS_MISMATCH", Nodes.from_raw, data, length, capacity)
      refused("FFO_E_PARTS_MISMATCH", Nodes.from_raw, nil, 0, 0)
      ffo.Vec("struct spec_node").from_raw(data, length, capacity):close()
    end)
  end)
end)

describe("raw parts and handles of a vec of a registered type", function()
  it("keep what the elements own", function()
    balanced(function()
      local data, length, capacity = Nodes({ node(1, "a"), node(2, "b") }):into_raw()
      local vec = Nodes.from_raw(data, length, capacity)
      assert.equal("1a 2b", shown(vec))
      local handle = ffo.Handle(vec)
      assert.is_true(vec:closed())
      handle:borrow(function(lent)
        assert.equal(2, #lent)
        assert.equal("1a 2b", shown(lent))
        refused("FFO_E_INVALID_ARGUMENT", function() lent[0].value = 3 end)
        refused("FFO_E_OUT_OF_RANGE", function() return lent[2] end)
      end)
      local kept
      handle:borrow_mut(function(lent)
        kept = lent[0]
        kept.value = 3
        local label = ffo.String "c"
        refused("FFO_E_NOT_OWNED", kept.put, kept, "label", label)
        refused("FFO_E_NOT_OWNED", kept.take, kept, "label")
        label:close()
      end)
      refused("ClosedError", function() return kept.value end)
      vec = handle:into_owner()
      assert.equal("3a 2b", shown(vec))
      vec:close()
      ffo.Handle(Nodes { node(1, "a") }):close()
    end)
    Nodes({ node(1, "for ever") }):forget()
  end)

  it("are not taken for others", function()
    balanced(function()
      local handle = ffo.Handle.from_number(ffo.Handle(ffo.Vec "struct spec_node" { {} }):release(), Nodes)
      refused("FFO_E_WRONG_TYPE", handle.borrow, handle)
      refused("FFO_E_PARTS_MISMATCH", handle.into_owner, handle)
      handle:close()
    end)
  end)
end)

describe("many elements", function()
  it("go in and out, 10,000 of them", function()
    balanced(function()
      local list = {}
      for i = 1, 10000 do list[i] = node(i, "label " .. i) end
      local vec = Nodes(list)
      assert.equal(10000, #vec)
      for i = 1, 10000 do
        assert(list[i]:closed())
        assert(vec[i - 1].label == "label " .. i)
      end
      for i = 10000, 9001, -1 do
        local box = vec:take(i - 1)
        assert(box.value == i and box.label == "label " .. i)
        box:close()
      end
      assert.equal(9000, #vec)
      vec:close()
    end)
  end)

  it("are ended by the collector, with vecs and boxes that nobody closed", function()
    local misuses = ffo.stats().misuses
    balanced(function()
      for i = 1, 5000 do
        local vec = Nodes { node(i, "a"), node(i, "b") }
        vec:take(0)
        vec:take_field(0, "label")
      end
    end)
    assert.equal(misuses, ffo.stats().misuses)
  end)
end)

it("a drop of C sees each element once, and the box it came in as zeros", function()
  ffi.cdef "void spec_sum(void *, void *); extern int spec_sum_of_drops; struct spec_dropped { int n; char *text; };"
  local lib = ffi.load(helper.compile("libsum.so", [[
    int spec_sum_of_drops;
    void spec_sum(void *p, void *c) { (void)c; spec_sum_of_drops += *(int *)p; }]], "-shared -fPIC"))
  local Dropped = ffo.Box("struct spec_dropped", { owned = { text = ffo.String }, drop = ffi.cast("ffo_drop_fn", lib.spec_sum) })
  balanced(function()
    local vec = ffo.Vec(Dropped) { Dropped { n = 1 }, Dropped { n = 10 }, Dropped { n = 100 } }
    assert.equal(0, lib.spec_sum_of_drops)
    vec:resize(2)
    assert.equal(100, lib.spec_sum_of_drops)
    vec:take(0):close()
    assert.equal(101, lib.spec_sum_of_drops)
    vec:close()
    assert.equal(111, lib.spec_sum_of_drops)
  end)
end)
