# frozen_string_literal: true

require_relative "helper"

# Vecs of registered types: lists of boxes.
class TestElements < FfoTest
  class Person < F::Box
    layout "ruby test person", value: :int32_t, label: FfiOwnership::String, next: :self, settings: FfiOwnership::Config, parts: "uint16_t[3]"
    @dropped = []
    class << self
      attr_reader :dropped
    end
    drop { |person| dropped << "#{person.value}#{person.label}" }

    def shout = label.upcase
  end

  class Plain < F::Box
    layout "ruby test plain person", value: :uint64_t
  end

  People = F::Vec[Person]

  def person(value, label = nil, **rest) = Person.new(value: value, label: label, **rest)

  def shown(vec) = vec.map { |it| "#{it.value}#{it.label}" }.join(" ")

  def label_of(box) = box.view { |memory| memory[Person.fields[:label].offset, 8].unpack1("J") }

  def setup
    super
    Person.dropped.clear
  end

  def test_a_class_for_each_box
    assert_same People, F::Vec[Person]
    assert_equal "FfiOwnership::Vec[TestElements::Person]", People.inspect
    assert_raises(::ArgumentError) { F::Vec[Class.new(F::Box)] }
    assert_raises(TypeError) { F::Vec[F::Config] }
    assert_raises(TypeError) { Class.new(F::Box) { layout "ruby test of vecs", all: People } }
  end

  def test_boxes_become_elements
    People.open(capacity: 5) do |vec|
      assert_predicate vec, :empty?
      assert_operator vec.capacity, :>=, 5
      first = person(1, "a")
      vec << first
      vec.append([person(2, "b"), person(3)]).append([]).push(person(4, "d"))
      assert_predicate first, :closed?
      assert_nil first.close
      assert_equal [4, "1a 2b 3 4d", "4d"], [vec.length, shown(vec), "#{vec[-1].value}#{vec[-1].label}"]
      assert_equal @before.live_blocks + 4, F.stats.live_blocks
      assert_empty Person.dropped
      assert_equal 4 * Person.fields.size, vec.bytes.bytesize
    end
    assert_equal %w[1a 2b 3 4d], Person.dropped
    People.from([person(5)]) { |vec| assert_equal "5", shown(vec) }
  end

  def test_views_of_elements
    vec = People.from([person(1, "a"), person(2)])
    first = vec[0]
    assert_instance_of Person, first
    first.value = 5
    first.parts = [1, 2, 3]
    first.settings = F::Config.new(7, 8, name: "deep")
    vec.put(0, :label, "text")
    assert_equal [5, [1, 2, 3], "text", "TEXT"], [vec[0].value, vec[0].parts, first.label, first.shout]
    first.borrow(:settings) do |config|
      config.timeout_ms = 9
      assert_equal ["deep", 9], [config.name, config.timeout_ms]
      [-> { vec << person(3) }, -> { vec.take(0) }, -> { vec.close }, -> { vec.put(0, :settings, nil) }, -> { first.take(:settings) }].each { |call| refused("FFO_E_BORROWED", F::BusyError, &call) }
    end
    label = F::String.new("mine")
    vec.put(0, :label, label)
    assert_predicate label, :closed?
    label = vec.take_field(0, :label)
    assert_equal ["mine", :caller, nil, nil], [label.to_s, label.describe.owner, first.label, vec.take_field(0, :label)]
    first.label = label
    vec.put(0, :label, nil)
    assert_nil first.label
    vec[1].next = person(6, "next")
    assert_equal({ value: 2, label: nil }, vec[1].to_h.slice(:value, :label))
    vec[1].take(:next).close
    first.view { |memory| assert_equal [Person.fields.size, 5], [memory.size, memory[0, 4].unpack1("l")] }
    assert_nil first.close
    assert_predicate first, :closed?
    vec.close
  end

  def test_elements_come_out_as_boxes
    vec = People.from([person(1, "a"), person(2, "b", settings: F::Config.new(1, 2)), person(3, "c")])
    box = vec.take(1)
    assert_equal ["1a 3c", 2, "b"], [shown(vec), box.value, box.label]
    child = F.describe(label_of(box))
    assert_equal [:library, box.address], [child.owner, child.owned_by]
    vec << box
    assert_equal "1a 3c 2b", shown(vec)
    assert_empty Person.dropped
    vec.take(-1).close
    assert_equal ["2b"], Person.dropped
    vec.close
  end

  def test_resize_shrink_reserve
    vec = People.from([person(1, "a"), person(2, "b"), person(3, "c")])
    vec.resize(1).resize(2)
    assert_equal ["1a 0", %w[2b 3c]], [shown(vec), Person.dropped]
    assert_equal 2, vec.shrink.capacity
    assert_operator vec.reserve(50).capacity, :>=, 50
    assert_equal 1, vec.resize(0).shrink.capacity
    vec.tag("people")
    info = vec.describe
    assert_equal [Person.type, "people", "ffo_vec of ruby test person"], [info.element_type, info.tag, info.type_name]
    Dir.mktmpdir do |directory|
      F.report_leaks("#{directory}/report")
      assert_match(/ffo_vec of ruby test person.*people/, File.read("#{directory}/report"))
    end
    F::Vec[:int32_t].from([1]) { |plain| assert_equal 0, plain.describe.element_type }
    vec.close
  end

  def test_a_view_is_a_place
    vec = People.from([person(1, "a"), person(2, "b")])
    second = vec[1]
    vec.reserve(1000)
    vec << person(3)
    vec.shrink
    assert_equal "b", second.label
    vec.take(0).close
    uses = [-> { second.value }, -> { second.value = 1 }, -> { second.label = nil }, -> { second.take(:label) }, -> { second.borrow(:label) { flunk } }, -> { second.address }]
    uses.each { |use| assert_match(/moved or ended/, refused("FFO_E_DOUBLE_FREE", F::ClosedError, &use).message) }
    assert_match(/closed/, second.inspect)
    second = vec[1]
    vec.resize(1)
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { second.value }
    first = vec[0]
    vec.close
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { first.value }
  end

  def test_a_view_is_no_owner
    vec = People.from([person(1, "a")])
    [-> { vec[0].into_raw }, -> { vec[0].forget }, -> { F::Handle.new(vec[0]) }, -> { vec << vec[0] }, -> { vec.append(vec) }].each { |call| refused("FFO_E_NOT_OWNED", F::MisuseError, &call) }
    assert_raises(TypeError) { vec[0] = person(2) }
    vec.close
  end

  def test_while_a_view_of_the_memory_is_out
    vec = People.from([person(1, "a")])
    extra = person(2)
    vec.view do |memory|
      assert_equal 1, memory[0, 4].unpack1("l")
      [-> { vec << extra }, -> { vec.resize(0) }, -> { vec.shrink }, -> { vec.take(0) }, -> { vec.close }, -> { F::Handle.new(vec) }].each { |call| refused("FFO_E_BORROWED", F::BusyError, &call) }
    end
    refute_predicate extra, :closed?
    extra.close
    vec.close
  end

  # All of them or none: each stays its owner's, and owns what it owned.
  def test_boxes_that_are_refused
    vec = People.from([person(0)])
    good, bad, closed = person(1, "a", settings: F::Config.new(1, 2)), person(2), person(3)
    closed.close
    literal = "a literal"
    Fiddle::Pointer.new(bad.address)[Person.fields[:label].offset, 8] = [Fiddle::Pointer[literal].to_i].pack("J")
    other = Plain.new
    text = F::String.new("x")
    refused("FFO_E_FOREIGN_POINTER", F::MisuseError) { vec.append([good, bad]) }
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { vec.append([good, closed]) }
    assert_raises(::ArgumentError) { vec.append([good, good]) }
    [other, text, vec, nil, 1, "x", Person].each do |wrong|
      assert_raises(TypeError) { vec << wrong }
      assert_raises(TypeError) { vec.append([good, wrong]) }
    end
    [1, "bytes", other].each { |wrong| assert_raises(TypeError) { vec.append(wrong) } }
    assert_equal ["0", "1a"], [shown(vec), "#{good.value}#{good.label}"]
    good.borrow(:settings) do |config|
      refused("FFO_E_BORROWED", F::BusyError) { vec << good }
      assert_equal [2, :library], [config.timeout_ms, config.describe.owner]
    end
    Fiddle::Pointer.new(bad.address)[Person.fields[:label].offset, 8] = "\0" * 8
    [good, bad, other, text, vec].each(&:close)
  end

  def test_children_that_are_refused
    vec = People.from([person(1, "a")])
    config, text = F::Config.new(1, 1), F::String.new("b")
    refused("FFO_E_WRONG_TYPE", F::MisuseError) { vec.put(0, :label, config) }
    assert_raises(TypeError) { vec.put(0, :label, 4) }
    assert_raises(TypeError) { vec[0].label = vec }
    assert_raises(::ArgumentError) { vec.put(0, :value, text) }
    assert_raises(::ArgumentError) { vec.take_field(0, :nothing) }
    refused("FFO_E_INTERIOR_NUL", F::ArgumentError) { vec.put(0, :label, "a\0b") }
    [1, -2, 2**64].each do |index|
      [-> { vec[index] }, -> { vec.take(index) }, -> { vec.put(index, :label, text) }, -> { vec.take_field(index, :label) }].each { |call| assert_raises(IndexError, &call) }
    end
    [1.5, nil, "0"].each { |index| assert_raises(TypeError) { vec.take(index) } }
    assert_raises(RangeError) { vec[0].value = 2**31 }
    assert_raises(RangeError) { vec.resize(-1) }
    assert_equal ["1a", false, false], [shown(vec), config.closed?, text.closed?]
    [vec, config, text].each(&:close)
  end

  def test_an_overrun_of_what_was_in_the_field
    vec = People.from([person(1, "a")])
    box = person(2, "b")
    [vec[0], box].each do |has|
      Fiddle::Pointer.new(label_of(has))[1] = "!".ord
      label = F::String.new("c")
      refused("FFO_E_OVERRUN", F::MisuseError) { has.put(:label, label) }
      assert_equal [true, "c"], [label.closed?, has.label]
    end
    [vec, box].each(&:close)
  end

  def test_use_after_close
    vec = People.from([person(1)])
    vec.close
    assert_nil vec.close
    box = person(2, "b")
    [-> { vec << box }, -> { vec.append([box]) }, -> { vec.take(0) }, -> { vec.put(0, :label, nil) }, -> { vec.take_field(0, :label) }, -> { vec[0] }, -> { vec.each { flunk } }, -> { vec.to_a }, -> { vec.resize(1) }, -> { vec.length }].each { |use| refused("FFO_E_DOUBLE_FREE", F::ClosedError, &use) }
    assert_equal "b", box.label
    box.close
  end

  def test_a_vec_that_was_freed_behind_its_owner
    vec = People.from([person(1, "a")])
    box = person(2, "b")
    free = Fiddle::Function.new(Fiddle.dlopen(LIBRARY)["ffo_box_free"], [Fiddle::TYPE_UINTPTR_T, -Fiddle::TYPE_INT], -Fiddle::TYPE_INT)
    assert_equal 0, free.call(vec.address, F.send(:const_get, :TYPE_VEC))
    refused("FFO_E_DOUBLE_FREE", F::MisuseError) { vec << box }
    assert_equal ["b", :library], [box.label, F.describe(label_of(box)).owner]
    assert_equal ["1a"], Person.dropped
    refused("FFO_E_DOUBLE_FREE", F::MisuseError) { vec.close }
    vec.instance_variable_get(:@hold).take
    box.close
  end

  def test_what_a_drop_raises
    bad = Class.new(F::Box) do
      layout "ruby test bad person", value: :int32_t
      drop { |it| raise "drop #{it.value}" }
    end
    vec = F::Vec[bad].from([bad.new(value: 1), bad.new(value: 2)])
    assert_match(/drop 2/, assert_raises(RuntimeError) { vec.resize(1) }.message)
    assert_equal 1, vec.length
    assert_match(/drop 1/, assert_raises(RuntimeError) { vec.close }.message)
    assert_predicate vec, :closed?
  end

  def test_raw_parts_and_handles
    parts = People.from([person(1, "a"), person(2, "b")]).into_raw
    vec = People.from_raw(parts)
    handle = F::Handle.new(vec)
    assert_predicate vec, :closed?
    handle.borrow do |lent|
      assert_equal [2, "1a 2b"], [lent.length, shown(lent)]
      refused("FFO_E_BORROW_CONFLICT", F::BusyError) { lent[0].value = 3 }
      refused("FFO_E_NOT_OWNED", F::MisuseError) { lent << person(3).tap { |it| @extra = it } }
      refused("FFO_E_NOT_OWNED", F::MisuseError) { lent.take(0) }
      @extra.close
    end
    kept = nil
    handle.borrow_mut do |lent|
      kept = lent[0]
      kept.value = 3
      refused("FFO_E_NOT_OWNED", F::MisuseError) { kept.label = "c" }
      refused("FFO_E_NOT_OWNED", F::MisuseError) { lent.take_field(0, :label) }
    end
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { kept.value }
    vec = handle.into_owner
    assert_equal "3a 2b", shown(vec)
    vec.close
    F::Handle.new(People.from([person(1, "a")])).close
  end

  def test_other_vecs_are_not_taken_for_these
    same_size = F::Vec[Person.fields.size]
    parts = same_size.from(["\0" * Person.fields.size]).into_raw
    refused("FFO_E_PARTS_MISMATCH", F::MisuseError) { People.from_raw(parts) }
    refused("FFO_E_PARTS_MISMATCH", F::MisuseError) { People.from_raw(F::Vec::RawParts.new(0, 0, 0)) }
    handle = F::Handle.from_number(F::Handle.new(same_size.from_raw(parts)).release, People)
    refused("FFO_E_WRONG_TYPE", F::MisuseError) { handle.borrow }
    assert_instance_of F::Vec::ElementSize, assert_raises(F::MisuseError) { handle.into_owner }
    handle.close
  end

  def test_ten_thousand
    boxes = Array.new(10_000) { |i| person(i, "label #{i}") }
    vec = People.from(boxes)
    assert boxes.all?(&:closed?)
    vec.each_with_index { |it, i| it.label == "label #{i}" || flunk(it.label) }
    9_999.downto(9_900) { |i| vec.take(i).then { |box| [box.value, box.label] == [i, "label #{i}"] ? box.close : flunk } }
    assert_equal 9_900, vec.length
    vec.close
    assert_equal 10_000, Person.dropped.length
  end

  def test_owners_that_nobody_closes
    misuses = F.stats.misuses
    500.times do |i|
      vec = People.from([person(i, "a"), person(i, "b")])
      vec.take(0)
      vec.take_field(0, :label)
    end
    settle
    assert_equal misuses, F.stats.misuses
  end
end
