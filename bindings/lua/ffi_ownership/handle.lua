-- Handles: blocks that the library owns, and objects of Lua behind a handle.

local ffi = require "ffi"
local define_borrows = require "ffi_ownership.borrow"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local Object = require "ffi_ownership.object"
local owner = require "ffi_ownership.owner"

local C, check, open, empty = library.C, owner.check, owner.open, owner.empty
local status, size, flag = errors.scratch.status, errors.scratch.size, errors.scratch.flag
local PARTS_MISMATCH = library.enums.ffo_status.FFO_E_PARTS_MISMATCH
local WRONG_TYPE = library.enums.ffo_status.FFO_E_WRONG_TYPE
local new_number = ffi.typeof "ffo_handle"
local payload = ffi.new "char[1]" -- every adopted object's: the library passes it on and never reads it

local handle = {}

function handle._finish(self) return C.ffo_handle_close(self._number) end
function handle._lost(self, err) return owner.is_dead(self._number, err) end

-- The number, a uint64_t: it names the block as long as that lives, and is never given out again.
function handle.number(self)
  check(self)
  return self._number
end

-- Gives up the number with its reference: for from_number, here or in another Lua state, or for C.
function handle.release(self)
  check(self)
  empty(self)
  return self._number
end

-- Adds a reference: the same handle, for another owner.
function handle.clone(self)
  check(self)
  local second = self._class_table._new()
  second._number = self._number
  local result = C.ffo_handle_retain(self._number)
  if result ~= 0 then errors.fail(result) end
  return open(second)
end

local function lend(self, take, shared, body)
  check(self)
  local class = self._class_table
  if class._content._boxes and not class._content._fits_handle(self._number) then
    errors.raise(WRONG_TYPE, "%s: behind the handle is no vec of such elements", self._class)
  end
  local guard = class._new_borrow()
  local block = take(self._number, class._content._type, size, status)
  if status[0] ~= 0 then errors.fail(status[0]) end
  guard._number, guard._size, guard._shared = self._number, size[0], shared
  guard._block = ffi.cast(class._lent, block)
  open(guard)
  if body then return owner.with(guard, body) end
  return guard
end

-- Borrows for reading, beside other readers: a guard to be closed, or, with a body, for as long as
-- body(guard) runs.
function handle.borrow(self, body) return lend(self, C.ffo_handle_borrow, true, body) end

-- Borrows for writing, alone.
function handle.borrow_mut(self, body) return lend(self, C.ffo_handle_borrow_mut, false, body) end

-- Trades the handle for the block's pointer; of a vec that is its data, whose length is lost.
function handle.into_raw(self)
  check(self)
  owner.leave(self)
  local block = C.ffo_handle_into_raw(self._number, self._class_table._content._type, status)
  if status[0] ~= 0 then
    open(self)
    errors.fail(status[0])
  end
  empty(self)
  return ffi.cast(self._class_table._lent, block)
end

-- Trades the handle for an owner, or for the object that was adopted.
function handle.into_owner(self)
  check(self)
  local content = self._class_table._content
  if content == Object then
    local entry = Object.find(self._number)
    handle.into_raw(self)
    Object.disown(tostring(self._number))
    return entry.object
  end
  if content._from_handle then
    owner.leave(self)
    local back, again = content._from_handle(self)
    if not back then
      self._number = again
      open(self)
      errors.raise(PARTS_MISMATCH, "%s: the vec has other elements; it is behind a new handle, here",
        self._class)
    end
    empty(self)
    return back
  end
  return content.from_raw(handle.into_raw(self))
end

-- What the ledger knows of the block.
function handle.describe(self)
  check(self)
  return owner.describe(C.ffo_handle_describe, self._number)
end

-- Marks the block with a word, to be found in reports; nil clears it.
function handle.tag(self, word)
  local result = C.ffo_tag(ffi.cast("void *", handle.describe(self).address), owner.c_text(word))
  if result ~= 0 then errors.fail(result) end
end

local weak = { _class = "ffi_ownership.Weak" }
weak.__index = weak

-- The same handle without a reference: it can be kept for ever.
function handle.weak(self)
  check(self)
  return setmetatable({ _number = self._number, _handles = self._class_table }, weak)
end

-- A handle, if the block still lives; nil if not.
function weak.lock(self)
  local strong = self._handles._new()
  local result = C.ffo_handle_try_retain(self._number, flag)
  if result ~= 0 then errors.fail(result) end
  if flag[0] == 0 then return nil end
  strong._number = self._number
  return open(strong)
end

function weak.number(self) return self._number end

local function define_handles(content)
  local class = owner.class(("Handle<%s>"):format(content._class:gsub("^ffi_ownership%.", "")), handle)
  local borrows
  class._content = content
  class._new_borrow, borrows = define_borrows(content)
  class._lent = borrows._lent
  if content == Object then class._settle = Object._settle end
  owner.define("struct { void *_self; ffo_handle _number; }", class)
  return class
end

-- The class of handles of a content, made when it is first wanted.
local function handles_of(content)
  content._handles = content._handles or define_handles(content)
  return content._handles
end

local function content_of(class)
  if type(class) ~= "table" or not class._type then
    errors.raise(2, "ffi_ownership.Handle: String, Config, a box or a vec expected, got %s", type(class))
  end
  return class
end

local function made(self, number)
  self._number = number
  if number == 0 then errors.fail(status[0]) end
  return open(self)
end

local Handle = {}

-- Trades an owner for a handle.
function Handle.new(from)
  local class = type(from) == "cdata" and from._class_table
  if not class or not class._type then
    errors.raise(2, "ffi_ownership.Handle: an owner expected; Handle.adopt is for objects of Lua")
  end
  check(from)
  local self = handles_of(class)._new()
  local number
  if class._into_handle then
    number = class._into_handle(from) -- of a vec nothing is left to end then
  else
    owner.leave(from)
    number = C.ffo_handle_from_raw(from._block, class._type, status)
    if number == 0 then open(from) end
  end
  made(self, number)
  empty(from)
  return self
end

-- Puts any value of Lua behind a handle; drop(object), which may be left out, runs once, when the
-- handle ends.
function Handle.adopt(object, drop)
  if object == nil then errors.raise(2, "ffi_ownership.Handle.adopt: nil is no object") end
  Object.make_room()
  local type_id = Object.register()
  local self = handles_of(Object)._new()
  made(self, C.ffo_handle_adopt(payload, type_id, nil, nil, status))
  Object.keep(self._number, object, drop)
  return self
end

-- Puts a block behind a handle by its pointer. The raw data of a vec has lost its length: its whole
-- capacity counts.
function Handle.from_raw(pointer, class)
  local self = handles_of(content_of(class))._new()
  return made(self, C.ffo_handle_from_raw(ffi.cast("void *", numbers.pointer(pointer, "ffi_ownership.Handle.from_raw")), class._type, status))
end

-- Takes a reference that is yours, of a block of that class; without a class, of an object of this
-- Lua state. The number is looked at by the next call.
function Handle.from_number(number, class)
  if not ffi.istype(new_number, number) or number == 0 then
    errors.raise(2, "ffi_ownership.Handle.from_number: a uint64_t other than 0 expected, got %s", type(number))
  end
  if class == nil then Object.register() end
  local self = handles_of(class == nil and Object or content_of(class))._new()
  self._number = number
  return open(self)
end

Handle.run_drops = Object.run_drops

return setmetatable(Handle, { __call = function(_, from) return Handle.new(from) end })
