-- Which library the package loads, and which it refuses.

local helper = require "support.helper"

local prefix = os.getenv "FFO_PREFIX"
local assert_output, assert_names = helper.assert_output, helper.assert_names

-- Loads the package with another library and returns what that says.
local function refused_with(environment, before)
  local output, status = helper.run((before or "") .. [[
    local ran, err = pcall(require, "ffi_ownership")
    print(ran, type(err) == "table" and err.name, err)
  ]], environment)
  assert.equal(0, status, output)
  assert.equal("false\tFFO_E_ABI_MISMATCH", output:match "^(%S+\t%S+)")
  return output
end

describe("the library", function()
  local function fake(name, code)
    return "FFI_OWNERSHIP_LIBRARY=" .. helper.compile(name, "#include <stdint.h>\n" .. code, "-shared -fPIC")
  end

  -- A library that describes itself with an altered copy of the true JSON.
  local function fake_with_json(name, alter)
    local file = assert(io.open(prefix .. "/share/ffi-ownership/abi.json"))
    local json = alter(file:read "*a")
    file:close()
    local names = {}
    for function_name in json:gmatch '"name": "(ffo_[%w_]+)", "since": "[%d.]+", "returns"' do
      if not function_name:find "abi" and function_name ~= "ffo_drop_fn" and function_name ~= "ffo_misuse_fn"
        and function_name ~= "ffo_box_put" then
        names[#names + 1] = ("void %s(void); void %s(void) {}"):format(function_name, function_name)
      end
    end
    local quoted = json:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("\n", '\\n"\n"')
    return fake(name, table.concat(names, "\n") .. ([[

      uint32_t ffo_abi_version(void); uint32_t ffo_abi_version(void) { return 1; }
      const char *ffo_abi_json(void); const char *ffo_abi_json(void) { return "%s"; }]]):format(quoted))
  end

  it("is the one that the environment names, or none", function()
    assert_names(refused_with "FFI_OWNERSHIP_LIBRARY=/nowhere/lib.so", "(FFI_OWNERSHIP_LIBRARY)", "/nowhere/lib.so")
  end)

  it("is looked for beside the package and in the system, and missed with what was tried", function()
    -- The system may have one: here it has not.
    local output = refused_with("env -u FFI_OWNERSHIP_LIBRARY",
      'require("ffi").load = function(name) error(name .. ": not here", 0) end\n')
    assert_names(output, "bindings/lua/ffi_ownership/libffi_ownership.so.1: not here",
      "\n  libffi_ownership.so.1: not here")
  end)

  it("is found by the system's loader", function()
    assert_output("libffi_ownership.so.1", 'print(require("ffi_ownership").file)',
      ("env -u FFI_OWNERSHIP_LIBRARY LD_LIBRARY_PATH='%s/lib'"):format(prefix))
  end)

  it("has this version of the ABI", function()
    local output = refused_with(fake("libv2.so",
      "uint32_t ffo_abi_version(void); uint32_t ffo_abi_version(void) { return 2; }"))
    assert_names(output, "libv2.so has version 2 of the ABI; this package is for version 1")
    assert_names(refused_with(fake("libother.so", "extern int x; int x;")), "ffo_abi_version: not exported")
  end)

  it("has what is relied on, and the differences are named", function()
    local output = refused_with(fake_with_json("libdiffers.so", function(json)
      return (json:gsub('"offset": 8, "size": 8, "ownership": "owned"', '"offset": 4, "size": 8, "ownership": "owned"'))
    end))
    assert_names(output, "ffo_box_put: described, but not exported")
    output = refused_with(fake_with_json("liblacks.so", function(json)
      return (json:gsub('"ffo_config_clone"', '"ffo_config_copy"'):gsub('"timeout_ms"', '"timeout"')
        :gsub('{ "name": "vec", "type": "ffo_vec %*", "ownership": "taken" }', "", 1))
    end))
    assert_names(output, "ffo_config_clone: no such function", "ffo_config.timeout_ms: no such field",
      "ffo_vec_dispose: 0 parameters instead of 1")
    output = refused_with(fake("libjson.so", [[
      uint32_t ffo_abi_version(void); uint32_t ffo_abi_version(void) { return 1; }
      const char *ffo_abi_json(void); const char *ffo_abi_json(void) { return "{ oops"; }]]))
    assert_names(output, "JSON: a name expected at byte 3")
  end)

  it("must lay structs out as the program has declared them", function()
    local output, status = helper.run [[
      require("ffi").cdef "typedef struct ffo_config { int32_t timeout_ms, max_connections; char *name; } ffo_config;"
      print(select(2, pcall(require, "ffi_ownership")))
    ]]
    assert.equal(0, status)
    assert_names(output, "offset of ffo_config.timeout_ms: 0 here, 4 in its ABI")
  end)

  it("may be newer", function()
    -- The true library, with more of everything in what it says of itself.
    local output, status = helper.run(([[
      local json = require "ffi_ownership.json"
      local file = assert(io.open "%s/share/ffi-ownership/abi.json")
      local abi = json(file:read "*a")
      abi.novelty = { 1, 2 }
      table.insert(abi.types, { name = "ffo_new", kind = "union", size = 4 })
      table.insert(abi.enums[1].values, { name = "FFO_E_NEW", value = 60 })
      table.insert(abi.functions, { name = "ffo_new_call", returns = { type = "ffo_new *" },
        parameters = { { name = "a", type = "ffo_unknown" } } })
      for _, item in ipairs(abi.types) do
        if item.name == "ffo_stats" or item.name == "ffo_error_info" or item.name == "ffo_block_info"
          or item.name == "ffo_type_desc" then
          table.insert(item.fields, { name = "more", type = "uint64_t", offset = item.size, size = 8 })
          item.size = item.size + 8
        end
      end
      package.loaded["ffi_ownership.json"] = function() return abi end
      local ffo = require "ffi_ownership"
      print(ffo.status.FFO_E_NEW, ffo.String("loaded"):text())
    ]]):format(prefix))
    assert.equal("60\tloaded\n0", output .. status)
  end)

  it("is not unloaded while blocks live, whoever closes it", function()
    assert_output("true\ntrue\n1\nstill here\n0", [[
      local ffi = require "ffi"
      -- A namespace that nobody keeps: the collector closes the library behind it.
      ffi.cdef "char *ffo_string_new(const char *text, uint32_t *status);"
      local lost = setmetatable({}, { __mode = "v" })
      local text
      do
        local C = ffi.load(os.getenv "FFI_OWNERSHIP_LIBRARY")
        text = C.ffo_string_new("still here", nil)
        lost[1] = C
        C = nil
      end
      for _ = 1, 3 do collectgarbage() end
      print(lost[1] == nil)
      -- The same ledger, and the block.
      local ffo = require "ffi_ownership"
      -- The package keeps its own.
      local weak = setmetatable({ ffo.C }, { __mode = "v" })
      local String, stats = ffo.String, ffo.stats
      package.loaded.ffi_ownership, package.loaded["ffi_ownership.library"], ffo = nil
      for _ = 1, 3 do collectgarbage() end
      print(weak[1] ~= nil)
      print(stats().live_blocks)
      text = String.from_raw(text)
      print(text:text())
      text:close()
      print(stats().live_blocks)
    ]])
  end)

  it("can be loaded twice in one state", function()
    assert_output("one\ttwo\t0", [[
      local one = require "ffi_ownership"
      for name in pairs(package.loaded) do if name:find "^ffi_ownership" then package.loaded[name] = nil end end
      local two = require "ffi_ownership"
      assert(one ~= two)
      local a, b = one.String "one", two.String "two"
      io.write(a:text(), "\t", b:text())
      a:close() b:close()
      print("\t" .. two.stats().live_blocks)
    ]])
  end)
end)
