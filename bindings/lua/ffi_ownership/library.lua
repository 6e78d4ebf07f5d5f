-- Finds the library, builds its declarations from what ffo_abi_json() says, and checks that it has
-- what the package relies on.

local ffi = require "ffi"
local errors = require "ffi_ownership.errors"
local read_json = require "ffi_ownership.json"

local ABI_VERSION = 1
local ABI_MISMATCH = 53

-- The functions that the package calls, with the number of their parameters, and the fields that it
-- uses. Whatever else the library has is declared, too, and left alone.
local needed_functions = {
  ffo_status_text = 1, ffo_last_error = 0, ffo_last_error_info = 1, ffo_clear_error = 0, ffo_version_string = 0,
  ffo_string_free = 1, ffo_string_from_bytes = 3, ffo_string_from_utf8 = 3, ffo_string_clone = 2,
  ffo_string_length = 2, ffo_strings_new = 3, ffo_strings_free = 3,
  ffo_config_new = 3, ffo_config_free = 1, ffo_config_clone = 2, ffo_config_set_name = 2,
  ffo_type_register = 2, ffo_box_new = 2, ffo_box_free = 2, ffo_box_put = 3, ffo_box_take = 3,
  ffo_vec_init = 3, ffo_vec_dispose = 1, ffo_vec_reserve = 2, ffo_vec_append = 3, ffo_vec_resize = 2,
  ffo_vec_shrink = 1, ffo_vec_into_raw_parts = 4, ffo_vec_from_raw_parts = 5, ffo_vec_into_handle = 2,
  ffo_vec_from_handle = 2,
  ffo_handle_from_raw = 3, ffo_handle_into_raw = 3, ffo_handle_adopt = 5, ffo_handle_borrow = 4,
  ffo_handle_borrow_mut = 4, ffo_handle_return = 1, ffo_handle_retain = 1, ffo_handle_try_retain = 2,
  ffo_handle_close = 1, ffo_forget = 1, ffo_describe = 2, ffo_handle_describe = 2, ffo_tag = 2,
  ffo_stats_get = 1, ffo_checkpoint = 1, ffo_live_since = 3, ffo_report_leaks = 2, ffo_validate = 0,
  ffo_set_policy = 1, ffo_thread_detach = 0,
}
-- Those that came later than 1.0: a library without them serves for all the rest.
local newer_functions = {
  ffo_vec_init_of = 3, ffo_vec_take = 3, ffo_vec_put_field = 4, ffo_vec_take_field = 4,
}
local needed_fields = {
  ffo_error_info = "struct_size status expected_type actual_type pointer handle offset size free_function message",
  ffo_config = "max_connections timeout_ms name",
  ffo_owned_field = "offset type flags",
  ffo_type_desc = "struct_size flags name size alignment fields field_count drop context",
  ffo_vec = "data length capacity element_size stamp",
  ffo_block_info = "struct_size type address size owner flags handle owned_by references borrows period type_name "
    .. "free_function tag",
  ffo_stats = "struct_size",
}
local needed_constants = { "FFO_TYPE_STRING", "FFO_TYPE_CONFIG", "FFO_TYPE_VEC", "FFO_TYPE_SELF",
  "FFO_BLOCK_FORGOTTEN", "FFO_BLOCK_CLOSING", "FFO_BLOCK_ADOPTED", "FFO_BLOCK_ORPHANED" }
local needed_enums = { "ffo_status", "ffo_owner", "ffo_heap", "ffo_policy" }

local file_names = { Windows = "ffi_ownership.dll", OSX = "libffi_ownership.dylib" }
local file_name = file_names[ffi.os] or "libffi_ownership.so.1"

-- FFI_OWNERSHIP_LIBRARY names the one to take, and nothing else is tried then. Otherwise: beside
-- this file, or wherever the system finds it.
local function find()
  local named = os.getenv "FFI_OWNERSHIP_LIBRARY"
  local candidates = { named }
  if not named then
    local folder = debug.getinfo(1, "S").source:match "^@(.*[/\\])" or "./"
    if not folder:find "^/" and ffi.os ~= "Windows" then folder = "./" .. folder end
    candidates = { folder .. file_name, file_name }
  end
  local tried = {}
  for _, candidate in ipairs(candidates) do
    local loaded, C = pcall(ffi.load, candidate)
    if loaded then return C, candidate end
    tried[#tried + 1] = "\n  " .. C -- names the file
  end
  errors.raise(ABI_MISMATCH, "the library ffi_ownership was not found; tried%s:%s",
    named and " (FFI_OWNERSHIP_LIBRARY)" or "", table.concat(tried))
end

-- A function of the library, or nil if it has none of that name.
local function symbol(C, name)
  local found, value = pcall(function() return C[name] end)
  return found and value or nil
end

local function is_declared(name) return (pcall(ffi.typeof, name)) end

-- "char[64]", "tag" -> "char tag[64]"
local function declaration(ctype, name)
  local element, extent = ctype:match "^(.-)(%[.*)$"
  return ("%s %s%s"):format(element or ctype, name, extent or "")
end

local function signature(item, name)
  local parameters = {}
  for i, parameter in ipairs(item.parameters) do parameters[i] = declaration(parameter.type, parameter.name) end
  return ("%s %s(%s);"):format(item.returns.type, name, #parameters > 0 and table.concat(parameters, ", ") or "void")
end

-- Enums become the integers that carry them: a result is then a plain number, and a value that a
-- later version adds is one, too.
local function declare(abi)
  local integers = {}
  for _, enum in ipairs(abi.enums) do
    local carrier = ("%sint%d_t"):format(enum.signed and "" or "u", enum.size * 8)
    integers[#integers + 1] = { name = enum.name, type = carrier }
  end
  for _, alias in ipairs(abi.types) do
    if alias.kind == "alias" then integers[#integers + 1] = alias end
  end

  -- The program may have declared some itself; layouts are compared below in any case.
  local bodies = {}
  for _, integer in ipairs(integers) do
    if not is_declared(integer.name) then ffi.cdef(("typedef %s %s;"):format(integer.type, integer.name)) end
  end
  for _, item in ipairs(abi.types) do
    if item.kind == "struct" and not is_declared(item.name) then
      ffi.cdef(("typedef struct %s %s;"):format(item.name, item.name))
      bodies[#bodies + 1] = item
    end
  end
  for _, item in ipairs(abi.types) do
    if item.kind == "callback" and not is_declared(item.name) then
      ffi.cdef("typedef " .. signature(item, ("(*%s)"):format(item.name)))
    end
  end
  for _, item in ipairs(bodies) do
    local fields = {}
    for i, field in ipairs(item.fields) do fields[i] = declaration(field.type, field.name) .. ";" end
    ffi.cdef(("struct %s { %s };"):format(item.name, table.concat(fields, " ")))
  end
  for _, item in ipairs(abi["functions"]) do
    -- One that a later version adds, with types that are unknown here, is nobody's loss.
    local declared, problem = pcall(ffi.cdef, signature(item, item.name))
    if not declared and needed_functions[item.name] then error(problem, 0) end
  end
end

local function by_name(list)
  local map = {}
  for _, item in ipairs(list or {}) do map[item.name] = item end
  return map
end

-- Every difference between what the library says of itself and what the package relies on.
local function differences(abi, C)
  local found = {}
  local function differ(...) found[#found + 1] = "\n  " .. (...):format(select(2, ...)) end

  local functions, types = by_name(abi["functions"]), by_name(abi.types)
  local constants, enums = by_name(abi.constants), by_name(abi.enums)
  for name, count in pairs(needed_functions) do
    local item = functions[name]
    if not item then
      differ("%s: no such function in its ABI", name)
    elseif #item.parameters ~= count then
      differ("%s: %d parameters instead of %d", name, #item.parameters, count)
    elseif not symbol(C, name) then
      differ("%s: described, but not exported", name)
    end
  end
  for name, count in pairs(newer_functions) do
    local item = functions[name]
    if item and #item.parameters ~= count then differ("%s: %d parameters instead of %d", name, #item.parameters, count) end
  end
  for name, fields in pairs(needed_fields) do
    local known = by_name(types[name] and types[name].fields)
    for field in fields:gmatch "%S+" do
      if not known[field] then differ("%s.%s: no such field in its ABI", name, field) end
    end
  end
  for _, name in ipairs(needed_constants) do
    if not constants[name] then differ("%s: no such constant in its ABI", name) end
  end
  for _, name in ipairs(needed_enums) do
    if not enums[name] then differ("%s: no such enum in its ABI", name) end
  end
  return found, types
end

-- Every struct must lie in memory as the library says, whoever declared it.
local function layout_differences(types)
  local found = {}
  local function compare(what, here, there)
    if here ~= there then
      found[#found + 1] = ("\n  %s: %s here, %s in its ABI"):format(what, tostring(here), tostring(there))
    end
  end
  for name, item in pairs(types) do
    if item.kind == "struct" then
      compare("size of " .. name, ffi.sizeof(name), item.size)
      for _, field in ipairs(item.fields) do
        compare(("offset of %s.%s"):format(name, field.name), ffi.offsetof(name, field.name), field.offset)
      end
    elseif item.kind == "alias" or item.kind == "callback" then
      compare("size of " .. name, ffi.sizeof(name), item.size)
    end
  end
  return found
end

local function refuse(file, found)
  table.sort(found)
  errors.raise(ABI_MISMATCH, "%s is not the ffi_ownership that this package was made for:%s", file, table.concat(found))
end

local function load()
  ffi.cdef "uint32_t ffo_abi_version(void); const char *ffo_abi_json(void);"
  local C, file = find()
  if not symbol(C, "ffo_abi_version") then refuse(file, { "\n  ffo_abi_version: not exported" }) end
  local version = C.ffo_abi_version()
  if version ~= ABI_VERSION then
    errors.raise(ABI_MISMATCH, "%s has version %d of the ABI; this package is for version %d", file, version,
      ABI_VERSION)
  end
  if not symbol(C, "ffo_abi_json") then refuse(file, { "\n  ffo_abi_json: not exported" }) end

  local read, abi = pcall(read_json, ffi.string(C.ffo_abi_json()))
  if not read then refuse(file, { "\n  ffo_abi_json: " .. abi }) end
  local declared, problem = pcall(declare, abi)
  local found, types = differences(abi, C)
  if #found == 0 and not declared then found = { "\n  " .. tostring(problem) } end
  if #found == 0 then found = layout_differences(types) end
  if #found > 0 then refuse(file, found) end

  local constants, enums = {}, {}
  for _, constant in ipairs(abi.constants) do constants[constant.name] = constant.value end
  for _, enum in ipairs(abi.enums) do
    enums[enum.name] = {}
    for _, item in ipairs(enum.values) do enums[enum.name][item.name] = item.value end
  end
  return { C = C, file = file, constants = constants, enums = enums, types = types }
end

-- The namespace is kept by every function of the package that calls it, and with it the library:
-- as long as there is an owner, its finalizer has something to call.
local library = load()
errors.attach(library)

-- Refuses what the library is too old for.
function library.need(name, what)
  if not symbol(library.C, name) then errors.raise(ABI_MISMATCH, "%s: %s is too old, it has no %s", what, library.file, name) end
end

return library
