# frozen_string_literal: true

module FfiOwnership
  # What an owner holds and how it ends: the owner's finalizer, kept apart because a finalizer must not refer to the
  # object it is for.
  class Hold
    NOTHING = [].freeze
    private_constant :NOTHING

    # An address, the number of a handle or an ffo_vec; nil when nothing is left to end.
    attr_reader :value

    # +more+: what the function gets beside the value.
    def initialize(function, value, *more)
      @function = function
      @more = more
      put_back(value)
    end

    # Takes the value out. Another thread may come, and a signal's trap may raise, but only where a method returns or a branch
    # is taken; so not between the reading and the writing.
    def take
      value, @value, @to_end = @value, nil, NOTHING
      value
    end

    def put_back(value)
      @value, @to_end = value, [value]
    end

    # Ends what is held, unless the library refuses. From the reading to the call no method returns and no branch is taken
    # (see #take), not even one that asks whether there is a value: the call is made for each in a list of one or none. A trap
    # may raise in Fiddle's call, after the library's; the status is that of the last error then.
    def finish
      status = nil
      begin
        to_end, @to_end, @value = @to_end, NOTHING, nil
        to_end.each { |value| status = @function.call(value, *@more) }
      ensure
        to_end.each do |value|
          status ||= C.ffo_last_error
          put_back(value) unless ended?(status)
        end
      end
      return if to_end.empty?

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
