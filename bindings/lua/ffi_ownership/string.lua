-- Strings: text of the library's, one at a time or many in one call.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local owner = require "ffi_ownership.owner"

local C, check, open, new_bytes = library.C, owner.check, owner.open, ffi.typeof "const char *"
local status, size = errors.scratch.status, errors.scratch.size

ffi.cdef "size_t strlen(const char *text);"
local strlen = ffi.C.strlen

local String = owner.class("String", owner.by_pointer)
String._type = library.constants.FFO_TYPE_STRING
String._pointer = ffi.typeof "char *"

function String._finish(self) return C.ffo_string_free(self._block) end

-- The text up to its first NUL; the ledger is asked first, so that a string which somebody else has
-- freed is an error and not a look at dead memory.
function String.text(self)
  check(self)
  local result = C.ffo_string_length(self._block, size)
  if result ~= 0 then errors.fail(result) end
  local length = tonumber(size[0])
  local text = ffi.string(self._block, length)
  if strlen(text) ~= length then text = ffi.string(self._block) end
  return text
end

local new = owner.define("struct { void *_self; char *_block; }", String, {
  __tostring = String.text,
  __len = function(self) return #String.text(self) end,
})

local function made(self, block)
  self._block = block
  if block == nil then errors.fail(status[0]) end
  return open(self)
end

local function need_text(text)
  if type(text) ~= "string" then errors.raise(2, "ffi_ownership.String: a string expected, got %s", type(text)) end
end

-- Makes a string from text in UTF-8, which is checked.
function String.new(text)
  need_text(text)
  return made(new(), C.ffo_string_from_utf8(text, #text, status))
end

-- Makes a string from bytes of any kind but NUL.
function String.from_bytes(bytes)
  need_text(bytes)
  return made(new(), C.ffo_string_from_bytes(bytes, #bytes, status))
end

-- Makes a second string with the text that this one has now.
function String.clone(self)
  check(self)
  return made(new(), C.ffo_string_clone(self._block, status))
end

-- The bytes of a text for a C function that wants a NUL at the end; the library's error if there is
-- one before.
function String._c_text(text)
  need_text(text)
  local bytes = ffi.cast(new_bytes, text)
  if strlen(bytes) ~= #text then String.from_bytes(text) end -- raises, with the NUL's position
  return bytes
end

-- The same, but nil stays nil.
function owner.c_text(text) return text ~= nil and String._c_text(text) or nil end

-- Takes a string by its pointer: what into_raw or a C function gave. It is believed.
function String.from_raw(pointer)
  local self = new()
  self._block = numbers.pointer(pointer, String._class .. ".from_raw")
  if self._block == nil then errors.raise(2, "%s.from_raw: NULL", String._class) end
  return open(self)
end

setmetatable(String, { __call = function(_, text) return String.new(text) end })

-- ---- Many ---------------------------------------------------------------------------------------

-- Strings that were made in one call and end in one call: #many, many:text(i) and many:take(i) with
-- i from 1 to #many, many:texts().
local Strings = owner.class("Strings")

function Strings._finish(self) return C.ffo_strings_free(self._strings, self._count, nil) end
function Strings._lost(_, err) return errors.MisuseError.is(err) end

local new_many = owner.define("struct { void *_self; size_t _count; char *_strings[?]; }", Strings, {
  __len = function(self) return tonumber(self._count) end,
})

-- A list of texts, bytes of any kind but NUL, unchecked beyond that: all of them or none.
function String.many(texts)
  local count = #texts
  local pointers = ffi.new("const char *[?]", count)
  for i = 1, count do
    pointers[i - 1] = String._c_text(texts[i])
  end
  local self = new_many(count)
  local result = C.ffo_strings_new(pointers, count, self._strings)
  if result ~= 0 then errors.fail(result) end
  self._count = count
  return open(self)
end

local function at(self, index)
  check(self)
  return self._strings[numbers.index(index, 1, self._count, Strings._class) - 1]
end

-- The text of one; nil if it was taken.
function Strings.text(self, index)
  local pointer = at(self, index)
  return pointer ~= nil and ffi.string(pointer) or nil
end

-- All texts, as a list; false stands for those that were taken.
function Strings.texts(self)
  check(self)
  local texts = {}
  for i = 1, tonumber(self._count) do
    local pointer = self._strings[i - 1]
    texts[i] = pointer ~= nil and ffi.string(pointer)
  end
  return texts
end

-- Moves one out, as an owner of its own; nil if it was taken before.
function Strings.take(self, index)
  local pointer = at(self, index)
  if pointer == nil then return nil end
  local taken = new()
  taken._block = pointer
  self._strings[index - 1] = nil -- first: two owners of one string would be worse than none
  return open(taken)
end

return String
