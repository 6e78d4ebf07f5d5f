# frozen_string_literal: true

require_relative "helper"

# The collector as the last resort.
class TestCollector < FfoTest
  def settled
    # A frame of its own, so that no register or slot keeps the last owner.
    50.times do
      GC.start
      return if F.stats.live_blocks == @before.live_blocks && F.stats.live_handles == @before.live_handles
    end
  end

  def drop_many(count)
    count.times do |i|
      case i % 5
      when 0 then F::String.new("dropped")
      when 1 then F::Config.new(1, 2)
      when 2 then F::Vec[:int32_t].from([i])
      when 3 then F::Handle.new(F::String.new("dropped"))
      else F::Handle.adopt(i)
      end
    end
    nil
  end

  def test_a_hundred_thousand_owners_dropped
    created = F.stats.created_blocks
    drop_many(100_000)
    settled
    assert_operator F.stats.created_blocks - created, :>=, 100_000 - 20_000
    assert_equal @before.live_blocks, F.stats.live_blocks
    assert_equal @before.live_handles, F.stats.live_handles
    assert_equal @before.misuses, F.stats.misuses
  end

  def test_what_was_closed_or_moved_is_not_ended_again
    1000.times do
      F::String.new("closed").close
      F::String.from_raw(F::String.new("moved").into_raw).close
      F::Handle.new(F::String.new("in a handle")).into_owner.close
      F::Config.open(1, 2) { |config| config.put(:name, F::String.new("put")) }
    end
    settled
    assert_equal @before.misuses, F.stats.misuses
  end

  def drop_borrows
    100.times { F::Handle.new(F::String.new("lent")).borrow }
    nil
  end

  def test_borrows_and_handles_end_in_any_order
    drop_borrows
    settled
    assert_equal [@before.live_borrows, @before.misuses], [F.stats.live_borrows, F.stats.misuses]
  end

  def drop_copies
    5.times do
      config = F::Config.new(1, 2)
      assert_raises(TypeError) { Kernel.instance_method(:clone).bind_call(config) }
      GC.start
      assert_equal 2, config.timeout_ms
      config.close
    end
    nil
  end

  def test_a_failed_copy_ends_nothing
    drop_copies
    settled
    assert_equal @before.misuses, F.stats.misuses
  end

  # An owner whose end will be refused: its block went away behind its back.
  def drop_doomed
    text = F::String.new("doomed")
    F::String.from_raw(text.address).close
    nil
  end

  # Finalizers that fail run between a failing call and the reading of its error.
  def test_a_collection_between_failure_and_error
    last_error = F.const_get(:LastError)
    check = last_error.method(:check)
    take = last_error.method(:take)
    collected = 0
    force = lambda do
      4.times { drop_doomed }
      before = F.stats.misuses
      GC.start
      collected += F.stats.misuses - before
    end
    replace(last_error, :take, ->(status = nil) { force.call; take.call(status) }) do
      replace(last_error, :check, ->(status) { force.call unless status.zero?; check.call(status) }) do
        10.times do |i|
          error = refused("FFO_E_INTERIOR_NUL") { F::String.new("#{'x' * i}\0") }
          assert_equal [i, i + 1], [error.offset, error.size]
          assert_match(/position #{i} of/, error.message)
          error = refused("FFO_E_INVALID_HANDLE") { F.describe_handle(i) }
          assert_equal i, error.handle
        end
      end
    end
    assert_operator collected, :>, 10, "no finalizer failed in between: the test shows nothing"
    settled
  end

  # The same between the reading of the details and of the message they point to.
  def test_a_collection_while_the_error_is_read
    last_error = F.const_get(:LastError)
    text = last_error.method(:text)
    collected = 0
    forcing = lambda do |address|
      before = F.stats.misuses
      4.times { drop_doomed }
      GC.start
      collected += F.stats.misuses - before
      text.call(address)
    end
    replace(last_error, :text, forcing) do
      5.times do |i|
        error = refused("FFO_E_INTERIOR_NUL") { F::String.new("#{'x' * i}\0") }
        assert_equal [i, i + 1], [error.offset, error.size]
        assert_match(/position #{i} of/, error.message)
      end
    end
    assert_operator collected, :>, 5
    settled
  end

  # With a function of +object+ replaced. While it runs, it is the original again.
  def replace(object, name, function)
    original = object.method(name)
    busy = false
    silently do
      object.define_singleton_method(name) do |*arguments|
        next original.call(*arguments) if busy

        busy = true
        begin
          function.call(*arguments)
        ensure
          busy = false
        end
      end
    end
    yield
  ensure
    silently { object.define_singleton_method(name, original) }
  end

  def silently
    verbose, $VERBOSE = $VERBOSE, nil
    yield
  ensure
    $VERBOSE = verbose
  end

  def test_another_calls_error_is_never_taken_for_ours
    error = assert_raises(F::Error) { raise F.const_get(:LastError).take(51) }
    assert_equal ["FFO_E_LIMIT", 51], [error.name, error.status]
  end

  def test_compaction_moves_nothing_of_ours
    skip "this Ruby cannot compact" unless GC.respond_to?(:compact)
    owners = Array.new(500) { |i| F::Vec[:int32_t].from([i]) }
    texts = F::String.many(Array.new(500, &:to_s))
    handle = F::Handle.adopt(+"object") { |it| it << " dropped" }
    GC.compact
    owners.each_with_index { |vec, i| assert_equal [i, i], (vec << i).to_a }
    assert_equal (0...500).map(&:to_s), texts.to_a
    GC.compact
    handle.borrow { |it| assert_equal "object", it }
    [*owners, texts, handle].each(&:close)
  end
end
