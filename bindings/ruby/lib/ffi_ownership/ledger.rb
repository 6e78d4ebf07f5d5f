# frozen_string_literal: true

module FfiOwnership
  Stats = Struct.new(*STATS.names - [:struct_size], keyword_init: true)
  BlockInfo = Struct.new(*BLOCK_INFO.names - %i[struct_size reserved], keyword_init: true)
  Live = Struct.new(:blocks, :bytes)

  class << self
    # The library's version.
    def version = LastError.text(C.ffo_version_string)

    # The ledger's balance.
    def stats
      raw = STATS.make(struct_size: STATS.size)
      LastError.check(C.ffo_stats_get(raw))
      fields = STATS.unpack(raw).except(:struct_size)
      Stats.new(**fields, heap: word(HEAPS, fields[:heap]))
    end

    # Starts the next period, and returns its number.
    def checkpoint
      out = ("\0" * 8).b
      LastError.check(C.ffo_checkpoint(out))
      out.unpack1("Q")
    end

    # How many blocks made since a checkpoint still live, and how many bytes they have.
    def live_since(checkpoint = 0)
      blocks = ("\0" * 8).b
      bytes = ("\0" * 8).b
      LastError.check(C.ffo_live_since(Numbers.size(checkpoint), blocks, bytes))
      Live.new(blocks.unpack1("J"), bytes.unpack1("J"))
    end

    # Writes what lives to a file, or to standard error.
    def report_leaks(path = nil, since: 0) = LastError.check(C.ffo_report_leaks(Numbers.size(since), path && File.path(path)))

    # Walks the whole ledger; raises what damage it finds.
    def validate = LastError.check(C.ffo_validate)

    # What follows a misuse: :return, :log or :abort.
    def set_policy(policy)
      LastError.check(C.ffo_set_policy(POLICIES.fetch(:"FFO_POLICY_#{policy.upcase}")))
    end

    # The block that an address names or lies in, live or freed.
    def describe(address) = info { |raw| C.ffo_describe(Numbers.address(address), raw) }

    def describe_handle(number) = info { |raw| C.ffo_handle_describe(Numbers.size(number), raw) }

    private

    def info
      raw = BLOCK_INFO.make(struct_size: BLOCK_INFO.size)
      LastError.check(yield(raw))
      fields = BLOCK_INFO.unpack(raw).except(:struct_size, :reserved)
      BlockInfo.new(**fields, owner: word(BLOCK_OWNERS, fields[:owner]), type_name: LastError.text(fields[:type_name]),
                    free_function: LastError.text(fields[:free_function]))
    end

    # An enum's value without its prefix, :library; a later library's stays a number.
    def word(enum, value) = enum.key(value)&.to_s&.split("_", 3)&.last&.downcase&.to_sym || value
  end
end
