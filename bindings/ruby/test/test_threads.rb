# frozen_string_literal: true

require_relative "helper"

class TestThreads < FfoTest
  def test_each_with_its_own
    threads = Array.new(8) do |number|
      Thread.new do
        500.times do |i|
          F::String.open("thread #{number} #{i}") { |text| raise "mixed up" unless text.to_s == "thread #{number} #{i}" }
          F::Handle.open(F::Vec[:int64_t].from([number, i])) { |handle| handle.borrow { |vec| raise "mixed up" unless vec.to_a == [number, i] } }
        end
      end
    end
    threads.each(&:join)
  end

  def test_made_here_ended_there
    queue = Queue.new
    maker = Thread.new { 1000.times { |i| queue << F::String.new(i.to_s) }; queue << nil }
    count = 0
    while (text = queue.pop)
      text.close
      count += 1
    end
    maker.join
    assert_equal 1000, count
  end

  # All threads go through the same owners, so that the interpreter, which switches now and then, does so within many closes.
  def test_of_many_closes_one_ends
    100.times do
      texts = Array.new(2000) { F::String.new("contested") }
      Array.new(4) { Thread.new { texts.each(&:close) } }.each(&:join)
      assert(texts.all?(&:closed?))
    end
    assert_equal @before.misuses, F.stats.misuses
  end

  def test_each_thread_has_its_own_error
    ready = Queue.new
    threads = Array.new(8) do |number|
      Thread.new do
        ready.pop
        200.times do
          F::String.new("#{'x' * number}\0")
        rescue F::ArgumentError => error
          raise "position #{error.offset} is another thread's" unless error.offset == number && error.message.include?("position #{number} of")
        end
      end
    end
    threads.each { ready << 1 }
    threads.each(&:join)
  end

  def test_a_shared_handle
    handle = F::Handle.new(F::Vec[:int64_t].from([0]))
    threads = Array.new(4) do
      mine = handle.clone
      Thread.new do
        added = 0
        while added < 200
          begin
            mine.borrow_mut { |vec| vec[0] += 1 }
            added += 1
          rescue F::BusyError
            Thread.pass
          end
        end
        mine.close
      end
    end
    threads.each(&:join)
    vec = handle.into_owner
    assert_equal [800], vec.to_a
    vec.close
  end

  def test_a_borrow_is_returned_by_another_thread
    handle = F::Handle.new(F::String.new("x"))
    lent = handle.borrow
    Thread.new { lent.close }.join
    handle.into_owner.close
  end

  def test_threads_that_end_leave_nothing
    200.times { Thread.new { F::String.new("x").close }.join }
  end

  # Wherever the kill comes: what was made is collected.
  def test_killed_threads_lose_nothing
    15.times do
      started = Queue.new
      thread = Thread.new do
        handle = F::Handle.new(F::Config.new(1, 2, name: "n"))
        started << 1
        loop do
          F::String.open("x") { |text| text.clone.close }
          handle.clone.close
          handle.borrow { |config| config.clone.take_name }
        end
      ensure
        started << 1
      end
      started.pop
      Thread.pass
      thread.kill.join
    end
    50.times { GC.start; break if F.stats.live_blocks == @before.live_blocks }
    assert_equal @before.misuses, F.stats.misuses
  end

  def test_fibers
    fiber = Fiber.new { F::String.open("in a fiber") { |text| Fiber.yield text.to_s } }
    assert_equal "in a fiber", fiber.resume
    fiber.resume
    refute_predicate fiber, :alive?
  end

  # Refused with a word of ours; programs of their own, because Ractors leave traces in a process.
  def test_ractors_are_refused
    output = run_ruby(<<~RUBY, options: ["-W0", "-I#{File.expand_path('../lib', __dir__)}"])
      require "ffi_ownership"
      F = FfiOwnership
      owner = F::String.new("main's")
      calls = { new: -> {}, copy: -> {} }
      def failure = (yield; "none")
      Thread.report_on_exception = false
      %w[String.new("x") Config.new(1,2) Vec[:int8_t].new Handle.adopt(1) stats version].each do |call|
        Ractor.new(call) { |code| eval("FfiOwnership::\#{code}".sub("::stats", ".stats").sub("::version", ".version")) }.take
        puts "\#{call}: none"
      rescue Ractor::RemoteError => error
        puts "\#{call}: \#{error.cause.class}"
      end
      # Neither a copy nor a move gets the owner out of here.
      [{}, { move: true }].each do |how|
        ractor = Ractor.new { Ractor.receive }
        begin
          ractor.send(owner, **how)
          puts "sent"
        rescue TypeError, Ractor::Error => error
          puts "kept"
        end
        ractor.send(nil)
      end
      GC.start
      puts owner.to_s
      begin
        Ractor.make_shareable(owner)
        puts "shared"
      rescue Ractor::Error, TypeError
        puts "kept"
      end
    RUBY
    lines = output.lines(chomp: true)
    assert_equal ["kept", "kept", "main's", "kept"], lines.last(4), output
    lines[0...-4].each { |line| assert_match(/: (FfiOwnership::RactorError|Ractor::IsolationError)\z/, line) }
    assert_match(/String.*RactorError/, lines.first)
  end
end
