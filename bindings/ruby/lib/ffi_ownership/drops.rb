# frozen_string_literal: true

module FfiOwnership
  # Ruby blocks that the library calls as something ends. One function for C stands for all of them, for the life of
  # the process; the context says which block is meant. Nothing may unwind from a block into the library: what it
  # raises is kept, and raised by the Ruby call that ended the thing, or printed if that was a finalizer.
  module Drops
    @blocks = {}
    @last = 0
    @failures = []

    class << self
      # Keeps a block until #forget; its number is the context.
      def keep(block)
        number = @last += 1
        @blocks[number] = block
        number
      end

      def forget(number) = @blocks.delete(number)

      # In a fiber of its own: then neither throw, nor Fiber.yield, nor a scheduler can leave the library's call.
      def run(number, payload)
        Thread.handle_interrupt(Object => :never) do
          fiber = Fiber.new(blocking: true) { @blocks.fetch(number).call(payload) }
          fiber.resume
          raise FiberError, "a drop must not yield" if fiber.alive?
        rescue Exception => error
          @failures << [Fiber.current, error]
        end
      end

      # Raises what blocks have raised in calls of this fiber; a drop inside a drop is the inner fiber's.
      def settle
        return if @failures.empty?

        mine, @failures = @failures.partition { |fiber, _| fiber.equal?(Fiber.current) }
        first, *others = mine.map(&:last)
        others.each { |error| report(error) }
        raise first if first
      end

      def report(error) = warn("ffi_ownership: a drop raised #{error.full_message(highlight: false)}")
    end

    # What C calls.
    class Function < Fiddle::Closure
      def call(payload, context)
        Drops.run(context.to_i, payload.to_i)
        nil
      end
    end

    FUNCTION = Function.new(Fiddle::TYPE_VOID, [Fiddle::TYPE_UINTPTR_T, Fiddle::TYPE_UINTPTR_T])
  end
  private_constant :Drops
end
