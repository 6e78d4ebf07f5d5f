# frozen_string_literal: true

require_relative "helper"

# Finding the library, and refusing one that does not fit.
class TestLoading < FfoTest
  SCRIPT = <<~RUBY
    begin
      require "ffi_ownership"
      puts "loaded \#{FfiOwnership.version} \#{FfiOwnership::String.open("x", &:to_s)}"
    rescue LoadError => error
      puts error.class, error.message
    end
  RUBY

  # A library that answers as +version+ and +json+ say, and has the functions of +also+.
  def fake(directory, version: 1, json: '"{}"', also: "")
    compile(directory, "fake", <<~C)
      unsigned ffo_abi_version(void) { return #{version}; }
      const char *ffo_abi_json(void) { return #{json}; }
      #{also}
    C
  end

  def load_with(file) = run_ruby(SCRIPT, env: { "FFI_OWNERSHIP_LIBRARY" => file })

  # The real library's description, changed, in front of the real library.
  def changed(script = SCRIPT)
    Dir.mktmpdir do |directory|
      abi = JSON.parse(File.read(File.join(PREFIX, "share/ffi-ownership/abi.json")))
      yield abi
      literal = JSON.generate(JSON.generate(abi))
      library = File.join(directory, "changed.so")
      File.write(File.join(directory, "changed.c"), "unsigned ffo_abi_version(void) { return 1; } const char *ffo_abi_json(void) { return #{literal}; }")
      output, ended = Open3.capture2e("gcc", "-shared", "-fPIC", "-o", library, "-Wl,--no-as-needed", File.join(directory, "changed.c"), LIBRARY, "-Wl,-rpath,#{File.dirname(LIBRARY)}")
      assert ended.success?, output
      run_ruby(script, env: { "FFI_OWNERSHIP_LIBRARY" => library })
    end
  end

  def test_the_variable_names_the_library
    assert_match(/\Aloaded \d+\.\d+\.\d+ x\n\z/, load_with(LIBRARY))
  end

  def test_a_named_library_that_is_not_there
    output = load_with("/nowhere/libffo.so")
    assert_match(/\AFfiOwnership::LoadError\n/, output)
    assert_match(%r{FFI_OWNERSHIP_LIBRARY=/nowhere/libffo.so: .*No such file}, output)
    refute_match(/beside/, output)
  end

  def test_all_that_was_tried_is_named
    output = run_ruby(SCRIPT, env: { "FFI_OWNERSHIP_LIBRARY" => nil, "LD_LIBRARY_PATH" => nil })
    assert_match(/beside the package, .*libffi_ownership.so.1: .*No such file/, output)
    assert_match(/the system's loader, libffi_ownership.so.1: .*No such file/, output)
  end

  def test_the_systems_loader
    assert_match(/\Aloaded/, run_ruby(SCRIPT, env: { "FFI_OWNERSHIP_LIBRARY" => "", "LD_LIBRARY_PATH" => File.dirname(LIBRARY) }))
  end

  def test_beside_the_package
    Dir.mktmpdir do |directory|
      FileUtils.cp_r(File.expand_path("../lib", __dir__), directory)
      FileUtils.cp(LIBRARY, File.join(directory, "lib/ffi_ownership/libffi_ownership.so.1"))
      assert_match(/\Aloaded/, run_ruby(SCRIPT, env: { "FFI_OWNERSHIP_LIBRARY" => nil, "LD_LIBRARY_PATH" => nil }, options: ["-I#{directory}/lib"]))
    end
  end

  def test_another_version_of_the_abi
    Dir.mktmpdir do |directory|
      file = fake(directory, version: 2)
      assert_match(/#{Regexp.escape(file)} has version 2 of the ABI, this package needs version 1/, load_with(file))
    end
  end

  def test_no_such_library_at_all
    Dir.mktmpdir do |directory|
      assert_match(/function ffo_abi_version is missing/, load_with(compile(directory, "empty", "int nothing;")))
      assert_match(/ffo_abi_json/, load_with(fake(directory, json: '"no json"')))
      assert_match(/key not found: "types"/, load_with(fake(directory)))
    end
  end

  def test_a_library_that_lacks_a_function
    Dir.mktmpdir do |directory|
      json = JSON.generate(File.read(File.join(PREFIX, "share/ffi-ownership/abi.json")))
      assert_match(/does not fit this package: function ffo_\w+ is missing/, load_with(fake(directory, json: json)))
    end
  end

  def test_differences_are_named
    item = ->(list, name) { list.find { |it| it["name"] == name } }
    field = ->(abi, struct, name) { item.(item.(abi["types"], struct)["fields"], name) }
    {
      /function ffo_string_free is missing/ => ->(abi) { abi["functions"].reject! { |it| it["name"] == "ffo_string_free" } },
      /ffo_box_free has the parameters \(type, box\), not \(box, type\)/ => ->(abi) { item.(abi["functions"], "ffo_box_free")["parameters"].reverse! },
      /ffo_validate: long double is unknown here/ => ->(abi) { item.(abi["functions"], "ffo_validate")["returns"]["type"] = "long double" },
      /struct ffo_vec is missing/ => ->(abi) { abi["types"].reject! { |it| it["name"] == "ffo_vec" } },
      /ffo_vec\.length is missing/ => ->(abi) { field.(abi, "ffo_vec", "length")["name"] = "count" },
      /ffo_config\.timeout_ms has 8 bytes, as int32_t it has 4/ => ->(abi) { field.(abi, "ffo_config", "timeout_ms")["size"] = 8 },
      /ffo_stats\.live_blocks: "wide_t" is no C type/ => ->(abi) { field.(abi, "ffo_stats", "live_blocks")["type"] = "wide_t" },
      /FFO_E_OVERRUN is missing/ => ->(abi) { item.(abi["enums"], "ffo_status")["values"].reject! { |it| it["name"] == "FFO_E_OVERRUN" } },
      /ffo_policy is not an unsigned number of 4 bytes/ => ->(abi) { item.(abi["enums"], "ffo_policy")["size"] = 8 },
      /enum ffo_heap is missing/ => ->(abi) { abi["enums"].reject! { |it| it["name"] == "ffo_heap" } },
      /FFO_TYPE_SELF is missing/ => ->(abi) { abi["constants"].reject! { |it| it["name"] == "FFO_TYPE_SELF" } }
    }.each do |message, change|
      output = changed(&change)
      assert_match(/\AFfiOwnership::LoadError\n/, output)
      assert_match(message, output)
    end
  end

  # What it lacks is refused when it is asked for.
  def test_an_older_library_loads
    output = changed(<<~RUBY) { |abi| abi["functions"].select! { |it| it["since"] == "1.0" } }
      require "ffi_ownership"
      class Old < FfiOwnership::Box
        layout "old", value: :int32_t
      end
      puts FfiOwnership::Vec[:int32_t].from([1]).length
      begin
        FfiOwnership::Vec[Old].new
      rescue FfiOwnership::EnvironmentError => error
        puts error.name, error.message
      end
    RUBY
    assert_match(/\A1\nFFO_E_ABI_MISMATCH\n.*changed\.so is too old, it has no ffo_vec_init_of\n\z/, output)
  end

  # More of everything, and keys that nobody knows yet.
  def test_a_later_library_loads
    output = changed do |abi|
      abi["future"] = { "key" => 1 }
      abi["functions"] << { "name" => "ffo_future", "returns" => { "type" => "ffo_future_t" }, "parameters" => [{ "name" => "it", "type" => "_BitInt(99)" }], "since" => 2 }
      abi["enums"].each { |enum| enum["values"] << { "name" => "FFO_FUTURE_#{enum['name']}", "value" => 77 } }
      abi["constants"] << { "name" => "FFO_FUTURE", "value" => 1 }
      abi["types"] << { "name" => "ffo_future_t", "kind" => "union" }
      abi["types"].each do |type|
        next unless type["versioned"]

        type["fields"] << { "name" => "later", "type" => "uint64_t", "offset" => type["size"], "size" => 8 } << { "name" => "latest", "type" => "ffo_future_t", "offset" => type["size"] + 8, "size" => 8 }
      end
    end
    assert_match(/\Aloaded/, output)
  end
end
