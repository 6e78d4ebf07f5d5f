-- Pairs of making and freeing through LuaJIT's ffi. Prints nanoseconds per pair.
--   luajit pairs.lua ours|rust LIBRARY string|config COUNT
local ffi = require "ffi"

ffi.cdef [[
  typedef struct ffo_config ffo_config;
  char *ffo_string_new(const char *text, int32_t *status);
  int32_t ffo_string_free(char *string);
  ffo_config *ffo_config_new(int32_t max_connections, int32_t timeout_ms, int32_t *status);
  int32_t ffo_config_free(ffo_config *config);

  char *peer_string_new(const char *text);
  void peer_string_free(char *string);
  void *peer_config_new(int32_t max_connections, int32_t timeout_ms);
  void peer_config_free(void *config);

  struct timespec { long seconds, nanoseconds; };
  int clock_gettime(int clock, struct timespec *time);
]]

local CLOCK_MONOTONIC = 1
local peer, path, what, count = arg[1], arg[2], arg[3], tonumber(arg[4])
local library = ffi.load(path)

-- One loop for each, so that each is compiled with its own calls.
local loops = {
  ours = {
    string = function(n)
      for _ = 1, n do
        local string = library.ffo_string_new("fifteen letters", nil)
        if string == nil or library.ffo_string_free(string) ~= 0 then error "a call failed" end
      end
    end,
    config = function(n)
      for _ = 1, n do
        local config = library.ffo_config_new(64, 250, nil)
        if config == nil or library.ffo_config_free(config) ~= 0 then error "a call failed" end
      end
    end,
  },
  rust = {
    string = function(n)
      for _ = 1, n do
        local string = library.peer_string_new("fifteen letters")
        if string == nil then error "a call failed" end
        library.peer_string_free(string)
      end
    end,
    config = function(n)
      for _ = 1, n do
        local config = library.peer_config_new(64, 250)
        if config == nil then error "a call failed" end
        library.peer_config_free(config)
      end
    end,
  },
}

local time = ffi.new "struct timespec"
local function now()
  assert(ffi.C.clock_gettime(CLOCK_MONOTONIC, time) == 0)
  return tonumber(time.seconds) * 1e9 + tonumber(time.nanoseconds)
end

local loop = loops[peer][what]
loop(math.floor(count / 10))
local start = now()
loop(count)
print(string.format("%.17g", (now() - start) / count))
