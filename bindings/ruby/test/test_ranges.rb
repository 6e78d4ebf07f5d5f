# frozen_string_literal: true

require_relative "helper"

# Numbers that do not fit are Ruby's own errors, never wrapped or cut.
class TestRanges < FfoTest
  NO_INTEGERS = [1.5, 2.0, -0.5, Float::NAN, Float::INFINITY, 3r, Rational(3, 2), Complex(1, 0), nil, "1", :one, [1]].freeze
  NO_SIZES = [-1, -(2**63), -(2**64), 2**64, 2**64 + 1, 2**100].freeze
  NO_INDEXES = [3, -4, 2**31, 2**32, 2**61, 2**62, 2**63, 2**64, -(2**64), 2**100].freeze
  PARTS = F::Vec::RawParts.new(0, 0, 0)

  class Numbers < F::Box
    layout "ruby.tests.numbers", i8: :int8_t, u8: :uint8_t, i16: :int16_t, u16: :uint16_t, i32: :int32_t, u32: :uint32_t,
           i64: :int64_t, u64: :uint64_t, at: "void *", list: "uint8_t[3]", text: "char[4]", bytes: 4
  end

  RANGES = {
    i8: -(2**7)..2**7 - 1, u8: 0..2**8 - 1, i16: -(2**15)..2**15 - 1, u16: 0..2**16 - 1, i32: -(2**31)..2**31 - 1,
    u32: 0..2**32 - 1, i64: -(2**63)..2**63 - 1, u64: 0..2**64 - 1, at: 0..2**64 - 1
  }.freeze

  USES = {
    capacity: ->(it) { F::Vec[:int32_t].new(capacity: it) },
    resize: ->(it) { F::Vec[:int32_t].open { |vec| vec.resize(it) } },
    reserve: ->(it) { F::Vec[:int32_t].open { |vec| vec.reserve(it) } },
    length: ->(it) { F::Vec[:int32_t].from_raw(PARTS.dup.tap { |parts| parts.length = it }) },
    parts: ->(it) { F::Vec[:int32_t].from_raw(PARTS.dup.tap { |parts| parts.capacity = it }) },
    string: ->(it) { F::String.from_raw(it) },
    config: ->(it) { F::Config.from_raw(it) },
    box: ->(it) { Numbers.from_raw(it) },
    handle: ->(it) { F::Handle.from_raw(it, F::String) },
    number: ->(it) { F::Handle.from_number(it, F::String) },
    weak: ->(it) { F::WeakHandle.new(it, F::String).lock },
    describe: ->(it) { F.describe(it) },
    describe_handle: ->(it) { F.describe_handle(it) },
    live_since: ->(it) { F.live_since(it) },
    report_leaks: ->(it) { F.report_leaks("/nowhere/at/all", since: it) }
  }.freeze

  USES.each do |name, use|
    define_method(:"test_#{name}") do
      NO_SIZES.each { |number| assert_raises(RangeError, number.to_s) { use.call(number) } }
      NO_INTEGERS.each { |wrong| assert_raises(TypeError, wrong.inspect) { use.call(wrong) } }
    end
  end

  # The elements stay what they are, and what lies behind them, too.
  def each_list(capacity)
    vec = F::Vec[:int32_t].new(capacity: capacity).append([1, 2, 3])
    yield vec
    assert_equal [1, 2, 3], vec.to_a
    handle = F::Handle.new(vec)
    handle.borrow_mut { |lent| yield lent }
    vec = handle.into_owner
    assert_equal [1, 2, 3], vec.to_a
    vec.close
  end

  def test_indexes
    [0, 3, 4].each do |capacity|
      each_list(capacity) do |list|
        assert_equal list[0], list[-3]
        NO_INDEXES.each do |index|
          assert_raises(IndexError) { list[index] }
          assert_raises(IndexError) { list[index] = 9 }
        end
        NO_INTEGERS.each do |wrong|
          assert_raises(TypeError) { list[wrong] }
          assert_raises(TypeError) { list[wrong] = 9 }
        end
      end
    end
    F::String.many(%w[a b c]) do |strings|
      assert_equal "c", strings[-1]
      NO_INDEXES.each { |index| assert_raises(IndexError) { strings[index] } }
      NO_INTEGERS.each { |wrong| assert_raises(TypeError) { strings[wrong] } }
    end
  end

  def test_fields
    Numbers.open do |box|
      RANGES.each do |name, range|
        [range.min, range.max, 1].each { |number| assert_equal(number, (box[name] = number) && box[name]) }
        [range.min - 1, range.max + 1, 2**64, -(2**64), 2**100].each do |number|
          assert_raises(RangeError) { box[name] = number }
          assert_raises(RangeError) { Numbers.new(name => number) }
        end
        NO_INTEGERS.each { |wrong| assert_raises(TypeError) { box[name] = wrong } }
        assert_equal 1, box[name]
      end
      box.list = [1, 2, 3]
      [[1, 256, 3], [-1, 0, 0], [1, 2], [1, 2, 3, 4]].each { |wrong| assert_raises(RangeError) { box.list = wrong } }
      [[1.5, 2, 3], [nil, 1, 2], [1, "2", 3]].each { |wrong| assert_raises(TypeError) { box.list = wrong } }
      assert_equal [1, 2, 3], box.list
      assert_raises(RangeError) { box.text = "four" }
      assert_raises(TypeError) { box.text = 4 }
      assert_raises(RangeError) { box.bytes = "fives" }
    end
  end

  def test_configs
    [2**31, -(2**31) - 1, 2**32, 2**64].each do |number|
      assert_raises(RangeError) { F::Config.new(number, 1) }
      assert_raises(RangeError) { F::Config.new(1, number) }
      F::Config.open(1, 2) { |config| assert_raises(RangeError) { config.timeout_ms = number } }
    end
    NO_INTEGERS.each do |wrong|
      assert_raises(TypeError) { F::Config.new(wrong, 1) }
      assert_raises(TypeError) { F::Config.new(1, wrong) }
    end
  end

  def test_elements
    RANGES.each do |name, range|
      type = { at: "pointer" }.fetch(name) { name.to_s.sub("u", "uint").sub(/\Ai(?=\d)/, "int") + "_t" }
      F::Vec[type].from([range.min, range.max]) do |vec|
        [range.min - 1, range.max + 1, 2**64, -(2**64)].each do |number|
          assert_raises(RangeError) { vec << number }
          assert_raises(RangeError) { vec.append([1, number]) }
          assert_raises(RangeError) { vec[0] = number }
        end
        NO_INTEGERS.each do |wrong|
          assert_raises(TypeError) { vec << wrong }
          assert_raises(TypeError) { vec[0] = wrong }
        end
        assert_equal [range.min, range.max], vec.to_a
      end
    end
  end

  def test_types_of_no_size
    [0, -1, -(2**64), "char[0]"].each { |type| assert_raises(TypeError) { F::Vec[type] } }
  end
end
