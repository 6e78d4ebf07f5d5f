-- Numbers that cross. LuaJIT cuts a fraction, and wraps what does not fit, without a word; here both
-- are errors.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"

local INVALID_ARGUMENT, OUT_OF_RANGE = 2, 6
local int64, uint64 = ffi.typeof "int64_t", ffi.typeof "uint64_t"

local numbers = {}

local function is_wide(value)
  return type(value) == "cdata" and (ffi.istype(int64, value) or ffi.istype(uint64, value))
end

local function refuse(value, what)
  if type(value) ~= "number" and not is_wide(value) then
    errors.raise(INVALID_ARGUMENT, "%s: a number expected, got %s", what, type(value))
  end
  errors.raise(OUT_OF_RANGE, "%s: %s does not fit", what, tostring(value))
end

-- A length, a count or a checkpoint: an integer from 0 to 2^53, or one of 64 bits.
function numbers.count(value, what)
  if type(value) == "number" and value >= 0 and value <= 2 ^ 53 and value % 1 == 0 then return value end
  if is_wide(value) and (ffi.istype(uint64, value) or value >= 0) then return value end
  refuse(value, what)
end

-- A place among `length`, from `first` on.
function numbers.index(value, first, length, what)
  if type(value) == "number" and value >= first and value < first + tonumber(length) and value % 1 == 0 then
    return value
  end
  errors.raise(OUT_OF_RANGE, "%s: no element %s among %d, counted from %d", what, tostring(value), tonumber(length), first)
end

-- A pointer: a number is none, and neither is a text, which the collector moves or frees.
function numbers.pointer(value, what)
  if type(value) == "cdata" or value == nil then return value end
  errors.raise(INVALID_ARGUMENT, "%s: a pointer expected, got %s", what, type(value))
end

local function put(place, key, value) place[key] = value end

-- Whether a place of memory takes integers, other numbers, or something else: it shows what becomes
-- of a fraction.
local function kind_of(place, key)
  if not pcall(put, place, key, 0.5) then return "other" end
  local back = place[key]
  if is_wide(back) then return "integer" end -- first: compared with one, 0.5 is 0
  return type(back) ~= "number" and "other" or back == 0.5 and "float" or "integer"
end

local fit

-- The parts of a table that fills an array or struct, as far as they have names or places.
local function fit_parts(place, value, what)
  local first = value[0] == nil and 1 or 0
  for key, part in pairs(value) do
    local at = type(key) == "number" and key - first or key
    if pcall(function() return place[at] end) then
      fit(place, at, part, kind_of(place, at), ("%s[%s]"):format(what, tostring(key)))
    end
  end
end

-- Refuses a value that place[key] would not keep as it is; what is of no number's kind is LuaJIT's.
function fit(place, key, value, kind, what)
  if kind == "integer" then
    if type(value) == "number" then
      place[key] = value
      if tonumber(place[key]) == value and value % 1 == 0 then return end
      refuse(value, what)
    elseif is_wide(value) then
      place[key] = value
      if place[key] == value and tonumber(place[key]) == tonumber(value) then return end
      refuse(value, what)
    end
  elseif kind == "other" and type(value) == "table" then
    place[key] = value
    fit_parts(place[key], value, what)
  end
end

-- A function that refuses what an element of a type would not keep as it is. It tries values out in
-- memory of its own.
function numbers.of_element(ctype, what)
  local sample = ffi.typeof("$[1]", ctype)()
  local kind = kind_of(sample, 0)
  return function(value) fit(sample, 0, value, kind, what) end
end

-- The same for the fields of a struct: by their names.
function numbers.of_fields(ctype, what)
  local sample, kinds = ffi.new(ctype), {}
  return function(key, value)
    local kind = kinds[key]
    if kind == nil then
      kind = kind_of(sample, key)
      kinds[key] = kind
    end
    fit(sample, key, value, kind, what .. "." .. tostring(key))
  end
end

return numbers
