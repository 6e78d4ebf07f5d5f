-- What the specs have in common.

local ffi = require "ffi"
local ffo = require "ffi_ownership"

local helper = {}

-- Writes over what calls have left on the stack, which the collector would take for alive.
local function wipe(depth)
  local a, b, c, d, e, f, g, h
  if depth > 0 then wipe(depth - 1) end
  return a, b, c, d, e, f, g, h
end
jit.off(wipe)

-- Runs the collector until nothing more comes of it: a finalizer may let go of others.
function helper.collect()
  wipe(20)
  for _ = 1, 3 do collectgarbage() end
end

-- The error that a call raises; fails if it raises none, or none of ours.
function helper.refusal(code, ...)
  local ran, err = pcall(code, ...)
  assert(not ran, "nothing was refused")
  assert(ffo.Error.is(err), "another error than ours: " .. tostring(err))
  return err
end

-- Runs body and asserts that every block, handle and borrow it made has ended.
function helper.balanced(body)
  helper.collect()
  local before = ffo.stats()
  body()
  helper.collect()
  local after = ffo.stats()
  for _, what in ipairs { "live_blocks", "live_handles", "live_borrows" } do
    if after[what] ~= before[what] then
      error(("%s: %d before, %d after"):format(what, before[what], after[what]), 2)
    end
  end
  ffo.validate()
end

ffi.cdef [[
  char *strcpy(char *to, const char *from);
  struct spec_node { int value; char *label; ffo_config *config; struct spec_node *next; };
]]
helper.Node = ffo.Box("struct spec_node", {
  owned = { label = ffo.String, config = ffo.Config, next = "self" },
})

local function quoted(text) return "'" .. text:gsub("'", "'\\''") .. "'" end

-- Runs a program of LuaJIT in a process of its own and returns its output and exit status.
-- `environment` is put before the command; `interpreter` may wrap it.
function helper.run(program, environment, interpreter)
  local path = os.getenv "FFO_WORK" .. "/program.lua"
  local file = assert(io.open(path, "w"))
  file:write(program)
  file:close()
  return helper.shell(("%s %s %s"):format(environment or "", interpreter or "luajit", quoted(path)))
end

-- Runs a program of LuaJIT in a process of its own and asserts what it prints, and that it ends with status 0.
function helper.assert_output(expected, program, environment, interpreter)
  local output, status = helper.run(program, environment, interpreter)
  if output:gsub("\n$", "") ~= expected or status ~= 0 then
    error(("expected:\n%s\nstatus 0\nprinted:\n%s\nstatus %s"):format(expected, output, status), 2)
  end
end

-- Asserts that each part stands in the text.
function helper.assert_names(text, ...)
  for _, part in ipairs { ... } do
    if not text:find(part, 1, true) then error(("%q is not named in: %s"):format(part, text), 2) end
  end
end

function helper.shell(command)
  local pipe = assert(io.popen("(" .. command .. ") 2>&1; echo \"status $?\""))
  local output = pipe:read "*a"
  pipe:close()
  local text, status = output:match "^(.*)status (%d+)\n$"
  return text, tonumber(status)
end

-- Compiles C into $FFO_WORK/name and returns the path.
function helper.compile(name, source, options)
  local work = os.getenv "FFO_WORK"
  local path = ("%s/%s"):format(work, name)
  local file = assert(io.open(path .. ".c", "w"))
  file:write(source)
  file:close()
  local output, status = helper.shell(("gcc -O1 -Wall -Werror %s.c -o %s %s"):format(path, path, options))
  assert(status == 0, output)
  return path
end

return helper
