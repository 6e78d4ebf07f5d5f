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

-- Raises what the use of an owner that holds nothing deserves, or of what is no more for another reason.
function errors.raise_closed(owner, what, why)
  local message = why or owner._self == nil and "%s: it was closed, or has passed on what it held"
    or "%s: it is a copy of an owner; only the original ends what it holds"
  error(setmetatable({
    status = 0, name = "ClosedError", message = message:format(what), traceback = debug.traceback("", 2),
  }, ClosedError), 0)
end

-- What follows needs the library.
function errors.attach(library)
  local C = library.C
  for name, value in pairs(library.enums.ffo_status) do names[value] = name end

  -- All memory for what functions answer beside their results, allocated once; code that comes
  -- between a call and the reading of its outcome saves and restores it as a whole.
  local new_memory = ffi.typeof [[struct {
    ffo_error_info info;
    char message[1024];
    ffo_status status[1];
    uint32_t flag[1];
    size_t size[1];
  }]]
  local memory = new_memory()
  local info, message = memory.info, memory.message
  errors.scratch = { memory = memory, status = memory.status, flag = memory.flag, size = memory.size }

  -- info.message, passed on as a struct in a register. Read as a pointer it would be a new object,
  -- whose making may run a finalizer, and one that is refused ends the message.
  ffi.cdef [[
    typedef struct { const char *text; } ffo_lua_text;
    void ffo_lua_copy_text(char *to, ffo_lua_text from, size_t size) __asm__("strncpy");
  ]]
  local from = ffi.cast("ffo_lua_text *", ffi.cast("char *", info) + ffi.offsetof(info, "message"))[0]
  local copy_text = ffi.C.ffo_lua_copy_text

  -- Reads the last error into `info` and `message`, and allocates nothing.
  local function read_info()
    info.struct_size = ffi.sizeof(info)
    C.ffo_last_error_info(info)
    if info.status ~= 0 then copy_text(message, from, ffi.sizeof(message) - 1) end
  end

  -- An error with what stands there.
  local function from_info()
    local text = ffi.string(message)
    return make(tonumber(info.status), {
      message = text,
      offset = tonumber(info.offset),
      size = tonumber(info.size),
      pointer = info.pointer ~= nil and info.pointer or nil,
      handle = info.handle ~= 0 and info.handle or nil,
      expected_type = tonumber(info.expected_type),
      actual_type = tonumber(info.actual_type),
      free_function = info.free_function ~= nil and ffi.string(info.free_function) or nil,
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

  local function restore(saved) ffi.copy(memory, saved, ffi.sizeof(new_memory)) end

  -- Runs what the collector runs, which may come between any call and the reading of its outcome:
  -- what that reading needs is the same afterwards. run(owner) must not raise, and returns whether
  -- something in there may have failed. No collection begins in here.
  function errors.aside(run, owner)
    local saved
    if C.ffo_last_error() ~= 0 then
      saved = new_memory(memory)
      read_info()
      interrupted = from_info()
      saved.info.message = interrupted.message -- a copy, should the reader have come that far
    end
    local found = interrupted
    -- "None" is what tells errors.last that the failure it looks for has been covered.
    if run(owner) then C.ffo_clear_error() end
    if saved then restore(saved) end
    interrupted = found
  end

  -- Runs code of somebody else in there, which may use all of this package. What it raises is
  -- reported, since nobody is there to catch it.
  function errors.aside_foreign(code, argument)
    local saved = new_memory(memory)
    local ran, problem = pcall(code, argument)
    restore(saved)
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
