local helper = require "support.helper"

it("an error of a hook, between any two instructions, ends nothing twice", function()
  local output, status = helper.run [[require "support.interrupt"]]
  assert.equal("no misuse, and nothing ended twice\n", output)
  assert.equal(0, status)
end)
