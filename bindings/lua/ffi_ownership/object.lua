-- Objects of Lua, and what is known of each while a handle of it lives.
--
-- No C code ever calls into a Lua state: the library could do that on another thread, below a
-- compiled trace, or after the state has gone. An adopted object stays here, under the number of its
-- handle, and whoever gives up a reference or a borrow in this state looks whether that was the end.
-- An end elsewhere is noticed by run_drops, and at the latest when the state closes.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"

local C = library.C

local Object = { _class = "ffi_ownership.Object" }
local objects = {}
local count, count_at_last_look = 0, 0
local asked = ffi.new "ffo_block_info"

local function has_ended(number)
  asked.struct_size = ffi.sizeof(asked)
  if C.ffo_handle_describe(number, asked) == 0 then return false end
  C.ffo_clear_error() -- the answer, and no failure of anybody
  return true
end

-- Lets go of an object by its key, and returns what is known of it.
local function disown(key)
  local entry = objects[key]
  objects[key] = nil
  if entry then count = count - 1 end
  return entry
end

local function end_object(key, run)
  local entry = disown(key)
  if entry and entry.drop ~= nil then run(entry.drop, entry.object) end
end

-- After an owner of a reference or a borrow has given it up.
local function settle(self, run)
  if has_ended(self._number) then end_object(tostring(self._number), run) end
end

-- The object that is behind a handle, and its drop.
local function find(number)
  local entry = objects[tostring(number)]
  if not entry then
    errors.raise(2, "ffi_ownership.Handle: handle 0x%x is not of an object of this Lua state", number)
  end
  return entry
end

local function call(code, argument) code(argument) end

-- Runs the drops of objects whose handles have ended where Lua could not see it.
local function run_drops()
  local ended = {}
  for key, entry in pairs(objects) do
    if has_ended(entry.number) then ended[#ended + 1] = key end
  end
  for _, key in ipairs(ended) do end_object(key, call) end
  count_at_last_look = count
  return #ended
end

-- The collector runs this after the finalizers of all owners, when the state closes.
local last = newproxy(true)
getmetatable(last).__gc = function()
  for key in pairs(objects) do end_object(key, errors.aside_foreign) end
end
Object._last = last

-- The type of their blocks.
local function register()
  if not Object._type then
    local desc, out = ffi.new "ffo_type_desc", ffi.new "ffo_type[1]"
    desc.struct_size = ffi.sizeof(desc)
    desc.name = "lua object"
    local result = C.ffo_type_register(desc, out)
    if result ~= 0 then errors.fail(result) end
    Object._type = out[0]
  end
  return Object._type
end

-- Before one more is kept: runs the drops of ended ones when twice as many are kept as were after
-- the last time.
local function make_room()
  if count >= 2 * count_at_last_look + 100 then run_drops() end
end

local function keep(number, object, drop)
  objects[tostring(number)] = { object = object, drop = drop, number = number }
  count = count + 1
end

Object._settle, Object.find, Object.disown, Object.register = settle, find, disown, register
Object.run_drops, Object.make_room, Object.keep = run_drops, make_room, keep

return Object
