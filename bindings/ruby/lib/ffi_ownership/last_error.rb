# frozen_string_literal: true

module FfiOwnership
  # This thread's last error. Between a failing call and the reading of its error, Ruby may run finalizers on the same
  # thread. They end blocks, and what they are refused would take the error's place. So a finalizer that fails puts
  # the error it met aside and leaves none behind: who then finds none takes the one put aside.
  module LastError
    ASIDE = :ffi_ownership_error_aside

    # The last error as an exception; the thread has none from here on.
    def self.take(status = nil)
      error = read
      error = Thread.current.thread_variable_get(ASIDE) if C.ffo_last_error.zero? # a finalizer failed, maybe while we read
      Thread.current.thread_variable_set(ASIDE, nil)
      C.ffo_clear_error
      error && (status.nil? || error.status == status) ? error : unknown(status || STATUSES[:FFO_E_INTERNAL])
    end

    def self.check(status)
      raise take(status) unless status.zero?
    end

    # Calls the block, which returns a status, on behalf of a finalizer.
    def self.behind
      before = read unless C.ffo_last_error.zero?
      return if yield.zero?

      Thread.current.thread_variable_set(ASIDE, before) if before
      C.ffo_clear_error
    end

    def self.read
      raw = ERROR_INFO.make(struct_size: ERROR_INFO.size)
      C.ffo_last_error_info(raw)
      info = ERROR_INFO.unpack(raw)
      Error.family(info[:status]).new(
        text(info[:message]) || "", status: info[:status], name: text(C.ffo_status_name(info[:status])),
        offset: info[:offset], size: info[:size], pointer: info[:pointer].nonzero?, handle: info[:handle],
        expected_type: type_name(info[:expected_type]), actual_type: type_name(info[:actual_type]),
        free_function: text(info[:free_function])
      )
    end
    private_class_method :read

    # Somebody else's calls on this thread came between, say in a signal's trap: only the status is known.
    def self.unknown(status)
      Error.family(status).new(text(C.ffo_status_text(status)), status: status, name: text(C.ffo_status_name(status)))
    end
    private_class_method :unknown

    def self.text(address) = address.zero? ? nil : Fiddle::Pointer.new(address).to_s.force_encoding(Encoding::UTF_8)

    def self.type_name(type) = type.zero? ? nil : text(C.ffo_type_name(type))
  end
  private_constant :LastError
end
