-- What needs a process of its own: its end, fork, Valgrind.

local helper = require "support.helper"

local work = os.getenv "FFO_WORK"
local prefix = os.getenv "FFO_PREFIX"
local assert_output = helper.assert_output

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
      .. "luajit -joff spec/support/busted.lua -o TAP --pattern=_spec spec/string_spec.lua spec/struct_spec.lua "
      .. "spec/vec_spec.lua spec/scope_spec.lua spec/handle_spec.lua spec/zz_balance_spec.lua"
      ):format(work, prefix .. "/share/ffi-ownership/valgrind.supp", log))
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
