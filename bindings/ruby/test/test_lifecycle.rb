# frozen_string_literal: true

require_relative "helper"

class Node < FfiOwnership::Box
  layout "ruby test node", value: :int32_t, label: FfiOwnership::String, weight: "double", next: :self,
                           settings: FfiOwnership::Config, short: "char[8]", parts: "uint16_t[3]", raw: 4, close: :int8_t
  @dropped = []
  class << self
    attr_reader :dropped
  end
  drop { |node| dropped << [node.value, node.label] }
end

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

  def test_config
    F::Config.open(8, 250, name: "first") do |config|
      assert_equal({ max_connections: 8, timeout_ms: 250, name: "first" }, config.to_h)
      config.timeout_ms *= 2
      config.name = "second"
      assert_equal [500, "second"], [config.timeout_ms, config.name]
      second = config.clone
      name = config.take_name
      assert_equal ["second", nil, "second"], [name.to_s, config.name, second.name]
      assert_nil config.take_name
      config.put(:name, name)
      assert_predicate name, :closed?
      assert_equal "second", config.name
      config.set_name(nil)
      assert_nil config.name
      second.close
    end
  end

  def test_box_fields_lie_as_in_c
    source = <<~C
      #include <stddef.h>
      #include <stdint.h>
      struct node { int32_t value; char *label; double weight; void *next; void *settings; char small[8]; uint16_t parts[3]; char raw[4]; int8_t close; };
      #define AT(f) offsetof(struct node, f)
      size_t layout[] = { AT(value), AT(label), AT(weight), AT(next), AT(settings), AT(small), AT(parts), AT(raw), AT(close), sizeof(struct node) };
    C
    Dir.mktmpdir do |directory|
      layout = Fiddle::Pointer.new(Fiddle.dlopen(compile(directory, "layout", source))["layout"])[0, 80].unpack("J*")
      assert_equal layout, Node.fields.names.map { |name| Node.fields[name].offset } + [Node.fields.size]
    end
  end

  def test_box
    Node.dropped.clear
    Node.open(value: -3, label: "three", weight: 0.5, short: "abc", parts: [1, 2, 3], raw: "\0\1\2\3".b) do |node|
      assert_equal [-3, "three", 0.5, "abc", [1, 2, 3], "\0\1\2\3".b], [node.value, node.label, node.weight, node.short, node.parts, node.raw]
      node[:close] = 7
      assert_equal 7, node[:close]
      node.next = Node.new(value: 4, label: "four")
      node.put(:settings, F::Config.new(1, 2, name: "deep"))
      node.borrow(:settings) { |config| assert_equal "deep", config.name }
      node.borrow(:next) do |child|
        child.value = 5
        child.borrow(:next) { |none| assert_nil none }
      end
      taken = node.take(:next)
      assert_equal [5, nil], [taken.value, node.take(:next)]
      node.next = taken
      assert_equal @before.live_blocks + 6, F.stats.live_blocks
    end
    assert_equal [[-3, "three"], [5, "four"]], Node.dropped
  end

  def test_values_that_do_not_fit_are_refused
    Node.open do |node|
      assert_raises(RangeError) { node.value = 2**31 }
      assert_raises(RangeError) { node.short = "12345678" }
      assert_raises(RangeError) { node.short = "a\0b" }
      assert_raises(RangeError) { node.parts = [1, 2] }
      assert_raises(RangeError) { node.parts = [1, 2, -1] }
      assert_raises(RangeError) { node.raw = "12345" }
      assert_raises(::ArgumentError) { node[:none] }
      assert_raises(::ArgumentError) { node.take(:value) }
      assert_raises(::ArgumentError) { node[:next] }
    end
    assert_raises(RangeError) { F::Vec[:uint8_t].from([1, 256]) }
    assert_raises(TypeError) { F::Vec["struct x"] }
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

  def test_handles
    handle = F::Handle.new(F::Config.new(1, 2, name: "shared"))
    assert_equal 1, handle.number[62]
    assert_equal 0, handle.number[63]
    second = handle.clone
    assert_equal handle.number, second.number
    assert_equal 2, handle.describe.references
    weak = handle.weak
    handle.borrow { |one| second.borrow { |two| assert_equal [1, "shared", one.address], [one.max_connections, two.name, two.address] } }
    second.borrow_mut do |config|
      config.timeout_ms = 9
      config.name = "changed"
    end
    handle.close
    weak.lock { |strong| strong.borrow { |config| assert_equal [9, "changed"], [config.timeout_ms, config.name] } }
    config = second.into_owner
    assert_nil weak.lock
    weak.lock { |none| assert_nil none }
    assert_equal 9, config.timeout_ms
    config.close
  end

  def test_handles_of_everything
    F::Handle.open(F::String.new("text")) { |handle| handle.borrow { |text| assert_equal ["text", 4], [text.to_s, text.length] } }
    F::Handle.open(Node.new(value: 5)) { |handle| handle.borrow_mut { |node| node.value += 1; assert_equal 6, node.value } }
    F::Handle.open(F::Vec[:int16_t].from([1, 2])) do |handle|
      handle.borrow_mut { |vec| vec[1] = 9 }
      handle.borrow { |vec| assert_equal [[1, 9], 2, 4], [vec.to_a, vec.length, vec.view(&:size)] }
      back = handle.into_owner
      assert_equal [1, 9, 3], back.push(3).to_a
      back.close
    end
    F::Handle.open(F::Vec[:int16_t].new) { |handle| handle.borrow { |vec| assert_equal [], vec.to_a } }
    F::Handle.from_raw(F::String.new("raw").into_raw, F::String).then { |handle| F::String.from_raw(handle.into_raw).close }
    number = F::Handle.new(F::String.new("number")).release
    F::Handle.from_number(number, F::String).close
    F::Handle.open(F::String.new("x")) { |handle| assert_equal "word", handle.tag("word").describe.tag }
  end

  def test_a_borrow_outlives_its_handle
    handle = F::Handle.new(F::String.new("long"))
    lent = handle.borrow
    handle.close
    assert_equal "long", lent.to_s
    assert_equal @before.live_blocks + 1, F.stats.live_blocks
    lent.close
    assert_equal @before.live_blocks, F.stats.live_blocks
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { lent.to_s }
  end

  def test_adopted_objects
    dropped = []
    object = +"mine"
    handle = F::Handle.adopt(object) { |it| dropped << it }
    handle.borrow { |it| assert_same object, it }
    handle.borrow_mut { |it| it << "!" }
    guard = handle.borrow
    assert_same object, guard.object
    guard.close
    second = handle.clone
    handle.close
    assert_empty dropped
    second.close
    assert_equal ["mine!"], dropped
    assert_same object, F::Handle.adopt(object) { flunk "undropped" }.into_owner
    handle = F::Handle.adopt(object)
    assert_raises(TypeError) { handle.into_raw }
    handle.close
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
