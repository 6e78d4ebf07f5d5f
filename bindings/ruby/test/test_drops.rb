# frozen_string_literal: true

require_relative "helper"

class DropNode < FfiOwnership::Box
  layout "ruby test drop", value: :int32_t, next: :self
  drop { |node| raise "value #{node.value}" if node.value.odd? }
end

# Ruby blocks that the library calls.
class TestDrops < FfoTest
  # Without anything pending afterwards.
  def ends(handle)
    F::String.open("the library still works") { |text| assert_equal 23, text.length }
    assert_predicate handle, :closed?
    assert_nil handle.close
  end

  def test_what_a_drop_raises_the_close_raises
    handle = F::Handle.adopt(1) { raise IOError, "in the drop" }
    assert_equal "in the drop", assert_raises(IOError) { handle.close }.message
    ends(handle)
    handle = F::Handle.adopt(1) { exit 3 }
    assert_raises(SystemExit) { handle.close }
    ends(handle)
  end

  def test_nothing_unwinds_into_the_library
    handle = F::Handle.adopt(1) { throw :out }
    catch(:out) { assert_raises(UncaughtThrowError) { handle.close } }
    ends(handle)
    handle = F::Handle.adopt(1) { Fiber.yield }
    assert_raises(FiberError) { handle.close }
    ends(handle)
    handle = F::Handle.adopt(1) { next 5 }
    handle.close
    ends(handle)
  end

  def test_a_kill_waits_for_the_end_of_the_call
    entered = Queue.new
    go = Queue.new
    finished = false
    handle = F::Handle.adopt(1) do
      entered << 1
      go.pop
      finished = true
    end
    thread = Thread.new { handle.close }
    entered.pop
    thread.kill
    go << 1
    thread.join
    assert finished
    ends(handle)
  end

  def test_a_drop_may_use_the_library
    inner = F::Handle.adopt(2)
    F::Handle.adopt(1) do
      inner.close
      F::String.open("x", &:to_s)
      assert_raises(F::ArgumentError) { F::String.new("\0") }
    end.close
    assert_predicate inner, :closed?
  end

  def test_drops_of_boxes
    second = DropNode.new(value: 2)
    second.next = DropNode.new(value: 3)
    node = DropNode.new(value: 1)
    node.next = second
    error = nil
    _, printed = capture_io { error = assert_raises(RuntimeError) { node.close } }
    assert_equal "value 1", error.message
    assert_match(/a drop raised.*value 3/m, printed)
    assert_predicate node, :closed?
    DropNode.open(value: 4) do |parent|
      parent.next = DropNode.new(value: 5)
      assert_equal "value 5", assert_raises(RuntimeError) { parent.next = nil }.message
    end
  end

  def test_a_dying_box_cannot_be_kept
    kept = nil
    type = Class.new(F::Box) do
      layout "ruby test kept", value: :int32_t
      drop { |box| kept = box }
    end
    type.open(value: 1) { nil }
    refused("FFO_E_DOUBLE_FREE", F::ClosedError) { kept.value }
  end

  def drop_failing = F::Handle.adopt(1) { raise "in a finalizer" }.then { nil }

  def test_a_finalizer_prints_what_a_drop_raises
    _, printed = capture_io do
      5.times { drop_failing }
      settle
      50.times { break if F.stats.live_handles == @before.live_handles; GC.start }
    end
    assert_match(/a drop raised.*in a finalizer/, printed)
  end
end
