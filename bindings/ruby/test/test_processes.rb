# frozen_string_literal: true

require_relative "helper"

# fork, the end of the interpreter, and a library that somebody closes.
class TestProcesses < FfoTest
  PRELUDE = <<~RUBY
    require "ffi_ownership"
    F = FfiOwnership
    class Node < F::Box
      layout "ruby exit node", value: :int32_t, next: :self
      drop { |node| $stdout.syswrite("drop \#{node.value}\\n") }
    end
  RUBY

  # The library's own leak report at exit: written only if something is left.
  def run_clean(script, **options)
    Dir.mktmpdir do |directory|
      report = File.join(directory, "leaks")
      output = run_ruby(PRELUDE + script, env: { "FFO_LEAK_REPORT" => report }, **options)
      leaks = File.exist?(report) ? File.read(report) : ""
      [output, leaks]
    end
  end

  def assert_clean(script, **options)
    output, leaks = run_clean(script, **options)
    refute_match(/string|config|node|vec/, leaks, output)
    output
  end

  def test_the_leak_report_shows_what_is_left
    _, leaks = run_clean("F::String.new('left').into_raw")
    assert_match(/string/, leaks)
  end

  def test_fork_each_ends_its_own
    text = F::String.new("both")
    handle = F::Handle.new(F::Config.new(1, 2, name: "n"))
    vec = F::Vec[:int32_t].from([1])
    before = F.stats
    reader, writer = IO.pipe
    pid = Process.fork do
      F::String.open("child") { |own| raise unless own.to_s == "child" }
      raise "not the same" unless text.to_s == "both" && handle.borrow(&:name) == "n" && vec.to_a == [1]

      [text, handle, vec].each(&:close)
      writer.write(F.stats.to_h.slice(:live_blocks, :misuses).to_s)
    rescue Exception => error
      writer.write(error.full_message)
    ensure
      exit!(0)
    end
    writer.close
    assert_equal({ live_blocks: before.live_blocks - 4, misuses: before.misuses }.to_s, reader.read)
    Process.wait(pid)
    assert_equal before, F.stats
    [text, handle, vec].each(&:close)
  end

  # Parent and child run all their finalizers and their leak reports.
  def test_fork_and_exit
    assert_clean(<<~RUBY)
      $text = F::String.new("both")
      $node = Node.new(value: 1)
      pid = Process.fork { $later = F::Handle.new(F::String.new("child")) }
      Process.wait(pid)
      exit 7 unless $?.success?
      pid = Process.fork { $text.close; exit!(0) }
      Process.wait(pid)
      exit 8 unless $?.success?
    RUBY
  end

  def test_fork_while_threads_are_at_work
    output = run_ruby(PRELUDE + <<~RUBY)
      stop = false
      threads = Array.new(3) { Thread.new { F::String.open("busy", &:to_s) until stop } }
      10.times do
        pid = Process.fork do
          100.times { |i| F::Handle.open(F::String.new(i.to_s)) { |handle| handle.borrow(&:to_s) } }
        end
        Process.wait(pid)
        exit 9 unless $?.success?
      end
      stop = true
      threads.each(&:join)
      puts "done"
    RUBY
    assert_equal "done\n", output
  end

  def test_globals_constants_and_cycles_end_at_exit
    output = assert_clean(<<~RUBY)
      KEPT = F::String.new("constant")
      $global = [F::Config.new(1, 2), F::Vec[:int32_t].from([1])]
      $node = Node.new(value: 1)
      $node.next = Node.new(value: 2)
      class Holder
        attr_accessor :me, :owner
      end
      holder = Holder.new
      holder.me = holder
      holder.owner = F::Handle.adopt(holder) { $stdout.syswrite("drop 3\\n") }
      at_exit { KEPT.to_s; F::String.new("made at exit") }
      Thread.current[:owner] = F::String.new("a thread's")
      ObjectSpace.define_finalizer(Object.new, proc { F::String.new("made by a finalizer").close })
    RUBY
    assert_equal ["drop 1", "drop 2", "drop 3"], output.lines(chomp: true).sort
  end

  def test_an_end_by_exception_or_exit
    [["raise 'out'", 1], ["exit 3", 3], ["Thread.new { Thread.main.raise('x'); sleep }; sleep", 1], ["at_exit { exit 4 }", 4]].each do |ending, status|
      assert_clean("$kept = F::Handle.new(F::String.new('x')); $lent = $kept.borrow; #{ending}", status: status)
    end
  end

  def test_closing_in_at_exit_and_in_other_finalizers
    assert_clean(<<~RUBY)
      text = F::String.new("closed in at_exit")
      handle = F::Handle.new(F::String.new("closed in a finalizer"))
      at_exit { text.close; text.close }
      ObjectSpace.define_finalizer(anchor = Object.new, proc { handle.close })
    RUBY
  end

  def test_a_thread_that_still_runs_at_exit
    assert_clean(<<~RUBY)
      started = Queue.new
      Thread.new { F::String.open("running") { started << 1; sleep } }
      Thread.new { loop { F::String.new("x").close } }
      started.pop
    RUBY
  end

  def test_a_closed_library_stays
    output = run_ruby(PRELUDE + <<~RUBY)
      text = F::String.new("lives on")
      attached = Queue.new
      go = Queue.new
      thread = Thread.new { F::String.open("attached") { attached << 1; go.pop } }
      attached.pop
      handle = F.const_get(:OPENED)
      handle.enable_close
      handle.close
      other = Fiddle.dlopen(F::LIBRARY_FILE)
      other.enable_close
      other = nil
      3.times { GC.start }
      go << 1
      thread.join
      Process.kill(:CONT, Process.pid)
      puts text.to_s
      text.close
      Thread.new { F::String.new("x").close }.join
      puts F.stats.live_blocks
    RUBY
    assert_equal "lives on\n0\n", output
  end
end
