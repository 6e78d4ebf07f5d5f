-- The walkthrough: who owns what at the boundary, told on a real file.
--   luajit walkthrough.lua [FILE]
-- Each chapter does something with blocks, tells what it did, and checks that the ledger agrees.
-- Whatever is not as told ends the program with status 1.

local ffi = require "ffi"
local ffo = require "ffi_ownership"

local path = arg[1] or "README.md"

local function chapter(number, title) print(("\n%d  %s"):format(number, title)) end
local function tell(label, ...) print(("   %-20s%s"):format(label, (...):format(select(2, ...)))) end

-- What the library answers to a call, which must be what the story says.
local function tell_refusal(label, name, code, ...)
  local ran, err = pcall(code, ...)
  assert(not ran and ffo.Error.is(err) and err.name == name, err)
  tell(label, "%s", err.name)
  tell("", "%s", err.message)
end

local function read_into_buffer()
  local file = assert(io.open(path, "rb"))
  local text = ffo.Vec "char"()
  for piece in function() return file:read(4096) end do text:append(piece) end
  file:close()
  print(("FfiOwnership %s: who owns what at the boundary"):format(ffo.version))
  chapter(1, "A buffer: the library makes room, Lua fills it")
  tell("read", "%s, %d bytes, into a vec", path, #text)
  text:shrink()
  tell("shrunk", "to what was needed: capacity %d", text:capacity())
  assert(text:capacity() == #text)
  return text
end

local function make_strings(text)
  local before, lines = ffo.stats().live_blocks, {}
  for line in text:bytes():gmatch "([^\n]*)\n?" do lines[#lines + 1] = line end
  local many = ffo.String.many(lines)
  chapter(2, "Strings: many of them in one call, and all are the caller's")
  tell("made", "%d strings, one for each line", #many)
  local made = ffo.stats().live_blocks - before
  tell("the ledger counts", "%d blocks more", made)
  assert(made == #lines)
  return many
end

local function work_in_place(text)
  chapter(3, "A vec: Lua works in place, and the vec stays where it is")
  text:view(function(pointer, length)
    local newlines = 0
    for i = 0, length - 1 do
      if pointer[i] == 10 then newlines = newlines + 1 end
    end
    tell("counted", "%d ends of lines, by a plain pointer", newlines)
    tell_refusal("growing meanwhile", "FFO_E_BORROWED", text.append, text, "more")
  end)
end

local function make_config()
  chapter(4, "A config: a struct that owns a string")
  local config = ffo.Config(8, 250)
  tell("made", "an ffo_config of %d bytes, the caller's", ffi.sizeof "ffo_config")
  config:set_name(path)
  tell("named", '"%s", a copy that the config owns', config.name)
  local name = config:take "name"
  assert(name:text() == path and config.name == nil)
  tell("name taken out", "now the caller's, and the config has none")
  config:put("name", name)
  assert(name:closed() and config.name == path)
  tell("name put back", "the same block, the config's again")
  return config
end

local function lend(config)
  chapter(5, "A handle: the library owns, Lua borrows")
  local handle = ffo.Handle(config)
  assert(config:closed())
  tell("traded", "the owner for a handle")
  local one, two = handle:borrow(), handle:borrow()
  tell("two shared borrows", "both read timeout_ms %d", one.timeout_ms)
  assert(one.timeout_ms == two.timeout_ms)
  tell_refusal("an exclusive one", "FFO_E_BORROW_CONFLICT", handle.borrow_mut, handle)
  tell_refusal("into_owner", "FFO_E_BORROWED", handle.into_owner, handle)
  one:close()
  two:close()
  handle:borrow_mut(function(alone) alone.timeout_ms = alone.timeout_ms * 2 end)
  tell("both returned", "the exclusive one is granted, timeout_ms is doubled")
  config = handle:into_owner()
  assert(config.timeout_ms == 500)
  tell("into_owner", "back to an owner, timeout_ms %d", config.timeout_ms)
  config:close()
  tell("closed", "the config, and its name with it")

  ffo.Handle.adopt({ "a table" }, function(object) tell("dropped", "%s of Lua, with its handle", object[1]) end):close()
end

local function forget()
  chapter(6, "Forgotten on purpose: handed out for ever")
  local pointer = ffo.String("as long as the process"):forget()
  tell("forgotten", '"%s", no leak from here on', ffi.string(pointer))
  local again = ffo.String.from_raw(pointer)
  tell_refusal("freed all the same", "FFO_E_FORGOTTEN", again.close, again)
end

local function make_every_mistake()
  chapter(7, "Every classic mistake, once")

  local text = ffo.String "twice"
  assert(ffo.C.ffo_string_free(text:pointer()) == 0) -- in C, behind its owner's back
  tell_refusal("double free", "FFO_E_DOUBLE_FREE", text.close, text)

  local theirs = ffo.String.from_raw(ffi.new("char[15]", "made elsewhere"))
  tell_refusal("foreign pointer", "FFO_E_FOREIGN_POINTER", theirs.close, theirs)

  text = ffo.String "in the middle"
  local inside = ffo.String.from_raw(text:pointer() + 7)
  tell_refusal("interior pointer", "FFO_E_INTERIOR_POINTER", inside.close, inside)
  text:close()

  local config = ffo.Config(1, 1)
  local wrong = ffo.String.from_raw(ffi.cast("char *", config:pointer()))
  tell_refusal("wrong type", "FFO_E_WRONG_TYPE", wrong.close, wrong)
  config:close()

  local handle = ffo.Handle(ffo.String "lent")
  handle:borrow_mut(function(guard)
    local thief = ffo.String.from_raw(guard:pointer())
    tell_refusal("borrowed free", "FFO_E_NOT_OWNED", thief.close, thief)
  end)

  local stale = ffo.Handle.from_number(handle:number(), ffo.String)
  handle:close()
  tell_refusal("stale handle", "FFO_E_STALE_HANDLE", stale.close, stale)

  tell_refusal("interior NUL", "FFO_E_INTERIOR_NUL", ffo.String, "user\0admin")
  tell_refusal("use after close", "ClosedError", text.text, text)

  text = ffo.String "over"
  text:pointer()[4] = 33
  tell_refusal("overrun", "FFO_E_OVERRUN", text.close, text)
end

local function settle(text, lines)
  chapter(8, "The balance")
  local count = #lines
  ffo.with(text, lines, function() end)
  tell("given back", "all %d lines in one call, and the vec", count)

  local stats = ffo.stats()
  tell("blocks created", "%6d", stats.created_blocks)
  tell("freed", "%6d", stats.freed_blocks)
  tell("forgotten", "%6d", stats.forgotten_blocks)
  tell("live", "%6d", stats.live_blocks)
  tell("misuse", "%6d times, each answered with its name", stats.misuses)
  assert(stats.live_blocks == 0 and stats.live_handles == 0 and stats.live_borrows == 0)
  assert(stats.forgotten_blocks == 1)
  assert(stats.misuses == 8) -- borrows that have to wait and a NUL in text are no misuse
  ffo.validate()
  tell("so", "nothing leaked, nothing damaged")
end

local text = read_into_buffer()
local lines = make_strings(text)
work_in_place(text)
lend(make_config())
forget()
make_every_mistake()
settle(text, lines)
