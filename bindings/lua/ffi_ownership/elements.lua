-- Elements of registered types, which own what their fields hold: a vec of them is a list of boxes
-- without a block for each.
--
-- A box gives its content to a vec, or gets one, in its own memory: what its fields hold stays in them
-- all the time. It is the box's, or for one call the program's; the end of the box ends it either way.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local owner = require "ffi_ownership.owner"
local struct = require "ffi_ownership.struct"

local C, check, cast, status = library.C, owner.check, ffi.cast, errors.scratch.status
local BORROWED = library.enums.ffo_status.FFO_E_BORROWED
local pointers, bytes, address = ffi.typeof "void **", ffi.typeof "char *", ffi.typeof "uintptr_t"

local elements = {}

-- Refuses whatever may move the data, end it or pass it on, while its pointer is lent.
function elements.check_unlent(self)
  check(self)
  if self._lent ~= 0 then
    errors.raise(BORROWED, "%s: its pointer is lent to a view; nothing changed", self._class)
  end
end
local check_unlent = elements.check_unlent

local function field_of(block, field) return cast(pointers, cast(bytes, block) + field.offset) end

-- Makes the first `count` owned fields of a box own what they hold.
local function fasten(block, fields, count)
  for i = 1, count do
    local place = field_of(block, fields[i])
    local child = place[0]
    if child ~= nil then
      place[0] = nil
      if C.ffo_box_put(block, fields[i].offset, child) ~= 0 then place[0] = child end
    end
  end
end

-- Makes what a box's owned fields hold the program's. What is refused changes nothing, and is returned.
local function loosen(block, fields)
  for i = 1, #fields do
    local child = C.ffo_box_take(block, fields[i].offset, status)
    if status[0] ~= 0 then
      local err = errors.last(status[0])
      fasten(block, fields, i - 1)
      return err
    end
    field_of(block, fields[i])[0] = child
  end
end

local function fasten_all(boxes, count, fields)
  for i = 1, count do fasten(boxes[i]._block, fields, #fields) end
end

local function check_boxes(self, boxes)
  local content, seen = self._boxes, {}
  for i = 1, #boxes do
    local box = boxes[i]
    if type(box) ~= "cdata" or not ffi.istype(content._new, box) then
      errors.raise(2, "%s: a %s expected, got %s", self._class, content._class, type(box))
    end
    check(box)
    local block = tonumber(cast(address, box._block))
    if seen[block] then errors.raise(2, "%s: one box cannot be two elements", self._class) end
    seen[block] = true
  end
end

-- Adds what boxes hold, and ends the boxes; all of them or none.
local function give(self, boxes)
  check_unlent(self)
  check_boxes(self, boxes)
  local content, count = self._boxes, #boxes
  local fields, size, vec = content._owned_list, ffi.sizeof(self._element), self._vec
  local copies = ffi.new("char[?]", count * size)
  for i = 1, count do
    local refused = loosen(boxes[i]._block, fields)
    if refused then
      fasten_all(boxes, i - 1, fields)
      error(refused, 0)
    end
    ffi.copy(copies + (i - 1) * size, boxes[i]._block, size)
  end
  for i = 1, count do owner.leave(boxes[i]) end
  local length = vec.length
  local result = C.ffo_vec_append(vec, copies, count)
  local problem = result ~= 0 and errors.last(result) or nil
  if count > 0 and vec.length == length then
    for i = 1, count do owner.open(boxes[i]) end
    fasten_all(boxes, count, fields)
  else
    for i = 1, count do
      ffi.fill(boxes[i]._block, size)
      owner.empty(boxes[i])
      result = C.ffo_box_free(boxes[i]._block, content._type)
      if result ~= 0 and not problem then problem = errors.last(result) end
    end
  end
  if problem then error(problem, 0) end
end

local methods = {}

-- Adds what a box holds at the end; the box counts as closed then.
function methods.push(self, box) give(self, { box }) end

-- The same with a list of boxes, all or none of them; or `count` elements from a pointer, which take
-- what their owned fields hold.
function methods.append(self, values, count)
  if type(values) == "table" then return give(self, values) end
  check_unlent(self)
  if type(values) ~= "cdata" or not count then
    errors.raise(2, "%s.append: a list of boxes, or a pointer and a count, expected", self._class)
  end
  local result = C.ffo_vec_append(self._vec, cast(self._elements, values), numbers.count(count, "append"))
  if result ~= 0 then errors.fail(result) end
end

-- Sets the length; elements that this adds are zero, and those that it cuts off end.
function methods.resize(self, length)
  check_unlent(self)
  numbers.count(length, "resize")
  self._moves = self._moves + 1
  local result = C.ffo_vec_resize(self._vec, length)
  if result ~= 0 then errors.fail(result) end
end

-- Moves an element out, as a box, and closes the gap.
function methods.take(self, index)
  check_unlent(self)
  numbers.index(index, 0, self._vec.length, self._class)
  local content = self._boxes
  local box = content.new()
  local result = C.ffo_vec_take(self._vec, index, box._block)
  if result ~= 0 then
    local err = errors.last(result)
    box:close()
    error(err, 0)
  end
  self._moves = self._moves + 1
  fasten(box._block, content._owned_list, #content._owned_list)
  return box
end

-- Puts what an owner holds into an owned field of an element; nil ends what is there.
function methods.put(self, index, field, value) self[index]:put(field, value) end

-- Moves the block in an owned field of an element out, as an owner; nil if the field is empty.
function methods.take_field(self, index, field) return self[index]:take(field) end

-- The elements as a list.
function methods.values(self)
  check(self)
  local values = {}
  for i = 1, #self do values[i] = self[i - 1] end
  return values
end

-- ---- Views of elements --------------------------------------------------------------------------
--
-- A view is a place, `_index`, in a vec or a borrow of one, `_of`. It asks for the data at each use, so it
-- survives growth; not so that elements move to other places or end.

local function moved(self)
  errors.raise_closed(self, tostring(self), "%s: elements of the vec have moved or ended since; index it again")
end

local in_vec = {
  place = function(self)
    local vec = self._of
    check(vec)
    if self._moves ~= vec._moves or self._index >= vec._vec.length then moved(self) end
    return cast(vec._elements, vec._vec.data) + self._index
  end,
  put = function(self, offset, child) return C.ffo_vec_put_field(self._of._vec, self._index, offset, child) end,
  take = function(self, offset) return C.ffo_vec_take_field(self._of._vec, self._index, offset, status) end,
}

local in_borrow = {
  place = function(self)
    check(self._of)
    return self._of._block + self._index
  end,
  is_fixed = true,
}

-- The metamethods of a vec, or of a borrow of one, that shows its elements.
local function show_elements(class, content, access)
  local view = { _class = class._class .. "[]" }
  struct.add_fields(view, content, access)
  view.pointer = access.place
  local views = struct.accessors(view, content)
  function views.__tostring(self) return ("%s[%d]"):format(class._class, self._index) end

  return {
    __index = function(self, key)
      local method = class[key]
      if method ~= nil then return method end
      check(self)
      if type(key) == "string" then return nil end
      numbers.index(key, 0, #self, class._class)
      return setmetatable({ _of = self, _index = key, _moves = self._moves, _shared = self._shared }, views)
    end,
    __newindex = function(self, key)
      check(self)
      errors.raise(2, "%s: [%s] cannot be replaced; its fields can, and put, take and push change the vec",
        class._class, tostring(key))
    end,
  }
end

-- Makes a class of vecs one of structs that boxes of a class hold; returns its metamethods.
function elements.extend(class, content)
  library.need("ffo_vec_init_of", class._class)
  for name, method in pairs(methods) do class[name] = method end
  class._boxes, class._shared = content, false
  local function fits(ask, name) return owner.describe(ask, name).element_type == content._type end
  function class._fits(data) return data ~= nil and fits(C.ffo_describe, data) end
  function class._fits_handle(number) return fits(C.ffo_handle_describe, number) end
  return show_elements(class, content, in_vec)
end

-- The same for the class of borrows of such vecs.
function elements.extend_borrow(class, content)
  class._moves = 0
  return show_elements(class, content, in_borrow)
end

return elements
