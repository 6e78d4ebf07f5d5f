# frozen_string_literal: true

# Owners of memory that crosses a C boundary, and the ledger behind them. See docs/ruby.md.
#
#     require "ffi_ownership"
#     FfiOwnership::String.open("hello") { |text| puts text }

require "fiddle"
require "json"

require_relative "ffi_ownership/errors"
require_relative "ffi_ownership/numbers"
require_relative "ffi_ownership/layout"
require_relative "ffi_ownership/library"
require_relative "ffi_ownership/abi"
require_relative "ffi_ownership/last_error"
require_relative "ffi_ownership/drops"
require_relative "ffi_ownership/hold"
require_relative "ffi_ownership/ledger"
require_relative "ffi_ownership/owner"
require_relative "ffi_ownership/string"
require_relative "ffi_ownership/fields"
require_relative "ffi_ownership/vec"
require_relative "ffi_ownership/elements"
require_relative "ffi_ownership/handle"
