-- What needs a process of its own: other libraries, several Lua states, fork, the end, Valgrind.

local helper = require "support.helper"

local work = os.getenv "FFO_WORK"
local library = os.getenv "FFI_OWNERSHIP_LIBRARY"
local prefix = os.getenv "FFO_PREFIX"

local function assert_output(expected, program, environment, interpreter)
  local output, status = helper.run(program, environment, interpreter)
  assert.equal(expected .. "\nstatus 0", output:gsub("\n$", "") .. "\nstatus " .. status)
end

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

local function assert_names(text, ...)
  for _, part in ipairs { ... } do
    assert.truthy(text:find(part, 1, true), ("%q is not named in: %s"):format(part, text))
  end
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
    for function_name in json:gmatch '"name": "(ffo_[%w_]+)", "returns"' do
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

describe("several Lua states", function()
  local host

  setup(function()
    local file = assert(io.open("spec/support/host.c"))
    host = helper.compile("host", file:read "*a",
      "$(pkg-config --cflags --libs luajit) -pthread -rdynamic")
    file:close()
  end)

  it("on threads of their own share the ledger and pass handles on", function()
    assert_output("balanced, 8 drops", [[
      local ffi = require "ffi"
      local ffo = require "ffi_ownership"
      ffi.cdef "void host_put(int, uint64_t); uint64_t host_get(int); void host_meet(void);"
      local host = ffi.C

      if thread < 0 then
        local stats = ffo.stats()
        assert(stats.live_blocks == 0 and stats.live_handles == 0 and stats.live_borrows == 0)
        assert(stats.misuses == 8, stats.misuses)
        print(("balanced, %d drops"):format(tonumber(host.host_get(15))))
        return
      end

      -- Everybody's own, at once, and errors that are each thread's own.
      for i = 1, 5000 do
        local text = ffo.String("thread " .. thread .. " round " .. i)
        assert(text:text() == "thread " .. thread .. " round " .. i)
        if i % 2 == 0 then text:close() end
        local ran, err = pcall(ffo.String, ("x"):rep(thread) .. "\0")
        assert(not ran and err.offset == thread)
      end

      -- One handle for all: the first state gives each a reference.
      if thread == 0 then
        local shared = ffo.Handle(ffo.Config(0, 0))
        for i = 1, threads - 1 do host.host_put(i, shared:clone():release()) end
        host.host_put(0, shared:release())
      end
      host.host_meet()
      local handle = ffo.Handle.from_number(host.host_get(thread), ffo.Config)
      for _ = 1, 1000 do
        repeat
          local granted = pcall(handle.borrow_mut, handle, function(config)
            config.max_connections = config.max_connections + 1
          end)
        until granted
      end
      host.host_meet()
      assert(handle:borrow(function(config) return config.max_connections end) == 1000 * threads)
      local weak = handle:weak()
      host.host_meet()
      handle:close()
      host.host_meet()
      assert(weak:lock() == nil)

      -- A handle of an object ends in another state: its drop runs in its own, once.
      local drops = 0
      local adopted = ffo.Handle.adopt({}, function() drops = drops + 1 end)
      host.host_put(thread, adopted:release())
      host.host_meet()
      local other = ffo.Handle.from_number(host.host_get((thread + 1) % threads))
      local ran, err = pcall(other.borrow, other, function(guard) return guard:get() end)
      assert(not ran and err.name == "FFO_E_INVALID_ARGUMENT", err)
      other:close()
      host.host_meet()
      assert(drops == 0 and ffo.run_drops() == 1 and drops == 1)

      -- And one that ends only with the state, as all that is left behind here.
      local dropped_at_end = ffo.Handle.adopt({}, function() ffi.C.host_put(15, ffi.C.host_get(15) + 1) end)
      local left_behind = { ffo.String "a", ffo.Config(1, 1), ffo.Vec "int" { 1 }, ffo.Handle(ffo.String "b"):borrow() }
      host.host_meet()
      local stale = ffo.Handle.from_number(host.host_get(thread), ffo.String)
      assert(not pcall(stale.close, stale)) -- the eight misuses
      host.host_meet()
      -- One after the other, for the count in place 15.
      for turn = 0, threads - 1 do
        if turn == thread then dropped_at_end:close() end
        host.host_meet()
      end
    ]], nil, host .. " 8")
  end)
end)

describe("the end of a process", function()
  local owners = [[
    local ffo = require "ffi_ownership"
    local handle = ffo.Handle(ffo.String "behind")
    kept = {
      ffo.String "a", ffo.Config(1, 1), ffo.Vec "int" { 1 }, ffo.String.many { "a", "b" }, handle, handle:borrow(),
      ffo.Handle.adopt({}, function() print "dropped" end),
    }
  ]]

  local function leaks(program, environment)
    local report = work .. "/leaks"
    os.remove(report)
    local output, status = helper.run(program, ("FFO_LEAK_REPORT='%s' %s"):format(report, environment or ""))
    local file = io.open(report)
    local text = file and file:read "*a" or ""
    if file then file:close() end
    return output, status, text
  end

  for name, ending in pairs {
    ["by itself"] = "",
    ["by os.exit with the state closed"] = "os.exit(0, true)",
    ["after the package was given up"] = "ffo = nil for n in pairs(package.loaded) do package.loaded[n] = nil end",
  } do
    it("comes " .. name .. " in any order, and nothing is left", function()
      local output, status, report = leaks(owners .. ending)
      assert.equal(0, status, output)
      assert.equal("dropped\n", output)
      assert.equal("ffi_ownership: 0 live blocks, 0 bytes\n", report)
    end)
  end

  it("may come without the state closed: blocks are left, and reported", function()
    local output, status, report = leaks(owners .. "os.exit(0)")
    assert.same({ "", 0 }, { output, status })
    assert.truthy(report:find("ffo_config", 1, true), report)
  end)

  it("drops the object of a handle that has left the state", function()
    assert_output("once", [[
      require("ffi_ownership").Handle.adopt({}, function() print "once" end):release()
    ]])
  end)

  it("comes with an error, too", function()
    local _, status, report = leaks(owners .. "error 'end'")
    assert.equal(1, status)
    assert.equal("ffi_ownership: 0 live blocks, 0 bytes\n", report)
  end)

  it("is each process's own after a fork", function()
    assert_output("child\t0\t0\nparent\t0\t0\t0", [[
      local ffi = require "ffi"
      local ffo = require "ffi_ownership"
      ffi.cdef "int fork(void); int waitpid(int, int *, int); void _exit(int);"
      local text, config = ffo.String "before the fork", ffo.Config(1, 2)
      local handle = ffo.Handle(ffo.Vec "int" { 1, 2 })
      local dropped = 0
      local adopted = ffo.Handle.adopt({}, function() dropped = dropped + 1 end)
      local function finish(who, ...)
        assert(text:text() == "before the fork" and config.timeout_ms == 2)
        assert(handle:borrow(function(guard) return guard[1] end) == 2)
        ffo.with(ffo.String "after the fork", function(new) assert(#new == 14) end)
        assert(not pcall(ffo.String, "\0"))
        text:close()
        config:close()
        text, config, handle, adopted = nil
        for _ = 1, 3 do collectgarbage() end
        assert(dropped == 1)
        local stats = ffo.stats()
        ffo.validate()
        print(who, stats.live_blocks, stats.misuses, ...)
        io.stdout:flush()
      end
      local pid = ffi.C.fork()
      if pid == 0 then
        local ran, err = pcall(finish, "child")
        if not ran then print(err) io.stdout:flush() end
        ffi.C._exit(ran and 0 or 1)
      end
      local status = ffi.new "int[1]"
      assert(ffi.C.waitpid(pid, status, 0) == pid)
      finish("parent", status[0])
    ]])
  end)

  it("comes in a child of a fork with its owners left to it", function()
    assert_output("0", [[
      local ffi = require "ffi"
      local ffo = require "ffi_ownership"
      ffi.cdef "int fork(void); int waitpid(int, int *, int);"
      kept = { ffo.String "both have one", ffo.Handle(ffo.Config(1, 1)) }
      local pid = ffi.C.fork()
      if pid == 0 then os.exit(0, true) end
      local status = ffi.new "int[1]"
      assert(ffi.C.waitpid(pid, status, 0) == pid)
      print(status[0])
    ]])
  end)
end)

describe("under Valgrind", function()
  it("no error names the library", function()
    -- LuaJIT's own noise is whatever has no frame of libffi_ownership.so.
    local log = work .. "/memcheck"
    local output, status = helper.shell(("FFO_WORK='%s' valgrind --leak-check=full --suppressions='%s' --log-file='%s' "
      .. "luajit -joff spec/support/busted.lua -o TAP --pattern=_spec spec/lifecycle_spec.lua spec/handle_spec.lua "
      .. "spec/zz_balance_spec.lua"):format(work, prefix .. "/share/ffi-ownership/valgrind.supp", log))
    assert.equal(0, status, output)
    assert.truthy(output:find "ok %d+ %- after all that the ledger is balanced and sound", output)
    local file = assert(io.open(log))
    local record, named = {}, {}
    for line in file:lines() do
      line = line:gsub("^==%d+== ?", "")
      if line == "" then record = {} else record[#record + 1] = line end
      if line:find("libffi_ownership", 1, true) then named[#named + 1] = table.concat(record, "\n") end
    end
    file:close()
    assert.same({}, named)
  end)
end)

describe("the walkthrough", function()
  it("goes as told", function()
    local output, status = helper.shell "luajit walkthrough.lua walkthrough.lua"
    assert.equal(0, status, output)
    assert.truthy(output:find("nothing leaked, nothing damaged", 1, true), output)
  end)
end)

describe("the package", function()
  it("is a rock, with the library inside, and runs where nothing else is", function()
    local output, status = helper.shell(("./package.sh '%s/rock'"):format(work))
    assert.equal(0, status, output)
    output, status = helper.shell(([[
      set -e
      cd '%s'
      luarocks --lua-version 5.1 --tree '%s/tree' install --deps-mode=none rock/*.rock
      env -i PATH="$PATH" LUA_PATH='%s/tree/share/lua/5.1/?.lua' luajit -e '
        local ffo = require "ffi_ownership"
        ffo.with(ffo.String "installed", function(text) print(text, ffo.version, ffo.file) end)'
    ]]):format(work, work, work))
    assert.equal(0, status, output)
    local file = assert(io.open "../../Directory.Build.props")
    local version = file:read("*a"):match "<Version>(.-)</Version>"
    file:close()
    assert_names(output, ("installed\t%s\t%s/tree/share/lua/5.1/ffi_ownership/"):format(version, work))
  end)
end)

describe("the benchmark", function()
  it("starts", function()
    local output, status = helper.shell "luajit ../../bench/bindings/lua.lua --quick"
    assert.equal(0, status, output)
    for line in output:gmatch "[^\n]+" do assert.truthy(line:find "^[^\t]+\t%d+\t%d+\t[%d.]+\t[^\t]+$", line) end
  end)
end)
