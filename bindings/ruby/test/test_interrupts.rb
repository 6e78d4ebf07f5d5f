# frozen_string_literal: true

require_relative "helper"

# An exception in the middle: of a trap, which Ruby does not hold back, wherever it lets one in; of Thread#raise, which
# waits. What is just being made may be lost to a trap; nothing is ended twice, and no call is a misuse.
class TestInterrupts < FfoTest
  class Stop < Exception; end # rubocop:disable Lint/InheritException

  class Node < F::Box
    layout "ruby.tests.interrupts", label: FfiOwnership::String
  end

  # Where methods return: of Ruby, and of C's, Fiddle's call among them.
  EVENTS = %i[return b_return c_return].freeze
  LIBRARY = File.expand_path("../lib", __dir__)

  # Raises at the return of that number inside the package. Returns whether it came to that.
  def interrupt(at)
    count = 0
    came = false
    trace = TracePoint.new(*EVENTS) do |point|
      next unless point.path.start_with?(LIBRARY) || point.path.include?("fiddle")
      next if came || (count += 1) <= at

      came = true
      raise Stop
    end
    begin
      trace.enable(target_thread: Thread.current) { yield }
    rescue Stop
      came = true
    end
    came
  end

  SCENES = {
    close: [-> { F::String.new("a") }, lambda(&:close)],
    close_a_vec: [-> { F::Vec[:int32_t].from([1]) }, lambda(&:close)],
    close_a_box: [-> { Node.new(label: "a") }, lambda(&:close)],
    close_many: [-> { F::String.many(%w[a b]) }, lambda(&:close)],
    close_a_handle: [-> { F::Handle.new(F::String.new("a")) }, lambda(&:close)],
    hand_over: [-> { F::String.new("a") }, ->(it) { F::Handle.new(it) }],
    hand_over_a_vec: [-> { F::Vec[:int32_t].from([1]) }, ->(it) { F::Handle.new(it) }],
    get_back: [-> { F::Handle.new(F::String.new("a")) }, lambda(&:into_owner)],
    lend: [-> { F::Handle.new(F::String.new("a")) }, ->(it) { it.borrow(&:to_s) }],
    clone: [-> { F::Handle.new(F::String.new("a")) }, lambda(&:clone)],
    put: [-> { [Node.new, F::String.new("a")] }, ->((node, child)) { node.put(:label, child) }],
    take: [-> { Node.new(label: "a") }, ->(it) { it.take(:label) }],
    give_boxes: [-> { [F::Vec[Node].from([Node.new(label: "a")]), Node.new(label: "b"), Node.new] }, ->((vec, *boxes)) { vec.append(boxes) }],
    take_an_element: [-> { F::Vec[Node].from([Node.new(label: "a"), Node.new]) }, ->(it) { it.take(0) }],
    put_into_an_element: [-> { [F::Vec[Node].from([Node.new(label: "a")]), F::String.new("b")] }, ->((vec, child)) { vec.put(0, :label, child) }],
    make: [-> {}, ->(_) { [F::String.new("a"), F::Config.new(1, 2), Node.new, F::Vec[:int32_t].new] }]
  }.freeze

  # In a process of its own, because of what is lost.
  def scene(name)
    make, act = SCENES.fetch(name)
    act.call(make.call) # what is made once, is
    misuses = F.stats.misuses
    at = 0
    loop do
      given = make.call
      break unless interrupt(at) { act.call(given) }

      given = nil
      # What is freed by then has a new owner at once: a second end would hit that one.
      fresh = Array.new(8) { F::String.new("a") }
      GC.start
      raise "somebody else's was ended" unless fresh.each { |it| it.close }.all?(&:closed?)

      at += 1
    end
    raise "nothing was interrupted" if at < 3
    raise "#{F.stats.misuses - misuses} misuses" unless F.stats.misuses == misuses

    F.validate
  end

  SCENES.each_key do |name|
    define_method(:"test_#{name}") do
      reader, writer = IO.pipe
      child = fork do
        scene(name)
        writer.write("sound")
      rescue Exception => error
        writer.write(error.full_message(highlight: false))
      ensure
        exit!
      end
      writer.close
      Process.wait(child)
      assert_equal "sound", reader.read
    end
  end

  # The same as an end: the block is gone, or the owner still holds it.
  def test_an_end_has_happened_or_not
    at = 0
    loop do
      text = F::String.new("a")
      address = text.address
      came = interrupt(at) { text.close }
      assert_equal text.closed?, F.describe(address).owner == :nobody, "at return #{at}"
      text.close
      break unless came

      at += 1
    end
    assert_operator at, :>, 3
  end

  # In a trap it waits, too: Thread.main.raise is what a trap should use.
  def test_a_trap_that_waits
    former = trap("USR1") { Thread.main.raise(Stop) }
    ended = []
    handle = F::Handle.adopt(:object) do |object|
      Process.kill(:USR1, Process.pid)
      sleep 0 until Thread.pending_interrupt?
      ended << object
    end
    assert_raises(Stop) { handle.close }
    assert_equal [:object], ended
    assert_predicate handle, :closed?
  ensure
    trap("USR1", former || "DEFAULT")
  end
end
