-- The last file: what all specs before it made has ended.
local ffo = require "ffi_ownership"
local helper = require "support.helper"

describe("after all that the ledger", function()
  it("is balanced and sound", function()
    helper.collect()
    local stats = ffo.stats()
    assert.same({ 0, 0, 0 }, { stats.live_blocks, stats.live_handles, stats.live_borrows })
    ffo.validate()
  end)
end)
