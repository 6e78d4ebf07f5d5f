-- Pairs of making and freeing through LuaJIT's ffi. Prints nanoseconds per pair.
--   luajit pairs.lua ours|rust LIBRARY WORKLOAD TEXT COUNT
local ffi = require "ffi"

ffi.cdef [[
  typedef struct ffo_config ffo_config;
  char *ffo_string_new(const char *text, int32_t *status);
  char *ffo_string_from_bytes(const void *bytes, size_t length, int32_t *status);
  char *ffo_string_from_utf8(const void *bytes, size_t length, int32_t *status);
  int32_t ffo_string_free(char *string);
  ffo_config *ffo_config_new(int32_t max_connections, int32_t timeout_ms, int32_t *status);
  int32_t ffo_config_free(ffo_config *config);

  char *peer_string_new(const char *text);
  char *peer_string_from_bytes(const void *bytes, size_t length);
  char *peer_string_from_utf8(const void *bytes, size_t length);
  void peer_string_free(char *string);
  void *peer_config_new(int32_t max_connections, int32_t timeout_ms);
  void peer_config_free(void *config);

  struct timespec { long seconds, nanoseconds; };
  int clock_gettime(int clock, struct timespec *time);
]]

local CLOCK_MONOTONIC = 1
local peer, path, workload, text, count = arg[1], arg[2], arg[3], arg[4], tonumber(arg[5])
local length = #text
local library = ffi.load(path)

local makes = {
  ours = {
    luajit_string = function() return library.ffo_string_new(text, nil) end,
    luajit_from_bytes = function() return library.ffo_string_from_bytes(text, length, nil) end,
    luajit_from_utf8 = function() return library.ffo_string_from_utf8(text, length, nil) end,
    luajit_config = function() return library.ffo_config_new(64, 250, nil) end,
  },
  rust = {
    luajit_string = function() return library.peer_string_new(text) end,
    luajit_from_bytes = function() return library.peer_string_from_bytes(text, length) end,
    luajit_from_utf8 = function() return library.peer_string_from_utf8(text, length) end,
    luajit_config = function() return library.peer_config_new(64, 250) end,
  },
}

-- Whether it went well. Rust's do not tell.
local frees = {
  ours = {
    string = function(it) return library.ffo_string_free(it) == 0 end,
    config = function(it) return library.ffo_config_free(it) == 0 end,
  },
  rust = {
    string = function(it) library.peer_string_free(it) return true end,
    config = function(it) library.peer_config_free(it) return true end,
  },
}

-- One of each runs in a process, so the compiler sees through both.
local make = makes[peer][workload:gsub("_%d+$", "")]
local free = frees[peer][workload == "luajit_config" and "config" or "string"]
local function loop(n)
  for _ = 1, n do
    local it = make()
    if it == nil or not free(it) then error "a call failed" end
  end
end

local time = ffi.new "struct timespec"
local function now()
  assert(ffi.C.clock_gettime(CLOCK_MONOTONIC, time) == 0)
  return tonumber(time.seconds) * 1e9 + tonumber(time.nanoseconds)
end

loop(math.floor(count / 10))
local start = now()
loop(count)
print(string.format("%.17g", (now() - start) / count))
