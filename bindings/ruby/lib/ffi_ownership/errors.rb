# frozen_string_literal: true

module FfiOwnership
  # A call was refused, and nothing has changed. What does not apply to a failure is 0 or nil.
  class Error < StandardError
    attr_reader :status, :name, :offset, :size, :pointer, :handle, :expected_type, :actual_type, :free_function

    def initialize(message, status: 0, name: nil, offset: 0, size: 0, pointer: nil, handle: 0,
                   expected_type: nil, actual_type: nil, free_function: nil)
      super(message)
      @status = status
      @name = name
      @offset = offset
      @size = size
      @pointer = pointer
      @handle = handle
      @expected_type = expected_type
      @actual_type = actual_type
      @free_function = free_function
    end

    # The class for a status; Error itself for one that is not known yet.
    def self.family(status)
      case status
      when 1..9 then ArgumentError
      when 10..19 then BusyError
      when 20..49 then MisuseError
      when 50..69 then EnvironmentError
      when 99 then InternalError
      else Error
      end
    end

    # An error that this package found before it asked the library, under the library's name for it.
    def self.local(name, message, **details)
      status = STATUSES.fetch(name)
      (self == Error ? family(status) : self).new(message, status: status, name: name.to_s, **details)
    end
  end

  # 1..9: a value is missing or makes no sense.
  class ArgumentError < Error; end

  # 10..19: the right call at the wrong moment: a borrow, a view or another call is in the way.
  class BusyError < Error; end

  # 20..49: the rules of ownership were broken. A bug: find the place, do not retry.
  class MisuseError < Error; end

  # An owner was used after it was closed, or after what it held had moved elsewhere. The library was not
  # asked; the status is the one it would have answered with.
  class ClosedError < MisuseError; end

  # 50..69: no memory, a limit, a file that cannot be written.
  class EnvironmentError < Error; end

  # 99: an exception inside the library was caught.
  class InternalError < Error; end

  # No library was found, or one that this package does not fit.
  class LoadError < ::LoadError; end

  # This package works in the main Ractor only.
  class RactorError < StandardError; end
end
