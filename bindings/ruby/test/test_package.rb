# frozen_string_literal: true

require_relative "helper"

# The gem, in an empty GEM_HOME; and the programs that the docs show.
class TestPackage < FfoTest
  HERE = File.expand_path("..", __dir__)

  def version = File.read(File.join(ROOT, "Directory.Build.props"))[%r{<Version>(.+)</Version>}, 1]

  def test_the_gem_installs_and_runs_the_ten_lines
    Dir.mktmpdir do |directory|
      output, ended = Open3.capture2e({ "FFO_PREFIX" => PREFIX }, File.join(HERE, "package.sh"), directory)
      assert ended.success?, output
      gem = Dir.glob("#{directory}/*.gem")
      assert_equal 1, gem.size
      assert_match(/\Affi_ownership-#{Regexp.escape(version)}-\w+-linux\.gem\z/, File.basename(gem[0]))

      home = { "GEM_HOME" => "#{directory}/home", "GEM_PATH" => "#{directory}/home", "FFI_OWNERSHIP_LIBRARY" => nil, "LD_LIBRARY_PATH" => nil }
      output, ended = Open3.capture2e(home, "gem", "install", "--local", "--no-document", gem[0])
      assert ended.success?, output
      ten_lines = File.read(File.join(ROOT, "docs/ruby.md"))[/```ruby\n(.*?)```/m, 1]
      output = run_ruby(ten_lines, env: home, options: ["-w"])
      assert_match(/\Ahello\nffo_handle_into_raw: handle 0x\h+ has borrows out.*\nhello, again\n\z/, output)
      where = run_ruby("require 'ffi_ownership'; puts FfiOwnership::LIBRARY_FILE, FfiOwnership.version", env: home, options: [])
      assert_match(%r{\A#{Regexp.escape(directory)}/home/.*/libffi_ownership.so.1\n#{Regexp.escape(version)}\n\z}, where)
    end
  end

  def test_the_walkthrough
    script = File.join(HERE, "walkthrough.rb")
    [[], [script]].each do |file|
      output, ended = Open3.capture2e({ "RUBYLIB" => File.join(HERE, "lib") }, RbConfig.ruby, "-w", script, *file, chdir: ROOT)
      assert ended.success?, output
      assert_match(/nothing leaked, nothing damaged/, output)
    end
    output, ended = Open3.capture2e({ "RUBYLIB" => File.join(HERE, "lib") }, RbConfig.ruby, script, "/nowhere")
    refute ended.success?
    assert_match(/cannot read/, output)
  end

  def test_the_benchmark_runs
    output, ended = Open3.capture2e({ "RUBYLIB" => File.join(HERE, "lib") }, RbConfig.ruby, "-w", File.join(ROOT, "bench/bindings/ruby.rb"), "--quick")
    assert ended.success?, output
    lines = output.lines(chomp: true).map { |line| line.split("\t") }
    refute_empty lines, output
    assert(lines.all? { |line| line.size == 5 && line[1, 3].all? { |number| Float(number).positive? } }, output)
  end
end
