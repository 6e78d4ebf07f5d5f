# frozen_string_literal: true

module FfiOwnership
  # What an owner holds and how it ends: the owner's finalizer, kept apart because a finalizer must not refer to the
  # object it is for.
  class Hold
    # An address, the number of a handle or an ffo_vec; nil when nothing is left to end.
    attr_reader :value

    def initialize(function, value, type = nil)
      @function = function
      @value = value
      @type = type
    end

    # Takes the value out. No thread can come between the reading and the writing: Ruby switches at calls only.
    def take
      value, @value = @value, nil
      value
    end

    def put_back(value) = @value = value

    # Ends what is held, unless the library refuses.
    def finish
      value = take
      return if value.nil?

      status = end_of(value)
      put_back(value) unless ended?(status)
      LastError.check(status)
      Drops.settle
    end

    # The finalizer: on any thread, and at exit.
    def call(_object_id)
      value = take
      return if value.nil?

      LastError.behind { end_of(value) }
      begin
        Drops.settle
      rescue Exception => error
        Drops.report(error)
      end
    end

    private

    def end_of(value) = @type ? @function.call(value, @type) : @function.call(value)

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
