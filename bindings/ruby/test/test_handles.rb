# frozen_string_literal: true

require_relative "helper"
require_relative "node"

class TestHandles < FfoTest
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
end
