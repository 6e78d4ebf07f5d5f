-- Errors: one class a family, made from the library's last error.
--
-- An error is a table: status, name, message, offset, size, pointer, handle, expected_type,
-- actual_type, free_function, and the traceback of where it was raised. Error.is(value) works on
-- anything that pcall may return; err:is(ffo.MisuseError) on our own.

local ffi = require "ffi"

local errors = {}

local function class(name, parent)
  local new = setmetatable({ class = name, parent = parent }, { __index = parent })
  new.__index = new
  new.__tostring = parent and parent.__tostring or function(err) return err.name .. ": " .. err.message end
  function new.is(value, wanted)
    wanted = wanted or new
    local at = type(value) == "table" and getmetatable(value) or nil
    while type(at) == "table" and at ~= wanted do at = rawget(at, "parent") end
    return at == wanted
  end
  errors[name] = new
  return new
end

local Error = class("Error")
local families = {
  { upto = 9, class = class("ArgumentError", Error) },
  { upto = 19, class = class("BusyError", Error) },
  { upto = 49, class = class("MisuseError", Error) },
  { upto = 69, class = class("EnvironmentError", Error) },
  { upto = math.huge, class = class("InternalError", Error) },
}
local ClosedError = class("ClosedError", Error)

-- The statuses that the package itself answers with. errors.attach fills in the others' names.
local names = {
  [0] = "FFO_OK", [2] = "FFO_E_INVALID_ARGUMENT", [6] = "FFO_E_OUT_OF_RANGE", [10] = "FFO_E_BORROWED",
  [53] = "FFO_E_ABI_MISMATCH",
}

local function make(status, details)
  local kind
  for _, family in ipairs(families) do
    if status <= family.upto then kind = family.class break end
  end
  details.status = status
  details.name = names[status] or "FFO_E_UNKNOWN"
  details.traceback = debug.traceback("", 3)
  return setmetatable(details, kind)
end

-- Raises an error that the package has found itself, in the words of the library.
function errors.raise(status, message, ...)
  error(make(status, { message = select("#", ...) > 0 and message:format(...) or message }), 0)
end

-- Raises what the use of an owner that holds nothing deserves.
function errors.raise_closed(owner, what)
  local message = owner._self == nil and "%s: it was closed, or has passed on what it held"
    or "%s: it is a copy of an owner; only the original ends what it holds"
  error(setmetatable({
    status = 0, name = "ClosedError", message = message:format(what), traceback = debug.traceback("", 2),
  }, ClosedError), 0)
end

-- What follows needs the library.
function errors.attach(library)
  local C = library.C
  for name, value in pairs(library.enums.ffo_status) do names[value] = name end

  local new_info = ffi.typeof "ffo_error_info"
  local info = new_info()

  -- Memory for out parameters, allocated once. `aside` keeps it from the code that comes between.
  local new_scratch = ffi.typeof
    "struct { ffo_status status[1]; uint32_t flag[1]; size_t size[1]; size_t count[1]; uint64_t wide[1]; }"
  local scratch = new_scratch()
  errors.scratch = scratch

  local function read_info()
    info.struct_size = ffi.sizeof(new_info)
    C.ffo_last_error_info(info)
  end

  local function text_of(pointer) return pointer ~= nil and ffi.string(pointer) or nil end

  -- An error with what stands in `info`. The message comes first: anything that allocates may run a
  -- finalizer, and one that is refused ends the message.
  local function from_info()
    local message = text_of(info.message)
    return make(tonumber(info.status), {
      message = message,
      offset = tonumber(info.offset),
      size = tonumber(info.size),
      pointer = info.pointer ~= nil and info.pointer or nil,
      handle = info.handle ~= 0 and info.handle or nil,
      expected_type = tonumber(info.expected_type),
      actual_type = tonumber(info.actual_type),
      free_function = text_of(info.free_function),
    })
  end

  -- The failure that a finalizer found unread, and may have covered with one of its own.
  local interrupted

  -- The failure that has just happened on this thread, with this status.
  function errors.last(status)
    read_info()
    if info.status == status then return from_info() end
    if info.status == 0 and interrupted and interrupted.status == status then return interrupted end
    return make(tonumber(status), { message = ffi.string(C.ffo_status_text(status)) })
  end

  -- Raises it.
  function errors.fail(status) error(errors.last(status), 0) end

  -- Runs what the collector runs, which may come between any call and the reading of its outcome:
  -- what that reading needs is the same afterwards. run(owner) must not raise, and returns whether
  -- it failed in the library. No collection begins in here.
  function errors.aside(run, owner)
    local pending, saved = C.ffo_last_error() ~= 0, nil
    if pending then
      saved = new_info(info)
      read_info()
      interrupted = from_info()
    end
    local found = interrupted
    -- "None" is what tells errors.last that the failure it looks for has been covered.
    if run(owner) then C.ffo_clear_error() end
    if pending then ffi.copy(info, saved, ffi.sizeof(new_info)) end
    interrupted = found
  end

  -- Runs code of somebody else in there, which may use all of this package. What it raises is
  -- reported, since nobody is there to catch it.
  function errors.aside_foreign(code, argument)
    local saved = new_scratch(scratch)
    local ran, problem = pcall(code, argument)
    ffi.copy(scratch, saved, ffi.sizeof(new_scratch))
    if not ran then io.stderr:write("ffi_ownership: error in a drop: ", tostring(problem), "\n") end
  end

  -- An error path is walked by the interpreter, where nothing allocates between a call and the
  -- reading of its error unless this file says so.
  jit.off(errors.last)
  jit.off(errors.fail)
  jit.off(from_info)
  jit.off(read_info)
end

return errors
