-- Numbers that do not fit are errors, and nothing changes: none is wrapped or cut.

local ffi = require "ffi"
local ffo = require "ffi_ownership"
local helper = require "support.helper"

local balanced, refusal = helper.balanced, helper.refusal
local nan, inf = 0 / 0, math.huge
local no_counts = { -1, -2 ^ 31, -2 ^ 63, 0.5, 1.5, nan, inf, -inf, 2 ^ 53 + 2, 2 ^ 63, 2 ^ 64, 1e300, -1LL }
local no_numbers = { "1", "x", true, {}, function() end }
local no_pointers = { 1, 1.5, nan, "text", true, {} }

ffi.cdef [[
  struct spec_numbers {
    int8_t i8; uint8_t u8; int16_t i16; uint16_t u16; int32_t i32; uint32_t u32; int64_t i64; uint64_t u64;
    unsigned bits : 3; float f; double d; bool flag; int list[3]; struct { uint8_t x; double y; } at; void *address;
  };
  typedef struct { int8_t x; double y; } spec_pair;
]]
local Numbers = ffo.Box "struct spec_numbers"
local ranges = {
  i8 = { -2 ^ 7, 2 ^ 7 - 1 }, u8 = { 0, 2 ^ 8 - 1 }, i16 = { -2 ^ 15, 2 ^ 15 - 1 }, u16 = { 0, 2 ^ 16 - 1 },
  i32 = { -2 ^ 31, 2 ^ 31 - 1 }, u32 = { 0, 2 ^ 32 - 1 }, bits = { 0, 7 },
  i64 = { -2 ^ 63, 0x7fffffffffffffffLL }, u64 = { 0, 0xffffffffffffffffULL },
}
local outside = {
  i64 = { 2 ^ 63, -2 ^ 64, 0x8000000000000000ULL }, u64 = { -1, -1LL, 2 ^ 64, -2 ^ 63 },
}
for name, range in pairs(ranges) do
  outside[name] = outside[name] or { range[1] - 1, range[2] + 1, range[2] + 1LL, 2 ^ 40, -2 ^ 40, 2 ^ 64, 0x100000001LL }
  for _, wrong in ipairs { 0.5, 1.5, nan, inf, -inf, 1e300 } do table.insert(outside[name], wrong) end
end

local function out_of_range(code, ...)
  local err = refusal(code, ...)
  assert.is_true(ffo.ArgumentError.is(err))
  assert.equal("FFO_E_OUT_OF_RANGE", err.name)
end

local function no_number(code, ...)
  local err = refusal(code, ...)
  assert.is_true(ffo.ArgumentError.is(err))
end

describe("counts", function()
  local Ints = ffo.Vec "int32_t"
  local uses = {
    new = function(_, count) Ints(count) end,
    resize = function(vec, count) vec:resize(count) end,
    reserve = function(vec, count) vec:reserve(count) end,
    append = function(vec, count) vec:append(vec:pointer(), count) end,
    length = function(_, count) Ints.from_raw(nil, count, 0) end,
    capacity = function(_, count) Ints.from_raw(nil, 0, count) end,
    live_since = function(_, count) ffo.live_since(count) end,
    report_leaks = function(_, count) ffo.report_leaks("/nowhere/at/all", count) end,
  }
  for name, use in pairs(uses) do
    it(name, function()
      balanced(function()
        local vec = Ints { 1, 2, 3 }
        for _, wrong in ipairs(no_counts) do
          if not (name == "new" and type(wrong) == "cdata") then out_of_range(use, vec, wrong) end
        end
        for _, wrong in ipairs(no_numbers) do
          if not (name == "new" and type(wrong) == "table") then no_number(use, vec, wrong) end
        end
        assert.same({ 1, 2, 3 }, vec:values())
        vec:close()
      end)
    end)
  end
end)

describe("places", function()
  it("of a vec, and of a borrow of one", function()
    balanced(function()
      local vec = ffo.Vec "int32_t" { 1, 2, 3 }
      local handle = ffo.Handle(ffo.Vec "int32_t" { 1, 2, 3 })
      handle:borrow_mut(function(lent)
        for _, list in ipairs { vec, lent } do
          for _, wrong in ipairs { -1, 3, 0.5, 2.5, nan, inf, -inf, 2 ^ 31, 2 ^ 32, 2 ^ 53, 2 ^ 62, 2 ^ 64, 2 ^ 65, 1e300 } do
            out_of_range(function() return list[wrong] end)
            out_of_range(function() list[wrong] = 9 end)
          end
          for _, wrong in ipairs { 0LL, 1ULL, -1LL } do
            no_number(function() return list[wrong] end)
            no_number(function() list[wrong] = 9 end)
          end
          assert.same({ 1, 2, 3 }, list:values())
        end
      end)
      handle:close()
      vec:close()
    end)
  end)

  it("of many strings", function()
    balanced(function()
      local many = ffo.String.many { "a", "b", "c" }
      for _, wrong in ipairs { 0, -1, 4, 1.5, nan, inf, -inf, 2 ^ 32, 2 ^ 64, 2 ^ 64 + 2 ^ 12, 1LL, "1", {} } do
        out_of_range(many.text, many, wrong)
        out_of_range(many.take, many, wrong)
      end
      assert.same({ "a", "b", "c" }, many:texts())
      many:close()
    end)
  end)
end)

it("pointers are cdata", function()
  balanced(function()
    for _, wrong in ipairs(no_pointers) do
      no_number(ffo.String.from_raw, wrong)
      no_number(ffo.Config.from_raw, wrong)
      no_number(Numbers.from_raw, wrong)
      no_number(ffo.Handle.from_raw, wrong, ffo.String)
      no_number(ffo.Vec "int".from_raw, wrong, 0, 0)
      no_number(ffo.Handle.from_number, wrong, ffo.String)
    end
  end)
end)

describe("fields", function()
  for name, range in pairs(ranges) do
    it(name, function()
      balanced(function()
        local box = Numbers()
        local handle = ffo.Handle(Numbers())
        handle:borrow_mut(function(lent)
          for _, struct in ipairs { box, lent } do
            for _, number in ipairs { range[1], range[2], 1 } do
              struct[name] = number
              assert.is_true(struct[name] == number)
            end
            for _, wrong in ipairs(outside[name]) do
              out_of_range(function() struct[name] = wrong end)
            end
            assert.is_true(struct[name] == 1)
          end
        end)
        handle:close()
        box:close()
        for _, wrong in ipairs(outside[name]) do out_of_range(Numbers, { [name] = wrong }) end
      end)
    end)
  end

  it("that are no integers stay LuaJIT's", function()
    balanced(function()
      local box = Numbers { f = 1.5, d = 2 ^ 70, flag = true }
      box.list = { 1, 2, 3 }
      box.at = { x = 255, y = 0.5 }
      assert.same({ 1.5, 2 ^ 70, true, 3, 255, 0.5 }, { box.f, box.d, box.flag, box.list[2], box.at.x, box.at.y })
      out_of_range(function() box.list = { 1, 2 ^ 31, 3 } end)
      out_of_range(function() box.at = { x = 256 } end)
      assert.equal(255, box.at.x)
      box:close()
    end)
  end)

  it("of a config", function()
    balanced(function()
      local config = ffo.Config(1, 2)
      for _, wrong in ipairs(outside.i32) do
        out_of_range(ffo.Config, wrong, 1)
        out_of_range(ffo.Config, 1, wrong)
        out_of_range(function() config.timeout_ms = wrong end)
      end
      assert.equal(2, config.timeout_ms)
      config:close()
    end)
  end)
end)

describe("elements", function()
  local types = { i8 = "int8_t", u8 = "uint8_t", i16 = "int16_t", u16 = "uint16_t", i32 = "int32_t", u32 = "uint32_t",
    i64 = "int64_t", u64 = "uint64_t" }
  for name, ctype in pairs(types) do
    it("of " .. ctype, function()
      balanced(function()
        local vec = ffo.Vec(ctype) { ranges[name][1], ranges[name][2] }
        local handle = ffo.Handle(ffo.Vec(ctype) { 1 })
        for _, wrong in ipairs(outside[name]) do
          out_of_range(vec.push, vec, wrong)
          out_of_range(function() vec[0] = wrong end)
          out_of_range(ffo.Vec(ctype), { wrong })
          handle:borrow_mut(function(lent) out_of_range(function() lent[0] = wrong end) end)
        end
        assert.is_true(vec[0] == ranges[name][1] and vec[1] == ranges[name][2] and #vec == 2)
        handle:close()
        vec:close()
      end)
    end)
  end

  it("of other types", function()
    balanced(function()
      local doubles = ffo.Vec "double" { 1.5, nan, inf }
      local floats = ffo.Vec "float" { 0.1 }
      local pairs_ = ffo.Vec "spec_pair" { { x = 1, y = 2.5 }, { 3, 4.5 } }
      assert.equal(4.5, pairs_[1].y)
      out_of_range(pairs_.push, pairs_, { x = 128 })
      assert.equal(2, #pairs_)
      for _, vec in ipairs { doubles, floats, pairs_ } do vec:close() end
    end)
  end)
end)

it("words with a NUL inside are refused everywhere", function()
  balanced(function()
    local text, vec, handle = ffo.String "a", ffo.Vec "int" { 1 }, ffo.Handle(ffo.String "b")
    for _, use in ipairs {
      function() text:tag "a\0b" end, function() vec:tag "a\0b" end, function() handle:tag "a\0b" end,
      function() ffo.report_leaks "/nowhere\0/at/all" end,
    } do
      assert.equal("FFO_E_INTERIOR_NUL", refusal(use).name)
    end
    text:tag(nil)
    for _, one in ipairs { text, vec, handle } do one:close() end
  end)
end)
