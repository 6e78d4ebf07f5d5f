-- What all owners have in common: they hold one thing, end it once, and know when they hold none.
--
-- An owner is a struct of its own kind under a metatype; its first field is its own address while
-- it holds something, and NULL afterwards. A copy of the struct has the address of the original in
-- it, so it is no owner and ends nothing.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"

local C, cast, gc = library.C, ffi.cast, ffi.gc
local address, number = ffi.typeof "void *", ffi.typeof "uintptr_t"
local OVERRUN = library.enums.ffo_status.FFO_E_OVERRUN

local owner = {}

-- Whether it holds something.
function owner.is_open(self) return self._self == cast(address, self) end

-- Refuses an owner that holds nothing.
function owner.check(self)
  if self._self ~= cast(address, self) then errors.raise_closed(self, self._class) end
end

-- From here on it holds what its fields say.
function owner.open(self)
  self._self = cast(address, self)
  return self
end

-- Before a call with which what it holds leaves. An error of a hook's (so the interpreter ends a
-- program at the keyboard) may come between any two instructions: what has left must not be held any
-- more by then. Refused, it is opened again.
function owner.leave(self) self._self = nil end

-- From here on it holds nothing: the collector has nothing to do.
function owner.empty(self)
  self._self = nil
  gc(self, nil)
end

-- Whether a refused end means that what was held under this name, a pointer or a number, is gone or
-- is not what it was taken for. An owner must not keep a dead name: its memory may get a new owner.
function owner.is_dead(name, err)
  local named = err.handle or err.pointer
  return err.status == OVERRUN
    or errors.MisuseError.is(err) and named ~= nil and cast(number, named) == cast(number, name)
end

local function close_failed(self, status)
  local err = errors.last(status)
  if self._class_table._lost(self, err) then gc(self, nil) else owner.open(self) end
  error(err, 0)
end

local function call(code, argument) code(argument) end

-- Makes a kind of owner and returns the constructor of one that holds nothing yet. The class has the
-- methods, among them: class._finish(self) ends what is held and returns the status;
-- class._lost(self, err) says whether a refused end leaves nothing to hold; class._settle(self, run),
-- if there is one, follows a successful end, and what it has to call of somebody else's goes through
-- run(code, argument).
function owner.define(layout, class, metamethods, ...)
  local finish, settle = class._finish, class._settle

  -- Ends what is held, now, and raises if that is refused. A second time it does nothing.
  function class.close(self)
    if self._self ~= cast(address, self) then return end
    self._self = nil
    local status = finish(self)
    if status ~= 0 then return close_failed(self, status) end
    gc(self, nil)
    if settle then settle(self, call) end
  end

  function class.closed(self) return self._self ~= cast(address, self) end

  local function collect(self)
    local status = finish(self)
    if status ~= 0 then return true end
    if settle then settle(self, errors.aside_foreign) end
    return settle ~= nil
  end

  metamethods = metamethods or {}
  metamethods.__index = metamethods.__index or class
  metamethods.__tostring = metamethods.__tostring or function(self)
    return ("%s (%s)"):format(class._class, owner.is_open(self) and "open" or "closed")
  end
  function metamethods.__gc(self)
    if self._self ~= cast(address, self) then return end
    self._self = nil
    errors.aside(collect, self)
  end
  class._new = ffi.metatype(ffi.typeof(layout, ...), metamethods)
  return class._new
end

-- What owners of a block by its pointer (self._block) can do besides.
owner.by_pointer = {}

function owner.by_pointer._lost(self, err) return owner.is_dead(self._block, err) end

-- The block, borrowed: as long as it is owned here.
function owner.by_pointer.pointer(self)
  owner.check(self)
  return self._block
end

-- Gives up the block: end it as its type asks, or give it to from_raw.
function owner.by_pointer.into_raw(self)
  owner.check(self)
  owner.empty(self)
  return self._block
end

-- Leaves the block to the program for ever: no leak, and no end.
function owner.by_pointer.forget(self)
  owner.check(self)
  owner.leave(self)
  local status = C.ffo_forget(self._block)
  if status ~= 0 then
    owner.open(self)
    errors.fail(status)
  end
  owner.empty(self)
  return self._block
end

-- Marks the block with a word, to be found in reports; nil clears it.
function owner.by_pointer.tag(self, word)
  owner.check(self)
  local status = C.ffo_tag(self._block, owner.c_text(word))
  if status ~= 0 then errors.fail(status) end
end

local owner_names = { [0] = "nobody", "caller", "library" }
local new_block_info = ffi.typeof "ffo_block_info"
local has_element_type = ffi.offsetof(new_block_info, "element_type") ~= nil -- a library 1.0 has none

local function text_of(pointer) return pointer ~= nil and ffi.string(pointer) or nil end
local function has(flags, name) return bit.band(flags, library.constants[name]) ~= 0 end

-- What the ledger knows of a block, as a table. `ask` is ffo_describe or ffo_handle_describe.
function owner.describe(ask, name)
  local info = new_block_info()
  info.struct_size = ffi.sizeof(new_block_info)
  local status = ask(name, info)
  if status ~= 0 then errors.fail(status) end
  return {
    type = tonumber(info.type), type_name = text_of(info.type_name), address = info.address,
    size = tonumber(info.size), owner = owner_names[tonumber(info.owner)] or tonumber(info.owner),
    forgotten = has(info.flags, "FFO_BLOCK_FORGOTTEN"), closing = has(info.flags, "FFO_BLOCK_CLOSING"),
    adopted = has(info.flags, "FFO_BLOCK_ADOPTED"), orphaned = has(info.flags, "FFO_BLOCK_ORPHANED"),
    handle = info.handle ~= 0 and info.handle or nil, owned_by = info.owned_by ~= nil and info.owned_by or nil,
    references = tonumber(info.references), borrows = tonumber(info.borrows), period = tonumber(info.period),
    free_function = text_of(info.free_function), tag = ffi.string(info.tag),
    element_type = has_element_type and tonumber(info.element_type) or 0,
  }
end

function owner.by_pointer.describe(self)
  owner.check(self)
  return owner.describe(C.ffo_describe, self._block)
end

-- A class that starts with these methods; `name` is what it is called in messages.
function owner.class(name, methods)
  local class = { _class = "ffi_ownership." .. name }
  for key, method in pairs(methods or {}) do class[key] = method end
  class._class_table = class
  return class
end

-- ---- Scopes -------------------------------------------------------------------------------------

local function close(one) one:close() end

-- Closes all, the last first, whatever happens, and then goes on as `ok, ...` says: an error of the
-- body wins over one of a close.
local function leave(owners, count, ok, ...)
  local problem
  for i = count or #owners, 1, -1 do
    local closed, err = pcall(close, owners[i])
    if not closed and problem == nil then problem = err end
  end
  if not ok then error((...), 0) end
  if problem ~= nil then error(problem, 0) end
  return ...
end

-- with(owner, ..., body): runs body(owner, ...), closes the owners on every path, and returns what
-- the body returned.
function owner.with(...)
  local owners = { ... }
  local count = select("#", ...) - 1
  return leave(owners, count, pcall(owners[count + 1], unpack(owners, 1, count)))
end

-- scope(body): runs body(keep); whatever goes through keep(owner) is closed at the end.
function owner.scope(body)
  local owners = {}
  local function keep(...)
    for i = 1, select("#", ...) do owners[#owners + 1] = (select(i, ...)) end
    return ...
  end
  return leave(owners, nil, pcall(body, keep))
end

return owner
