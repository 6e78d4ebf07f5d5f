-- Handles: blocks that the library owns, their borrows, and objects of Lua behind a handle.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local owner = require "ffi_ownership.owner"
local String = require "ffi_ownership.string"
local struct = require "ffi_ownership.struct"
local Vec = require "ffi_ownership.vec"

local C, check, open, empty = library.C, owner.check, owner.open, owner.empty
local status, size, flag = errors.scratch.status, errors.scratch.size, errors.scratch.flag
local PARTS_MISMATCH = library.enums.ffo_status.FFO_E_PARTS_MISMATCH
local new_number = ffi.typeof "ffo_handle"

-- ---- Objects of Lua -----------------------------------------------------------------------------
--
-- No C code ever calls into a Lua state: the library could do that on another thread, below a
-- compiled trace, or after the state has gone. An adopted object stays here, under the number of its
-- handle, and whoever gives up a reference or a borrow in this state looks whether that was the end.
-- An end elsewhere is noticed by run_drops, and at the latest when the state closes.

local Object = { _class = "ffi_ownership.Object" }
local objects = {}
local count, count_at_last_look = 0, 0
local payload = ffi.new "char[1]"
local asked = ffi.new "ffo_block_info"

local function has_ended(number)
  asked.struct_size = ffi.sizeof(asked)
  if C.ffo_handle_describe(number, asked) == 0 then return false end
  C.ffo_clear_error() -- the answer, and no failure of anybody
  return true
end

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

local function settle_object(self, run)
  if has_ended(self._number) then end_object(tostring(self._number), run) end
end

local function object_of(number)
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

local function object_type()
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

-- ---- Borrows ------------------------------------------------------------------------------------

local borrow = {}

function borrow._finish(self) return C.ffo_handle_return(self._number) end

-- It is returned even if that reports something.
function borrow._lost() return true end

-- What was lent, borrowed: until close().
function borrow.pointer(self)
  check(self)
  return self._block
end

function borrow.number(self)
  check(self)
  return self._number
end

local function text(self)
  check(self)
  return (ffi.string(self._block, self._size):gsub("%z.*", ""))
end

local function element_index(class)
  return function(self, key)
    local method = class[key]
    if method ~= nil then return method end
    check(self)
    if type(key) == "string" then return nil end
    Vec._check_index(self, key, #self)
    return self._block[key]
  end
end

local function element_newindex(content)
  return function(self, key, value)
    check(self)
    if self._shared then errors.raise(2, "%s: a shared borrow is only for reading", self._class) end
    if type(key) ~= "number" then errors.raise(2, "%s: no field %s", self._class, tostring(key)) end
    Vec._check_index(self, key, #self)
    content._fit(value)
    self._block[key] = value
  end
end

-- The class of borrows of a content: a string shows text(), a vec its elements, a struct its fields,
-- an object get().
local function define_borrows(content)
  local class = owner.class(("Borrow<%s>"):format(content._class:gsub("^ffi_ownership%.", "")), borrow)
  local pointed, metamethods = ffi.typeof "void", nil
  if content == String then
    pointed = ffi.typeof "char"
    class.text = text
    metamethods = { __tostring = text, __len = function(self) check(self) return tonumber(self._size) end }
  elseif content == Object then
    class._settle = settle_object
    function class.get(self)
      check(self)
      return object_of(self._number).object
    end
  elseif content._element then
    pointed = content._element
    local element_size = ffi.sizeof(pointed)
    function class.values(self)
      check(self)
      local values = {}
      for i = 1, #self do values[i] = self._block[i - 1] end
      return values
    end
    metamethods = {
      __index = element_index(class),
      __newindex = element_newindex(content),
      __len = function(self) check(self) return tonumber(self._size) / element_size end,
    }
  else
    pointed = content._struct
    struct.add_fields(class, content)
    metamethods = struct.accessors(class, content)
  end
  class._lent = ffi.typeof("$ *", pointed)
  return owner.define("struct { void *_self; ffo_handle _number; $ *_block; size_t _size; bool _shared; }", class,
    metamethods, pointed), class
end

-- ---- Handles ------------------------------------------------------------------------------------

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
    local entry = object_of(self._number)
    handle.into_raw(self)
    disown(tostring(self._number))
    return entry.object
  end
  if content._from_handle then
    owner.leave(self)
    local back, again = content._from_handle(self)
    if not back then
      self._number = again
      open(self)
      errors.raise(PARTS_MISMATCH, "%s: the vec has elements of another size; it is behind a new handle, here",
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
  if content == Object then class._settle = settle_object end
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
  if count >= 2 * count_at_last_look + 100 then run_drops() end
  local type_id = object_type()
  local self = handles_of(Object)._new()
  made(self, C.ffo_handle_adopt(payload, type_id, nil, nil, status))
  objects[tostring(self._number)] = { object = object, drop = drop, number = self._number }
  count = count + 1
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
  if class == nil then object_type() end
  local self = handles_of(class == nil and Object or content_of(class))._new()
  self._number = number
  return open(self)
end

Handle.run_drops = run_drops

return setmetatable(Handle, { __call = function(_, from) return Handle.new(from) end })
