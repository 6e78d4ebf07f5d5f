-- The rock, the walkthrough and the benchmark, as users start them.

local helper = require "support.helper"

local work = os.getenv "FFO_WORK"
local assert_names = helper.assert_names

describe("the walkthrough", function()
  it("goes as told", function()
    local output, status = helper.shell "luajit walkthrough.lua walkthrough.lua"
    assert.equal(0, status, output)
    assert.truthy(output:find("nothing leaked, nothing damaged", 1, true), output)
  end)
end)

describe("the package", function()
  it("is a rock, with the library inside, and runs where nothing else is", function()
    local output, status = helper.shell(("./package.sh '%s/rock'"):format(work))
    assert.equal(0, status, output)
    output, status = helper.shell(([[
      set -e
      cd '%s'
      luarocks --lua-version 5.1 --tree '%s/tree' install --deps-mode=none rock/*.rock
      env -i PATH="$PATH" LUA_PATH='%s/tree/share/lua/5.1/?.lua' luajit -e '
        local ffo = require "ffi_ownership"
        ffo.with(ffo.String "installed", function(text) print(text, ffo.version, ffo.file) end)'
    ]]):format(work, work, work))
    assert.equal(0, status, output)
    local file = assert(io.open "../../Directory.Build.props")
    local version = file:read("*a"):match "<Version>(.-)</Version>"
    file:close()
    assert_names(output, ("installed\t%s\t%s/tree/share/lua/5.1/ffi_ownership/"):format(version, work))
  end)
end)

describe("the benchmark", function()
  it("starts", function()
    local output, status = helper.shell "luajit ../../bench/bindings/lua.lua --quick"
    assert.equal(0, status, output)
    for line in output:gmatch "[^\n]+" do assert.truthy(line:find "^[^\t]+\t%d+\t%d+\t[%d.]+\t[^\t]+$", line) end
  end)
end)
