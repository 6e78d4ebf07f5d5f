-- The LuaJIT binding beside LuaJIT's own way: strdup and free of the C library, ended by ffi.gc.
--   LUA_PATH='bindings/lua/?.lua;;' FFI_OWNERSHIP_LIBRARY=... luajit bench/bindings/lua.lua [--quick]
-- One line a workload: name, ours in ns, theirs in ns, ratio, what theirs is; medians of rounds that
-- alternate. Both run compiled.

local ffi = require "ffi"
local ffo = require "ffi_ownership"

ffi.cdef [[
  char *strdup(const char *text);
  void *calloc(size_t count, size_t size);
  void *realloc(void *block, size_t size);
  void free(void *block);
  typedef struct { int32_t max_connections, timeout_ms; char *name; } bench_config;
  struct timespec { long seconds, nanoseconds; };
  int clock_gettime(int clock, struct timespec *time);
]]
local libc = ffi.C

local quick = arg[1] == "--quick"
local rounds, scale = quick and 1 or 15, quick and 100 or 1
local count = 200000 / scale

local time = ffi.new "struct timespec"
local function now()
  libc.clock_gettime(1, time)
  return tonumber(time.seconds) * 1e9 + tonumber(time.nanoseconds)
end

local Ints = ffo.Vec "int32_t"
local shared = ffo.Handle(ffo.Config(1, 1))

local workloads = {
  {
    name = "string pair, closed",
    theirs = "strdup, ffi.gc; free, ffi.gc(nil)",
    ours_loop = function(n)
      for _ = 1, n do ffo.String("fifteen letters"):close() end
    end,
    theirs_loop = function(n)
      for _ = 1, n do
        local text = ffi.gc(libc.strdup "fifteen letters", libc.free)
        libc.free(ffi.gc(text, nil))
      end
    end,
  },
  {
    name = "string pair, collected",
    theirs = "strdup, ffi.gc; left to the collector",
    ours_loop = function(n)
      for _ = 1, n do ffo.String "fifteen letters" end
      collectgarbage()
    end,
    theirs_loop = function(n)
      for _ = 1, n do ffi.gc(libc.strdup "fifteen letters", libc.free) end
      collectgarbage()
    end,
  },
  {
    name = "string, made, read and closed",
    theirs = "strdup, ffi.gc, ffi.string; free",
    ours_loop = function(n)
      for _ = 1, n do
        local text = ffo.String "fifteen letters"
        assert(#text:text() == 15)
        text:close()
      end
    end,
    theirs_loop = function(n)
      for _ = 1, n do
        local text = ffi.gc(libc.strdup "fifteen letters", libc.free)
        assert(#ffi.string(text) == 15)
        libc.free(ffi.gc(text, nil))
      end
    end,
  },
  {
    name = "config with a name",
    theirs = "calloc, strdup, ffi.gc; two frees",
    ours_loop = function(n)
      for _ = 1, n do
        local config = ffo.Config(8, 250)
        config:set_name "main"
        config:close()
      end
    end,
    theirs_loop = function(n)
      for _ = 1, n do
        local block = ffi.gc(libc.calloc(1, 16), libc.free)
        local config = ffi.cast("bench_config *", block)
        config.max_connections, config.timeout_ms = 8, 250
        config.name = libc.strdup "main"
        libc.free(config.name)
        libc.free(ffi.gc(block, nil))
      end
    end,
  },
  {
    name = "handle: borrow, read, return",
    theirs = "a Lua table with a count, no check at all",
    ours_loop = function(n)
      for _ = 1, n do
        local guard = shared:borrow()
        assert(guard.timeout_ms == 1)
        guard:close()
      end
    end,
    theirs_loop = function(n)
      local object = { borrows = 0, timeout_ms = 1 }
      for _ = 1, n do
        object.borrows = object.borrows + 1
        assert(object.timeout_ms == 1)
        object.borrows = object.borrows - 1
      end
    end,
  },
  {
    name = "vec push, of 1000",
    theirs = "realloc by doubling, pointer, ffi.gc",
    ours_loop = function(n)
      for _ = 1, n / 1000 do
        local vec = Ints()
        for i = 1, 1000 do vec:push(i) end
        vec:close()
      end
    end,
    theirs_loop = function(n)
      for _ = 1, n / 1000 do
        local data, length, capacity = ffi.cast("int32_t *", nil), 0, 0
        for i = 1, 1000 do
          if length == capacity then
            capacity = capacity == 0 and 4 or capacity * 2
            data = ffi.cast("int32_t *", libc.realloc(data, capacity * 4))
          end
          data[length] = i
          length = length + 1
        end
        libc.free(data)
      end
    end,
  },
}

-- The same for many strings; a large batch shows what fresh memory costs on both sides.
for _, batch in ipairs { 1000, 100000 / scale } do
  local texts = {}
  for i = 1, batch do texts[i] = "text number " .. i end
  workloads[#workloads + 1] = {
    name = ("%d strings in one call, each"):format(batch),
    theirs = "strdup and ffi.gc for each; free for each",
    ours_loop = function(n)
      for _ = 1, n / batch do ffo.String.many(texts):close() end
    end,
    theirs_loop = function(n)
      for _ = 1, n / batch do
        local pointers = {}
        for i = 1, batch do pointers[i] = ffi.gc(libc.strdup(texts[i]), libc.free) end
        for i = 1, batch do libc.free(ffi.gc(pointers[i], nil)) end
      end
    end,
  }
end

local function measure(loop, count)
  collectgarbage()
  local start = now()
  loop(count)
  return (now() - start) / count
end

local function median(list)
  table.sort(list)
  return list[math.ceil(#list / 2)]
end

for _, workload in ipairs(workloads) do
  measure(workload.ours_loop, count)
  measure(workload.theirs_loop, count)
  local ours, theirs = {}, {}
  for round = 1, rounds do
    ours[round] = measure(workload.ours_loop, count)
    theirs[round] = measure(workload.theirs_loop, count)
  end
  local a, b = median(ours), median(theirs)
  print(("%s\t%.0f\t%.0f\t%.2f\t%s"):format(workload.name, a, b, a / b, workload.theirs))
end
