# frozen_string_literal: true

require_relative "helper"

class Plain < FfiOwnership::Box
  layout "ruby test plain", label: FfiOwnership::String, next: :self
end

# What happens to an owner when its block is ended behind its back, by somebody with the pointer.
class TestMisuse < FfoTest
  # The library's function, without owners.
  def raw(name, types, *arguments)
    Fiddle::Function.new(Fiddle.dlopen(LIBRARY)[name], types, -Fiddle::TYPE_INT).call(*arguments)
  end

  def free(address) = raw("ffo_string_free", [Fiddle::TYPE_UINTPTR_T], address)

  # An owner that will never close: its block is gone.
  def give_up(owner) = owner.instance_variable_get(:@hold).take

  def test_use_after_close
    text = F::String.new("x")
    text.close
    [:to_s, :b, :length, :clone, :address, :into_raw, :forget, :describe].each do |call|
      error = refused("FFO_E_DOUBLE_FREE", F::ClosedError) { text.public_send(call) }
      assert_match(/closed/, error.message)
    end
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { text.view { flunk } }
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { F::Handle.new(text) }
    assert_match(/closed/, text.inspect)

    vec = F::Vec[:int32_t].from([1])
    vec.close
    [-> { vec[0] }, -> { vec << 1 }, -> { vec.length }, -> { vec.to_a }, -> { vec.capacity }, -> { vec.into_raw }].each { |call| refused("FFO_E_DOUBLE_FREE", F::ClosedError, &call) }

    handle = F::Handle.new(F::String.new("x"))
    handle.close
    %i[borrow borrow_mut clone weak into_owner into_raw release describe number].each { |call| refused("FFO_E_STALE_HANDLE", F::ClosedError) { handle.public_send(call) } }

    config = F::Config.new(1, 2)
    config.close
    [-> { config.name }, -> { config.timeout_ms = 1 }, -> { config.take_name }, -> { config.name = "n" }, -> { config.to_h }].each { |call| refused("FFO_E_DOUBLE_FREE", F::ClosedError, &call) }

    strings = F::String.many(%w[a])
    strings.close
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { strings.to_a }
  end

  def test_use_after_a_move
    text = F::String.new("x")
    handle = F::Handle.new(text)
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { text.to_s }
    assert_nil text.close
    handle.close
  end

  def test_double_free
    text = F::String.new("x")
    address = text.address
    free(address)
    error = refused("FFO_E_DOUBLE_FREE", F::MisuseError) { text.close }
    assert_equal [20, address], [error.status, error.pointer]
    assert_match(/was freed already/, error.message)
    refute_predicate text, :closed?
    refused("FFO_E_DOUBLE_FREE") { text.to_s }
    refused("FFO_E_DOUBLE_FREE") { F::String.from_raw(address) }
    give_up(text)
  end

  def test_pointers_that_are_no_owners
    refused("FFO_E_FOREIGN_POINTER", F::MisuseError) { F::String.from_raw(Fiddle::Pointer["theirs"]) }
    F::String.open("text") do |text|
      refused("FFO_E_INTERIOR_POINTER") { F::String.from_raw(text.address + 1) }
      error = refused("FFO_E_WRONG_TYPE") { F::Config.from_raw(text.address) }
      assert_equal text.address, error.pointer
    end
    F::Handle.open(F::String.new("lent")) { |handle| handle.borrow { |text| refused("FFO_E_NOT_OWNED") { F::String.from_raw(text.address) } } }
  end

  def test_wrong_type_has_its_details
    config = F::Config.new(1, 2)
    address = config.into_raw
    error = refused("FFO_E_WRONG_TYPE", F::MisuseError) { F::Handle.from_raw(address, F::String) }
    assert_equal ["string", "ffo_config", "ffo_config_free"], [error.expected_type, error.actual_type, error.free_function]
    F::Config.from_raw(address).close
    F::Handle.open(F::String.new("x")) { |handle| refused("FFO_E_WRONG_TYPE") { F::Handle.from_number(handle.clone.release, F::Config).then { |wrong| begin wrong.borrow ensure wrong.close end } } }
  end

  def test_interior_nul_and_bad_utf8
    error = refused("FFO_E_INTERIOR_NUL", F::ArgumentError) { F::String.new("user\0admin") }
    assert_equal [4, 10], [error.offset, error.size]
    assert_equal 2, refused("FFO_E_INTERIOR_NUL") { F::String.new("ab\0".b) }.offset
    assert_equal 3, refused("FFO_E_INVALID_UTF8", F::ArgumentError) { F::String.new("abc\xff") }.offset
    refused("FFO_E_INTERIOR_NUL") { F::String.many(%W[good b\0ad]) }
    refused("FFO_E_INVALID_UTF8") { F::String.many(["good", "b\xffad"]) }
    F::Config.open(1, 2) { |config| refused("FFO_E_INTERIOR_NUL") { config.name = "a\0b" } }
    assert_raises(TypeError) { F::String.new(nil) }
  end

  def test_overrun_is_found_at_the_end
    text = F::String.new("over")
    Fiddle::Pointer.new(text.address)[4] = "!".ord
    refused("FFO_E_OVERRUN", F::MisuseError) { text.close }
    assert_predicate text, :closed?
  end

  def test_borrow_conflicts
    handle = F::Handle.new(F::Config.new(1, 2, name: "n"))
    handle.borrow do |config|
      refused("FFO_E_BORROW_CONFLICT", F::BusyError) { handle.borrow_mut }
      refused("FFO_E_BORROWED", F::BusyError) { handle.into_owner }
      refused("FFO_E_BORROW_CONFLICT") { config.timeout_ms = 1 }
      refused("FFO_E_BORROW_CONFLICT") { config.name = "x" }
      refused("FFO_E_BORROW_CONFLICT") { config.take_name }
      refused("FFO_E_NOT_OWNED", F::MisuseError) { config.into_raw }
      refused("FFO_E_NOT_OWNED") { config.forget }
      refused("FFO_E_NOT_OWNED") { F::Handle.new(config) }
    end
    second = handle.clone
    refused("FFO_E_SHARED", F::BusyError) { handle.into_owner }
    second.close
    handle.borrow_mut { refused("FFO_E_BORROW_CONFLICT") { handle.borrow } }
    handle.into_owner.close
  end

  def test_a_stale_handle_is_always_caught
    handle = F::Handle.new(F::String.new("x"))
    number = handle.number
    raw("ffo_handle_release", [-Fiddle::TYPE_LONG_LONG], number)
    error = refused("FFO_E_STALE_HANDLE", F::MisuseError) { handle.borrow }
    assert_equal number, error.handle
    refused("FFO_E_STALE_HANDLE") { handle.close }
    give_up(handle)
    refused("FFO_E_INVALID_HANDLE") { F.describe_handle(2**64 - 1) }
  end

  def test_a_view_holds_everything_still
    vec = F::Vec[:int32_t].from([1, 2])
    vec.view do
      [-> { vec << 1 }, -> { vec.reserve(100) }, -> { vec.resize(1) }, -> { vec.shrink }, -> { vec.close }, -> { vec.into_raw }, -> { F::Handle.new(vec) }, -> { vec.forget }].each { |call| refused("FFO_E_BORROWED", F::BusyError, &call) }
      vec[0] = 9
      vec.view { assert_equal 9, vec[0] }
      refused("FFO_E_BORROWED") { vec << 1 }
    end
    vec << 3
    vec.close
    Plain.open(label: "a") do |box|
      box.next = Plain.new
      box.borrow(:next) do
        refused("FFO_E_BORROWED") { box.close }
        refused("FFO_E_BORROWED") { box.next = nil }
        refused("FFO_E_BORROWED") { box.take(:next) }
      end
    end
  end

  def test_borrowed_vecs_do_not_grow
    F::Handle.open(F::Vec[:int32_t].from([1])) { |handle| handle.borrow_mut { |vec| refused("FFO_E_NOT_OWNED") { vec << 1 } } }
  end

  def test_vecs_that_do_not_match_the_ledger
    vec = F::Vec[:int32_t].from([1, 2])
    parts = vec.into_raw
    wrong = parts.dup
    wrong.capacity += 1
    refused("FFO_E_PARTS_MISMATCH", F::MisuseError) { F::Vec[:int32_t].from_raw(wrong) }
    F::Vec[:int32_t].from_raw(parts).close

    handle = F::Handle.from_number(F::Handle.new(F::Vec[:int32_t].from([1])).release, F::Vec[:int64_t])
    assert_instance_of F::Vec::ElementSize, assert_raises(F::MisuseError) { handle.into_owner }
    handle.close
  end

  def test_field_errors
    Plain.open do |box|
      wrong = F::Config.new(1, 2)
      refused("FFO_E_WRONG_TYPE", F::MisuseError) { box.put(:label, wrong) }
      refute_predicate wrong, :closed?
      wrong.close
      assert_raises(TypeError) { box.put(:label, F::Vec) }
      F::Handle.open(F::Config.new(1, 1)) { |handle| assert_raises(TypeError) { box.put(:next, handle) } }
    end
    literal = "a literal"
    box = Plain.new
    Fiddle::Pointer.new(box.address)[0, 8] = [Fiddle::Pointer[literal].to_i].pack("J")
    refused("FFO_E_FOREIGN_POINTER") { box.close }
    refute_predicate box, :closed?
    Fiddle::Pointer.new(box.address)[0, 8] = [0].pack("J")
    box.close
  end

  def test_types_of_one_name
    Class.new(F::Box) { layout "ruby test twice", a: :int32_t }.open { nil }
    refused("FFO_E_INVALID_ARGUMENT", F::ArgumentError) { Class.new(F::Box) { layout "ruby test twice", a: :int64_t }.new }
    assert_raises(::ArgumentError) { Class.new(F::Box).new }
    Plain.open { nil }
    assert_raises(::ArgumentError) { Plain.drop { nil } }
    assert_raises(::ArgumentError) { F::Vec.new }
  end

  def test_owners_cannot_be_copied
    F::Config.open(1, 2) do |config|
      copies = [-> { Kernel.instance_method(:clone).bind_call(config) }, -> { Kernel.instance_method(:dup).bind_call(config) }, -> { Marshal.dump(config) }]
      copies.each { |copy| assert_raises(TypeError, &copy) }
      GC.start
      assert_equal 1, config.max_connections
    end
    Plain.open { |box| assert_raises(TypeError) { box.clone } }
    F::String.new("frozen").freeze.close
  end

  def test_policies
    F.set_policy(:return)
    assert_raises(KeyError) { F.set_policy(:nonsense) }
    output = run_ruby(<<~RUBY)
      require "ffi_ownership"
      FfiOwnership.set_policy(:log)
      begin
        FfiOwnership::Handle.from_raw(4711, FfiOwnership::String)
      rescue FfiOwnership::MisuseError
      end
    RUBY
    assert_match(/ffo_handle_from_raw: 0x1267/, output)
  end

  def test_statuses_of_later_libraries_are_errors_too
    assert_equal F::Error, F::Error.family(75)
    assert_equal [F::ArgumentError, F::BusyError, F::MisuseError, F::EnvironmentError, F::InternalError], [3, 12, 33, 54, 99].map { |status| F::Error.family(status) }
    error = assert_raises(F::EnvironmentError) { F.report_leaks("/nowhere/at/all") }
    assert_equal "FFO_E_IO", error.name
  end
end
