-- An error out of a hook, between any two instructions: so the interpreter ends a program at the
-- keyboard. A block may be lost then, but none is ended twice, and no call is a misuse. A program of
-- its own, because of what is lost.

local ffo = require "ffi_ownership"
local helper = require "support.helper"

local Node, Ints = helper.Node, ffo.Vec "int"
local Nodes = ffo.Vec(Node)

local function node()
  local made = Node()
  made:put("label", ffo.String "a")
  return made
end

-- Runs action(...); the error comes at the instruction of that number. Returns whether it came.
local function interrupt(at, action, ...)
  local came = false
  local function stop()
    debug.sethook()
    came = true
    error("interrupted", 0)
  end
  local function run(...)
    debug.sethook(stop, "", at)
    action(...)
    debug.sethook()
  end
  local ran, err = pcall(run, ...)
  debug.sethook()
  assert(ran or err == "interrupted", err)
  return came
end

-- Each makes what its action is given.
local scenes = {
  close = { function() return ffo.String "a" end, function(owner) owner:close() end },
  ["close a vec"] = { function() return Ints { 1 } end, function(owner) owner:close() end },
  make = { function() end, function() ffo.String "a" ffo.Config(1, 2) Ints { 1 } ffo.String.many { "a" } end },
  clone = { function() return ffo.Handle(ffo.String "a") end, function(handle) handle:clone() end },
  lend = { function() return ffo.Handle(ffo.String "a") end, function(handle) handle:borrow():close() end },
  ["hand over"] = { function() return ffo.String "a" end, function(owner) ffo.Handle(owner) end },
  ["hand over a vec"] = { function() return Ints { 1 } end, function(owner) ffo.Handle(owner) end },
  ["get back"] = { function() return ffo.Handle(ffo.String "a") end, function(handle) handle:into_owner() end },
  ["get a vec back"] = { function() return ffo.Handle(Ints { 1 }) end, function(handle) handle:into_owner() end },
  put = {
    function() return Node(), ffo.String "a" end,
    function(node, child) node:put("label", child) end,
  },
  take = { node, function(box) box:take "label" end },
  ["give boxes"] = {
    function() return Nodes { node() }, { node(), node() } end,
    function(vec, boxes) vec:append(boxes) end,
  },
  ["take an element"] = { function() return Nodes { node(), node() } end, function(vec) vec:take(0) end },
  ["put into an element"] = {
    function() return Nodes { node() }, ffo.String "b" end,
    function(vec, child) vec:put(0, "label", child) end,
  },
  ["take of many"] = { function() return ffo.String.many { "a", "b" } end, function(many) many:take(1) end },
  ["give up"] = { function() return ffo.String "a" end, function(owner) owner:into_raw() end },
  ["give up a vec"] = { function() return Ints { 1 } end, function(owner) owner:into_raw() end },
  forget = { function() return ffo.String "a" end, function(owner) owner:forget() end },
}

jit.off()
for name, scene in pairs(scenes) do
  helper.collect()
  local before = ffo.stats().misuses
  local at = 0
  repeat
    at = at + 1
    local came
    do
      local one, two = scene[1]()
      came = interrupt(at, scene[2], one, two)
    end
    -- What is freed by then has a new owner at once: a second end would hit that one.
    local fresh = {}
    for i = 1, 8 do fresh[i] = ffo.String "a" end
    collectgarbage()
    for i = 1, 8 do
      assert(fresh[i]:text() == "a")
      fresh[i]:close()
    end
  until not came
  helper.collect()
  assert(ffo.stats().misuses == before, name)
  assert(at > 5, name)
  ffo.validate()
end
print "no misuse, and nothing ended twice"
