-- Structs: the config, and boxes of any struct that was given to ffi.cdef.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local library = require "ffi_ownership.library"
local numbers = require "ffi_ownership.numbers"
local owner = require "ffi_ownership.owner"
local String = require "ffi_ownership.string"

local C, check, open = library.C, owner.check, owner.open
local status = errors.scratch.status
local TYPE_SELF = library.constants.FFO_TYPE_SELF
local OVERRUN, NOT_OWNED = library.enums.ffo_status.FFO_E_OVERRUN, library.enums.ffo_status.FFO_E_NOT_OWNED

local struct = {}

-- ---- Fields -------------------------------------------------------------------------------------
--
-- What a config, a box, a borrow of them and an element of a vec have in common. Where the struct is,
-- and how its owned fields are changed, the class's `_access` tells. Owned fields are read as what
-- they hold, without an owner: a string's text, or a pointer, borrowed as long as the struct is there.
-- They are changed by put and take.

local fields = {}

-- For those whose self._block is a box or a config.
local in_box = {
  place = function(self)
    check(self)
    return self._block
  end,
  put = function(self, offset, child) return C.ffo_box_put(self._block, offset, child) end,
  take = function(self, offset) return C.ffo_box_take(self._block, offset, status) end,
}

local function owned_field(self, name)
  self._access.place(self)
  local field = self._content._owned[name]
  if not field then errors.raise(2, "%s.%s: no owned field", self._class, tostring(name)) end
  return field
end

local function check_writable(self)
  if self._shared then errors.raise(2, "%s: a shared borrow is only for reading", self._class) end
end

local function check_changeable(self)
  check_writable(self)
  if self._access.is_fixed then
    errors.raise(NOT_OWNED, "%s: elements behind a handle keep what they own; into_owner() gives the vec back", self._class)
  end
end

-- Puts what an owner holds into an owned field and ends what was there; nil only ends that.
function fields.put(self, name, child)
  local field = owned_field(self, name)
  check_changeable(self)
  local block = nil
  if child ~= nil then
    if type(child) ~= "cdata" or not ffi.istype(field.class._new, child) then
      errors.raise(2, "%s.put: an owner of %s expected in %s", self._class, field.class._class, name)
    end
    check(child)
    block = child._block
    owner.leave(child)
  end
  local result = self._access.put(self, field.offset, block)
  if child ~= nil then
    -- What was there before had an overrun: it has ended, and the child is in its place.
    if result == 0 or result == OVERRUN then owner.empty(child) else open(child) end
  end
  if result ~= 0 then errors.fail(result) end
end

-- Moves the block in an owned field out, as an owner; nil if the field is empty.
function fields.take(self, name)
  local field = owned_field(self, name)
  check_changeable(self)
  local taken = field.class._new()
  taken._block = ffi.cast(field.class._pointer, self._access.take(self, field.offset))
  if status[0] ~= 0 then errors.fail(status[0]) end
  if taken._block == nil then return nil end
  return open(taken)
end

-- Gives a config a new name; nil: none.
local function set_name(self, name)
  if name == nil then return self:put("name", nil) end
  check(self)
  check_writable(self)
  local result = C.ffo_config_set_name(self._block, String._c_text(name))
  if result ~= 0 then errors.fail(result) end
end

-- The metamethods that read and write fields; `class` has the methods, which come first.
function struct.accessors(class, content)
  local owned, fits = content._owned, numbers.of_fields(content._struct, class._class)
  local place = class._access.place
  local function index(self, key)
    local method = class[key]
    if method ~= nil then return method end
    local value = place(self)[key]
    local field = owned[key]
    if field == nil then return value end
    if value == nil then return nil end
    return field.class == String and ffi.string(value) or value
  end
  local function newindex(self, key, value)
    local block = place(self)
    check_writable(self)
    if owned[key] then
      errors.raise(2, "%s.%s is an owned field: put(%q, owner) changes it, take(%q) empties it",
        class._class, key, key, key)
    end
    fits(key, value)
    block[key] = value
  end
  return { __index = index, __newindex = newindex }
end

-- Adds put and take, and set_name for configs, to a class of owners, borrows or elements.
function struct.add_fields(class, content, access)
  class.put, class.take, class._content, class._access = fields.put, fields.take, content, access or in_box
  if content == struct.Config then class.set_name = set_name end
end

-- What config and box have in common: the owner of a pointer to the struct.
local function define(class, ctype)
  class._pointer = ffi.typeof("$ *", ctype)
  class._shared = false
  class._struct = ctype
  struct.add_fields(class, class)
  local new = owner.define("struct { void *_self; $ *_block; }", class, struct.accessors(class, class), ctype)

  function class._made(self, block)
    self._block = ffi.cast(class._pointer, block)
    if self._block == nil then errors.fail(status[0]) end
    return open(self)
  end

  -- Takes a struct by its pointer: what into_raw or a C function gave. It is believed.
  function class.from_raw(pointer)
    local self = new()
    self._block = ffi.cast(class._pointer, numbers.pointer(pointer, class._class .. ".from_raw"))
    if self._block == nil then errors.raise(2, "%s.from_raw: NULL", class._class) end
    return open(self)
  end
  return new
end

-- ---- Config -------------------------------------------------------------------------------------

local Config = owner.class("Config", owner.by_pointer)
struct.Config = Config
Config._type = library.constants.FFO_TYPE_CONFIG
Config._owned = { name = { class = String, offset = ffi.offsetof("ffo_config", "name") } }
function Config._finish(self) return C.ffo_config_free(self._block) end

local new_config = define(Config, ffi.typeof "ffo_config")

local fits_int32 = numbers.of_element(ffi.typeof "int32_t", Config._class)

-- Makes a config without a name.
function Config.new(max_connections, timeout_ms)
  fits_int32(max_connections)
  fits_int32(timeout_ms)
  return Config._made(new_config(), C.ffo_config_new(max_connections, timeout_ms, status))
end

-- Makes a second config with a name of its own.
function Config.clone(self)
  check(self)
  return Config._made(new_config(), C.ffo_config_clone(self._block, status))
end

setmetatable(Config, { __call = function(_, ...) return Config.new(...) end })

-- ---- Box ----------------------------------------------------------------------------------------

-- Registers what the fields own. `sample` is a zeroed struct, in which a field shows its type.
local function describe_fields(name, ctype, owned, class)
  local sample = ffi.new(ctype)
  local described, list = {}, {}
  for field, kind in pairs(owned or {}) do
    local child = kind == "self" and class or kind
    local pointer = kind == "self" and ffi.typeof("$ *", ctype) or type(kind) == "table" and kind._pointer
    local offset = ffi.offsetof(ctype, field)
    if not pointer or child._type == library.constants.FFO_TYPE_VEC then
      errors.raise(2, 'ffi_ownership.Box: %s.%s can own a String, a Config, a Box or "self"', name, field)
    end
    if not offset or not ffi.istype(pointer, sample[field]) then
      errors.raise(2, "ffi_ownership.Box: %s has no field %s of type %s", name, field, tostring(pointer))
    end
    described[field] = { class = child, offset = offset }
    list[#list + 1] = { offset = offset, type = kind == "self" and TYPE_SELF or child._type, flags = 0 }
  end
  table.sort(list, function(left, right) return left.offset < right.offset end)
  return described, list
end

local function register(name, ctype, list, drop)
  local desc, out = ffi.new("ffo_type_desc"), ffi.new("ffo_type[1]")
  local array = ffi.new("ffo_owned_field[?]", #list, list)
  desc.struct_size = ffi.sizeof(desc)
  desc.name = String._c_text(name)
  desc.size, desc.alignment = ffi.sizeof(ctype), ffi.alignof(ctype)
  desc.fields, desc.field_count = array, #list
  desc.drop = drop
  local result = C.ffo_type_register(desc, out)
  if result ~= 0 then errors.fail(result) end
  return out[0]
end

-- Box(struct, { name = ..., owned = { field = String | Config | a box | "self" }, drop = ... }) makes
-- a class of boxes: Node() is a new box, zeroed; Node { value = 1 } sets fields, too. `name` is the
-- struct's own if it is left out, and unique in the process. `drop` is a C function, never one of
-- Lua's: it lives as long as the process, and no Lua state does.
function struct.Box(declared, options)
  options = options or {}
  local ctype = ffi.typeof(declared)
  local name = options.name or tostring(ctype):match "^ctype<(.-)>$":gsub("^struct ", "")
  if options.drop ~= nil and type(options.drop) ~= "cdata" then
    errors.raise(2, "ffi_ownership.Box: the drop of %s must be a C function", name)
  end

  local class = owner.class("Box<" .. name .. ">", owner.by_pointer)
  class._name = name
  class._owned, class._owned_list = describe_fields(name, ctype, options.owned, class)
  class._type = register(name, ctype, class._owned_list, options.drop)
  local type_id = class._type
  function class._finish(self) return C.ffo_box_free(self._block, type_id) end

  local new = define(class, ctype)

  function class.new(values)
    local self = class._made(new(), C.ffo_box_new(type_id, status))
    for field, value in pairs(values or {}) do self[field] = value end
    return self
  end

  return setmetatable(class, { __call = function(_, values) return class.new(values) end })
end

return struct
