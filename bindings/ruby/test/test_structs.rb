# frozen_string_literal: true

require_relative "helper"
require_relative "node"

class TestStructs < FfoTest
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
end
