# frozen_string_literal: true

require_relative "helper"
require_relative "node"

class TestLifecycle < FfoTest
  def test_a_string_lives_as_long_as_its_block
    kept = nil
    result = F::String.open("hello") do |text|
      kept = text
      assert_equal "hello", text.to_s
      assert_equal "hello", "#{text}"
      assert_equal 5, text.length
      assert_equal @before.live_blocks + 1, F.stats.live_blocks
      :result
    end
    assert_equal :result, result
    assert_predicate kept, :closed?
    assert_equal @before.live_blocks, F.stats.live_blocks
  end

  def test_a_block_that_raises_closes_too
    assert_raises(RuntimeError) { F::String.open("x") { raise "out" } }
    assert_equal @before.live_blocks, F.stats.live_blocks
  end

  def test_open_without_a_block_gives_the_owner
    text = F::String.open("x")
    refute_predicate text, :closed?
    text.close
    assert_nil text.close
    assert_predicate text, :closed?
  end

  def test_text_keeps_its_encoding
    F::String.open("h\u00e9llo \u{1f980}") { |text| assert_equal ["h\u00e9llo \u{1f980}", Encoding::UTF_8, 11], [text.to_s, text.to_s.encoding, text.length] }
    F::String.open("h\u00e9".encode(Encoding::UTF_16LE)) { |text| assert_equal "h\u00e9", text.to_s }
    F::String.open("\xff\xfe".b) { |text| assert_equal ["\xff\xfe".b, Encoding::BINARY], [text.b, text.b.encoding] }
    F::String.open("") { |text| assert_equal ["", 0], [text.to_s, text.length] }
  end

  def test_clone_is_a_second_block
    F::String.open("one") do |one|
      one.clone.then do |two|
        refute_equal one.address, two.address
        one.close
        assert_equal "one", two.to_s
        two.dup.close
        two.close
      end
    end
  end

  def test_raw_pointers_go_out_and_come_back
    text = F::String.new("raw")
    address = text.into_raw
    assert_predicate text, :closed?
    assert_equal :caller, F.describe(address).owner
    F::String.from_raw(Fiddle::Pointer.new(address)).close
    config = F::Config.new(1, 2, name: "n")
    F::Config.from_raw(config.into_raw).close
    node = Node.new(value: 1)
    Node.from_raw(node.into_raw).close
    vec = F::Vec[:int32_t].from([1, 2, 3])
    parts = vec.into_raw
    parts.length = 2
    back = F::Vec[:int32_t].from_raw(parts)
    assert_equal [1, 2], back.to_a
    back.close
  end

  def test_a_view_is_the_memory
    F::String.open("abc") do |text|
      text.view do |memory|
        assert_instance_of Fiddle::Pointer, memory
        assert_equal 3, memory.size
        memory[0] = "X".ord
      end
      assert_equal "Xbc", text.to_s
    end
  end

  def test_describe_and_tag
    F::String.open("abc") do |text|
      info = text.tag("a \u00e9 tag").describe
      assert_equal ["string", 4, :caller, "a \u00e9 tag", "ffo_string_free"], [info.type_name, info.size, info.owner, info.tag, info.free_function]
      assert_equal "", text.tag(nil).describe.tag
      assert_match(/\A#<FfiOwnership::String 0x\h+>\z/, text.inspect)
    end
  end

  def test_forget_leaves_it_for_ever
    before = F.stats.forgotten_blocks
    text = F::String.new("for ever")
    address = text.forget
    assert_predicate text, :closed?
    assert_equal before + 1, F.stats.forgotten_blocks
    refused("FFO_E_FORGOTTEN", F::MisuseError) { F::String.from_raw(address) }
    F::Vec[:int8_t].from([1]).forget
    F::Vec[:int8_t].new.forget
  end

  def test_vec
    F::Vec[:int32_t].open(capacity: 2) do |vec|
      assert_equal [0, 2, true], [vec.length, vec.capacity, vec.empty?]
      vec << 3 << 1
      vec.append([2, -5]).append([7].pack("l"))
      assert_equal [3, 1, 2, -5, 7], vec.to_a
      assert_equal [-5, 7], vec.min_by(2) { |n| n }.sort.values_at(0, -1).then { |low, _| [low, vec[-1]] }
      vec[0] = 30
      assert_equal 30, vec[0]
      assert_raises(IndexError) { vec[5] }
      assert_raises(RangeError) { vec.append("abc") }
      vec.resize(6)
      assert_equal 0, vec[5]
      vec.resize(1).shrink
      assert_equal [1, [30]], [vec.capacity, vec.to_a]
      vec.reserve(100)
      assert_operator vec.capacity, :>=, 100
      vec.view do |memory|
        assert_equal 4, memory.size
        memory[0, 4] = [77].pack("l")
      end
      assert_equal 77, vec[0]
    end
    F::Vec["char[4]"].open { |vec| assert_equal %w[a bc], vec.append(%w[a bc]).to_a }
    F::Vec[3].open { |vec| assert_equal ["abc".b, "\0d\0".b], vec.append(["abc", "\0d\0"]).to_a }
    assert_same F::Vec[:int32_t], F::Vec["int32_t"]
  end

  def test_strings_by_the_thousand
    texts = Array.new(10_000) { |i| "text \u00e9 #{i}" }
    F::String.many(texts) do |strings|
      assert_equal @before.live_blocks + 10_000, F.stats.live_blocks
      assert_equal texts, strings.to_a
      assert_equal texts[77], strings[77]
      assert_raises(IndexError) { strings[10_000] }
    end
    assert_equal @before.live_blocks, F.stats.live_blocks
    F::String.many([]) { |none| assert_equal [], none.to_a }
    F::String.many(["\u00e9", "\xff".b, "x".encode("UTF-16LE")]) { |mixed| assert_equal ["\u00e9", "\xff", "x"], mixed.to_a }
    F::String.many(%w[a b]).into_raw.each { |address| F::String.from_raw(address).close }
  end

  def test_the_ledger_can_be_asked
    assert_equal F.version, Fiddle::Function.new(Fiddle.dlopen(LIBRARY)["ffo_version_string"], [], Fiddle::TYPE_VOIDP).call.to_s
    period = F.checkpoint
    F::String.open("12345") do
      assert_equal 1, F.live_since(period).blocks
      Dir.mktmpdir do |directory|
        file = File.join(directory, "leaks")
        F.report_leaks(file, since: period)
        assert_match(/string/, File.read(file))
      end
    end
    assert_equal [0, 0], F.live_since(period).to_a
    assert_includes %i[slab system], F.stats.heap
  end
end
