-- Borrows of what is behind handles.

local ffi = require "ffi"
local elements = require "ffi_ownership.elements"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local Object = require "ffi_ownership.object"
local owner = require "ffi_ownership.owner"
local String = require "ffi_ownership.string"
local struct = require "ffi_ownership.struct"

local C, check = library.C, owner.check

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
    numbers.index(key, 0, #self, self._class)
    return self._block[key]
  end
end

local function element_newindex(content)
  return function(self, key, value)
    check(self)
    if self._shared then errors.raise(2, "%s: a shared borrow is only for reading", self._class) end
    if type(key) ~= "number" then errors.raise(2, "%s: no field %s", self._class, tostring(key)) end
    numbers.index(key, 0, #self, self._class)
    content._fit(value)
    self._block[key] = value
  end
end

-- The class of borrows of a content: a string shows text(), a vec its elements, a struct its fields,
-- an object get().
return function(content)
  local class = owner.class(("Borrow<%s>"):format(content._class:gsub("^ffi_ownership%.", "")), borrow)
  local pointed, metamethods = ffi.typeof "void", nil
  if content == String then
    pointed = ffi.typeof "char"
    class.text = text
    metamethods = { __tostring = text, __len = function(self) check(self) return tonumber(self._size) end }
  elseif content == Object then
    class._settle = Object._settle
    function class.get(self)
      check(self)
      return Object.find(self._number).object
    end
  elseif content._element then
    pointed = content._element
    local element_size = ffi.sizeof(pointed)
    function class.values(self)
      check(self)
      local values = {}
      for i = 1, #self do values[i] = self[i - 1] end
      return values
    end
    metamethods = content._boxes and elements.extend_borrow(class, content._boxes) or {
      __index = element_index(class),
      __newindex = element_newindex(content),
    }
    function metamethods.__len(self)
      check(self)
      return tonumber(self._size) / element_size
    end
  else
    pointed = content._struct
    struct.add_fields(class, content)
    metamethods = struct.accessors(class, content)
  end
  class._lent = ffi.typeof("$ *", pointed)
  return owner.define("struct { void *_self; ffo_handle _number; $ *_block; size_t _size; bool _shared; }", class,
    metamethods, pointed), class
end
