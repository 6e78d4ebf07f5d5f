# frozen_string_literal: true

module FfiOwnership
  # Finds the library and opens it.
  module Library
    VARIABLE = "FFI_OWNERSHIP_LIBRARY"

    FILE = case RbConfig::CONFIG["host_os"]
           when /mswin|mingw|cygwin/ then "ffi_ownership.dll"
           when /darwin/ then "libffi_ownership.dylib"
           else "libffi_ownership.so.1"
           end

    # The file's name and what Fiddle opened. It is never closed; if somebody does, the library stays.
    def self.open
      tried = candidates.map do |origin, file|
        return file, Fiddle.dlopen(file)
      rescue Fiddle::DLError => error
        "\n  #{origin}: #{error.message}"
      end
      raise LoadError, "ffi_ownership: the library cannot be loaded; tried#{tried.join}"
    end

    def self.candidates
      named = ENV[VARIABLE].to_s
      return [["#{VARIABLE}=#{named}", named]] unless named.empty?

      beside = File.join(__dir__, FILE)
      [["beside the package, #{beside}", beside], ["the system's loader, #{FILE}", FILE]]
    end
    private_class_method :candidates
  end
end
