# frozen_string_literal: true

module FfiOwnership
  # What an owner holds and how it ends: the owner's finalizer, kept apart because a finalizer must not refer to the
  # object it is for.
  class Hold
    # An address, the number of a handle or an ffo_vec; nil when nothing is left to end.
    attr_reader :value

    # +more+: what the function gets beside the value.
    def initialize(function, value, *more)
      @function = function
      @value = value
      @more = more
    end

    # Takes the value out. No thread can come between the reading and the writing: Ruby switches at calls only.
    def take
      value, @value = @value, nil
      value
    end

    def put_back(value) = @value = value

    # Ends what is held, unless the library refuses. A signal's trap may raise in here, but only where a method returns or
    # a branch is taken: not between the emptying and the call. It may in Fiddle's call, after the library's; the status
    # is that of the last error then.
    def finish
      value = @value
      return if value.nil?

      status = nil
      @value = nil
      begin
        status = @function.call(value, *@more)
      ensure
        status ||= C.ffo_last_error
        @value = value unless ended?(status)
      end
      LastError.check(status)
      Drops.settle
    end

    # The finalizer: on any thread, and at exit.
    def call(_object_id)
      value = take
      return if value.nil?

      LastError.behind { @function.call(value, *@more) }
      begin
        Drops.settle
      rescue Exception => error
        Drops.report(error)
      end
    end

    private

    # After an overrun the block is gone all the same.
    def ended?(status) = status.zero? || status == STATUSES[:FFO_E_OVERRUN]
  end

  # One borrow of a handle: whatever its return reports, it is returned.
  class BorrowHold < Hold
    def initialize(handle) = super(C::FFO_HANDLE_RETURN, handle)

    private

    def ended?(_status) = true
  end

  # The right to look at something for the time of a block; there is nothing to end.
  class VisitHold < Hold
    def initialize = super(->(_) { 0 }, true)
  end
  private_constant :Hold, :BorrowHold, :VisitHold
end
