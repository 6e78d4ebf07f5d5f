-- Vecs: growable buffers of any C type, a class for each. Those of a registered type: elements.lua.

local ffi = require "ffi"
local elements = require "ffi_ownership.elements"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local owner = require "ffi_ownership.owner"

local C, check, open, empty = library.C, owner.check, owner.open, owner.empty
local status = errors.scratch.status
local PARTS_MISMATCH = library.enums.ffo_status.FFO_E_PARTS_MISMATCH
local check_unlent = elements.check_unlent

local function checked(result) if result ~= 0 then errors.fail(result) end end

local methods = {}

function methods._finish(self) return C.ffo_vec_dispose(self._vec) end
function methods._lost(self, err) return owner.is_dead(self._vec.data, err) end

-- How many elements there is room for.
function methods.capacity(self)
  check(self)
  return tonumber(self._vec.capacity)
end

-- Makes room for `count` elements in all.
function methods.reserve(self, count)
  check(self)
  numbers.count(count, "reserve")
  if count <= self._vec.capacity then return end
  check_unlent(self)
  checked(C.ffo_vec_reserve(self._vec, count - self._vec.length))
end

-- Adds one element at the end. Where there is room it is written in place, without a call.
function methods.push(self, value)
  check(self)
  self._fit(value)
  local vec, length = self._vec, self._vec.length
  if length == vec.capacity then
    check_unlent(self)
    checked(C.ffo_vec_reserve(vec, 1))
  end
  ffi.cast(self._elements, vec.data)[length] = value
  vec.length = length + 1
end

-- Adds elements at the end: those of a list; `count` from a pointer or array, which may be the
-- vec's own; or, where an element is one byte, those of a string.
function methods.append(self, values, count)
  check_unlent(self)
  if type(values) == "table" then
    checked(C.ffo_vec_reserve(self._vec, #values))
    for i = 1, #values do self:push(values[i]) end
  elseif type(values) == "string" and ffi.sizeof(self._element) == 1 then
    checked(C.ffo_vec_append(self._vec, values, #values))
  elseif type(values) == "cdata" and count then
    checked(C.ffo_vec_append(self._vec, ffi.cast(self._elements, values), numbers.count(count, "append")))
  else
    errors.raise(2, "%s.append: a list, or a pointer and a count, expected", self._class)
  end
end

-- Sets the length; elements that this adds are zero.
function methods.resize(self, length)
  check_unlent(self)
  checked(C.ffo_vec_resize(self._vec, numbers.count(length, "resize")))
end

-- Gives back the room beyond the length.
function methods.shrink(self)
  check_unlent(self)
  checked(C.ffo_vec_shrink(self._vec))
end

-- The data, borrowed: until the vec grows, shrinks, moves or ends, which nothing can tell a plain
-- pointer. `view` is the form that keeps it.
function methods.pointer(self)
  check(self)
  return ffi.cast(self._elements, self._vec.data)
end

-- Runs body(pointer, length) and returns what it returned. Until then the vec neither moves nor
-- ends: what would do that is refused as FFO_E_BORROWED.
function methods.view(self, body)
  check(self)
  self._lent = self._lent + 1
  local function give_back(ran, ...)
    self._lent = self._lent - 1
    if not ran then error((...), 0) end
    return ...
  end
  return give_back(pcall(body, ffi.cast(self._elements, self._vec.data), tonumber(self._vec.length)))
end

-- The elements as a list.
function methods.values(self)
  check(self)
  local elements, values = ffi.cast(self._elements, self._vec.data), {}
  for i = 1, tonumber(self._vec.length) do values[i] = elements[i - 1] end
  return values
end

-- The bytes of all elements, as a Lua string.
function methods.bytes(self)
  check(self)
  return ffi.string(self._vec.data, self._vec.length * self._vec.element_size)
end

-- Takes the vec apart: data, a block that ffo_box_free ends, and length and capacity in elements.
function methods.into_raw(self)
  check_unlent(self)
  local data, parts = ffi.new "void *[1]", ffi.new "size_t[2]"
  checked(C.ffo_vec_into_raw_parts(self._vec, data, parts, parts + 1))
  empty(self)
  return ffi.cast(self._elements, data[0]), tonumber(parts[0]), tonumber(parts[1])
end

-- Leaves the elements to the program for ever.
function methods.forget(self)
  check_unlent(self)
  local data = self._vec.data
  owner.leave(self)
  local result = C.ffo_forget(data)
  if result ~= 0 then
    open(self)
    errors.fail(result)
  end
  empty(self)
  return ffi.cast(self._elements, data)
end

-- Marks the block with a word, to be found in reports; a vec without room has none.
function methods.tag(self, word)
  check(self)
  checked(C.ffo_tag(self._vec.data, owner.c_text(word)))
end

function methods.describe(self)
  check(self)
  return owner.describe(C.ffo_describe, self._vec.data)
end

local classes = {}

-- `content`: the class of boxes, if the elements are of a registered type.
local function define(element, content)
  local class = owner.class("Vec<" .. (content and content._name or tostring(element):match "^ctype<(.-)>$") .. ">", methods)
  class._type = library.constants.FFO_TYPE_VEC
  class._element = element
  class._elements = ffi.typeof("$ *", element)
  class._pointer = class._elements
  class._fit = numbers.of_element(element, class._class)
  local size = ffi.sizeof(element)

  local pointer = class._elements
  local metamethods = content and elements.extend(class, content) or {
    __index = function(self, key)
      local method = class[key]
      if method ~= nil then return method end
      check(self)
      if type(key) == "string" then return nil end
      numbers.index(key, 0, self._vec.length, class._class)
      return ffi.cast(pointer, self._vec.data)[key]
    end,
    __newindex = function(self, key, value)
      check(self)
      if type(key) ~= "number" then errors.raise(2, "%s: no field %s", self._class, tostring(key)) end
      numbers.index(key, 0, self._vec.length, class._class)
      class._fit(value)
      ffi.cast(pointer, self._vec.data)[key] = value
    end,
  }
  function metamethods.__len(self)
    check(self)
    return tonumber(self._vec.length)
  end
  local new = owner.define("struct { void *_self; ffo_vec _vec; uint32_t _lent, _moves; }", class, metamethods)

  local close = class.close
  -- Refused while the pointer is lent. The collector needs no such care: a view keeps its vec.
  function class.close(self)
    if self._lent ~= 0 then check_unlent(self) end
    close(self)
  end

  -- Makes an empty vec with room for `capacity` elements, or one with the elements of a list.
  function class.new(values)
    if values ~= nil and type(values) ~= "table" and type(values) ~= "number" then
      errors.raise(2, "%s: a list or a capacity expected, got %s", class._class, type(values))
    end
    local capacity = type(values) == "number" and numbers.count(values, class._class) or 0
    local self = new()
    checked(content and C.ffo_vec_init_of(self._vec, content._type, capacity) or not content and C.ffo_vec_init(self._vec, size, capacity))
    open(self)
    if type(values) == "table" then self:append(values) end
    return self
  end

  -- Puts a vec together from what into_raw gave; the length may have changed. What is refused is
  -- still the caller's.
  function class.from_raw(data, length, capacity)
    local self = new()
    numbers.pointer(data, "from_raw")
    numbers.count(length, "from_raw")
    if content and not class._fits(data) then
      errors.raise(PARTS_MISMATCH, "%s.from_raw: the data is of a vec of other elements; nothing changed", class._class)
    end
    checked(C.ffo_vec_from_raw_parts(self._vec, data, length, numbers.count(capacity, "from_raw"), size))
    return open(self)
  end

  -- What a handle needs to get there and back.
  function class._into_handle(self)
    check_unlent(self)
    return C.ffo_vec_into_handle(self._vec, status)
  end

  function class._from_handle(handle)
    local self = new()
    local result = C.ffo_vec_from_handle(self._vec, handle._number)
    if result ~= 0 then
      open(handle)
      errors.fail(result)
    end
    if self._vec.element_size == size and (not content or class._fits(self._vec.data)) then return open(self) end
    -- Other elements: back it goes, under a new number.
    return nil, C.ffo_vec_into_handle(self._vec, nil)
  end

  return setmetatable(class, { __call = function(_, values) return class.new(values) end })
end

-- Vec(ctype): the class of vecs of that element, always the same one for a type. Vec(Box): of the structs
-- in such boxes, with what they own.
return setmetatable({}, {
  __call = function(_, declared)
    if type(declared) == "table" and declared._owned_list then
      declared._vecs = declared._vecs or define(declared._struct, declared)
      return declared._vecs
    elseif type(declared) == "table" then
      errors.raise(2, "ffi_ownership.Vec: a C type or a class of boxes expected")
    end
    local element = ffi.typeof(declared)
    local id = tonumber(element)
    classes[id] = classes[id] or define(element)
    return classes[id]
  end,
})
