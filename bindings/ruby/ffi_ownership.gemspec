# frozen_string_literal: true

# The version is the library's. package.sh lays the library's file beside the sources; then it is part of the gem,
# which is for this platform only.
Gem::Specification.new do |spec|
  spec.name = "ffi_ownership"
  spec.version = File.read(File.expand_path("../../Directory.Build.props", __dir__))[%r{<Version>(.+)</Version>}, 1]
  spec.summary = "Owners of memory that crosses a C boundary, and a ledger of who owns it"
  spec.description = "Ruby owners for libffi_ownership: strings, configs, structs, vecs and handles that are released in time, " \
                     "at the latest by the collector, and never twice. Mistakes come back as exceptions with a name."
  spec.authors = ["FfiOwnership contributors"]
  spec.license = "MIT"
  spec.required_ruby_version = ">= 3.1"
  spec.files = Dir.glob(["lib/**/*.rb", "lib/ffi_ownership/*.{so.1,dylib,dll}", "LICENSE"], base: __dir__)
  spec.platform = Gem::Platform.local.then { |local| "#{local.cpu}-#{local.os}" } if spec.files.any? { |file| file.match?(/\.(so\.1|dylib|dll)\z/) }
  spec.metadata["rubygems_mfa_required"] = "true"
end
