local helper = require "support.helper"

local assert_output = helper.assert_output

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
