-- ffi_ownership: owners for what the library of that name hands out, and a ledger that knows better.
--
--   local ffo = require "ffi_ownership"
--   ffo.with(ffo.String "hello", function(text) print(text) end)
--
-- docs/lua.md tells the rest.

local ffi = require "ffi"
local library = require "ffi_ownership.library"
local errors = require "ffi_ownership.errors"
local numbers = require "ffi_ownership.numbers"
local owner = require "ffi_ownership.owner"
local String = require "ffi_ownership.string"
local struct = require "ffi_ownership.struct"

local C = library.C

local ffo = {
  version = ffi.string(C.ffo_version_string()),
  file = library.file,           -- the library that was loaded
  C = C,                         -- its functions, for those who need them
  status = library.enums.ffo_status,
  constants = library.constants,

  String = String,
  Config = struct.Config,
  Box = struct.Box,
  Vec = require "ffi_ownership.vec",
  Handle = require "ffi_ownership.handle",
  with = owner.with,
  scope = owner.scope,
}
for _, name in ipairs { "Error", "ArgumentError", "BusyError", "MisuseError", "EnvironmentError", "InternalError",
  "ClosedError" } do
  ffo[name] = errors[name]
end
ffo.run_drops = ffo.Handle.run_drops

local function checked(status) if status ~= 0 then errors.fail(status) end end

-- The ledger's balance, as a table of numbers.
function ffo.stats()
  local stats, numbers = ffi.new "ffo_stats", {}
  stats.struct_size = ffi.sizeof(stats)
  checked(C.ffo_stats_get(stats))
  for _, field in ipairs(library.types.ffo_stats.fields) do
    if field.name ~= "struct_size" then numbers[field.name] = tonumber(stats[field.name]) end
  end
  return numbers
end

-- Starts the next period and returns its number.
function ffo.checkpoint()
  local out = ffi.new "uint64_t[1]"
  checked(C.ffo_checkpoint(out))
  return tonumber(out[0])
end

-- How many blocks made at or after a checkpoint still live, and their bytes together.
function ffo.live_since(checkpoint)
  local blocks, bytes = ffi.new "size_t[1]", ffi.new "size_t[1]"
  checked(C.ffo_live_since(numbers.count(checkpoint or 0, "live_since"), blocks, bytes))
  return tonumber(blocks[0]), tonumber(bytes[0])
end

-- Writes a report on those blocks to a file, or to standard error.
function ffo.report_leaks(path, checkpoint)
  checked(C.ffo_report_leaks(numbers.count(checkpoint or 0, "report_leaks"), owner.c_text(path)))
end

-- Walks the whole ledger, and raises what damage it finds.
function ffo.validate() checked(C.ffo_validate()) end

local policies = library.enums.ffo_policy

-- What follows a misuse, for the whole process: "return", "log" or "abort".
function ffo.set_policy(policy)
  local value = policies["FFO_POLICY_" .. tostring(policy):upper()]
  if not value then
    errors.raise(2, 'ffi_ownership.set_policy: "return", "log" or "abort" expected, got %s', tostring(policy))
  end
  checked(C.ffo_set_policy(value))
end

-- Gives back now what this thread holds in the library; it happens by itself when the thread ends.
function ffo.thread_detach() checked(C.ffo_thread_detach()) end

return ffo
