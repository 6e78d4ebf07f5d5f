# frozen_string_literal: true

require "ffi_ownership"
require "minitest"
require "open3"
require "rbconfig"
require "fileutils"
require "tmpdir"
require_relative "junit"

ROOT = File.expand_path("../../..", __dir__)
LIBRARY = ENV.fetch("FFI_OWNERSHIP_LIBRARY")
PREFIX = ENV.fetch("FFO_PREFIX") { File.expand_path("../..", LIBRARY) }

class FfoTest < Minitest::Test
  F = FfiOwnership

  # Each test leaves the ledger as it was: what it made has ended, but for what it forgot.
  def setup
    settle
    @before = F.stats
  end

  def teardown
    settle
    after = F.stats
    assert_equal [@before.live_blocks, @before.live_handles, @before.live_borrows],
                 [after.live_blocks, after.live_handles, after.live_borrows], "blocks, handles, borrows still live"
    F.validate
  end

  # Collects all there is to collect. The machine's stack may still hold an owner or two; other frames over it let go.
  def settle
    Array.new(64) { |i| i.to_s }
    GC.start
  end

  # Raised with the status of that name.
  def refused(name, family = F::Error, &block)
    error = assert_raises(family, &block)
    assert_equal name, error.name
    assert_equal F.const_get(:Error).family(error.status), error.class unless error.is_a?(F::ClosedError)
    error
  end

  # Runs a program of its own, which must end with status 0 unless told otherwise. Returns what it printed.
  def run_ruby(script, *arguments, status: 0, env: {}, options: ["-I#{File.expand_path('../lib', __dir__)}"])
    output, ended = Open3.capture2e(env, RbConfig.ruby, *options, "-e", script, *arguments)
    assert_equal status, ended.exitstatus || ended.to_s, output
    output
  end

  # A library of C's, made at test time.
  def compile(directory, name, source)
    file = File.join(directory, "#{name}.c")
    File.write(file, source)
    library = File.join(directory, "#{name}.so")
    output, ended = Open3.capture2e("gcc", "-shared", "-fPIC", "-o", library, file)
    assert ended.success?, output
    library
  end
end

# After the suite nothing may be left.
Minitest.after_run do
  GC.start
  left = FfiOwnership.stats
  next if left.live_blocks.zero? && left.live_handles.zero? && left.live_borrows.zero?

  warn "after the suite the ledger's balance is not zero: #{left}"
  FfiOwnership.report_leaks
  exit! 1
end
Minitest.extensions << "junit"
require "minitest/autorun"
