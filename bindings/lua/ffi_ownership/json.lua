-- Reads JSON: enough for what ffo_abi_json() returns, and strict about it. null becomes nil.

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

local function refuse(text, at, wanted)
  error(("JSON: %s expected at byte %d, found %q"):format(wanted, at, text:sub(at, at + 9)), 0)
end

local function skip(text, at) return (text:find("[^ \t\r\n]", at)) or #text + 1 end

-- A character beyond ASCII as UTF-8. The two halves of a surrogate pair are not joined: no name of
-- the ABI needs them.
local function utf8(code)
  if code < 0x80 then return string.char(code) end
  if code < 0x800 then return string.char(0xC0 + math.floor(code / 64), 0x80 + code % 64) end
  return string.char(0xE0 + math.floor(code / 4096), 0x80 + math.floor(code / 64) % 64, 0x80 + code % 64)
end

local function read_string(text, at)
  local parts = {}
  while true do
    local stop = text:find('["\\]', at) or refuse(text, at, "the end of a string")
    parts[#parts + 1] = text:sub(at, stop - 1)
    if text:byte(stop) == 34 then return table.concat(parts), stop + 1 end
    local escape = text:sub(stop + 1, stop + 1)
    if escape == "u" then
      local digits = text:match("^%x%x%x%x", stop + 2) or refuse(text, stop + 2, "four hexadecimal digits")
      parts[#parts + 1] = utf8(tonumber(digits, 16))
      at = stop + 6
    else
      parts[#parts + 1] = escapes[escape] or escape
      at = stop + 2
    end
  end
end

local read_value

-- What stands between brackets, comma by comma; `item` reads one and returns where it ended.
local function read_items(text, at, close, item)
  at = skip(text, at)
  if text:sub(at, at) == close then return at + 1 end
  while true do
    at = skip(text, item(skip(text, at)))
    local mark = text:sub(at, at)
    at = at + 1
    if mark == close then return at end
    if mark ~= "," then refuse(text, at - 1, "',' or '" .. close .. "'") end
  end
end

local function read_object(text, at)
  local object = {}
  return object, read_items(text, at, "}", function(from)
    if text:sub(from, from) ~= '"' then refuse(text, from, "a name") end
    local key, after = read_string(text, from + 1)
    after = skip(text, after)
    if text:sub(after, after) ~= ":" then refuse(text, after, "':'") end
    object[key], after = read_value(text, skip(text, after + 1))
    return after
  end)
end

local function read_array(text, at)
  local array, count = {}, 0
  return array, read_items(text, at, "]", function(from)
    count = count + 1
    array[count], from = read_value(text, from)
    return from
  end)
end

function read_value(text, at)
  local mark = text:sub(at, at)
  if mark == "{" then return read_object(text, at + 1) end
  if mark == "[" then return read_array(text, at + 1) end
  if mark == '"' then return read_string(text, at + 1) end
  local word = text:match("^[%w.+-]+", at) or refuse(text, at, "a value")
  local value = tonumber(word)
  if word == "true" then value = true elseif word == "false" then value = false end
  if value == nil and word ~= "null" then refuse(text, at, "a value") end
  return value, at + #word
end

return function(text)
  local value, at = read_value(text, skip(text, 1))
  at = skip(text, at)
  if at <= #text then refuse(text, at, "the end") end
  return value
end
