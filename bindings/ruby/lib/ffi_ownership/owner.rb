# frozen_string_literal: true

module FfiOwnership
  # Holds something of the library's and ends it exactly once: at the end of a block, by #close, or when it is
  # collected. One owner is for one thread at a time; threads that share take each a #clone of a handle.
  class Owner
    # No Thread#kill, no Timeout between a call of the library's and the place that remembers what it gave or took.
    UNINTERRUPTED = { Object => :never }.freeze
    private_constant :UNINTERRUPTED

    class << self
      def new(...) = whole { super }

      def whole(&block) = Thread.handle_interrupt(UNINTERRUPTED, &block)

      # With a block: yields a new owner, and closes it after the block. Without: the same as new.
      def open(*arguments, **options, &block) = Owner.using(new(*arguments, **options), &block)

      def using(owner)
        return owner unless block_given?

        begin
          yield owner
        ensure
          owner.close
        end
      end
    end

    # Ends what is held, now. Raises if the library refuses, and then still holds it. A second time does nothing.
    def close
      idle!
      Owner.whole { @hold.finish }
      ObjectSpace.undefine_finalizer(self) if closed? && !frozen?
      nil
    end

    # Whether nothing is held: it was closed, or has moved elsewhere.
    def closed? = @hold.value.nil?

    def clone(**) = raise(TypeError, "a #{self.class} cannot be copied")

    def dup = clone

    # A copy would end the same thing twice, and Ruby even copies the finalizer.
    def initialize_copy(_original)
      ObjectSpace.undefine_finalizer(self)
      raise TypeError, "a #{self.class} cannot be copied"
    end

    def inspect = "#<#{self.class}#{closed? ? ' closed' : format(' 0x%x', identity)}>"

    private

    def hold(hold)
      @hold = hold
      @views = 0
      ObjectSpace.define_finalizer(self, hold)
      self
    end

    # The rest of a constructor: if that fails, nobody gets the owner, which need not wait for the collector.
    def or_close
      yield
    rescue Exception
      close
      raise
    end

    # What is held, as the library knows it.
    def held = @hold.value || raise(closed_error)

    # Gives the held value to the block, and keeps it only if the library refuses.
    def surrender
      idle!
      Owner.whole do
        value = @hold.take || raise(closed_error)
        begin
          result = yield value
        rescue Error
          @hold.put_back(value)
          raise
        end
        ObjectSpace.undefine_finalizer(self) unless frozen?
        result
      end
    end

    # While the block runs, what is held can neither move nor end.
    def visit
      held
      @views += 1
      begin
        yield
      ensure
        @views -= 1
      end
    end

    def idle!
      return if @views.zero?

      raise BusyError.local(:FFO_E_BORROWED, "#{self.class}: a view is out; its block must end first")
    end
  end

  # An owner of a block under its pointer, or, from a borrow, the right to use one.
  class Block < Owner
    class << self
      # An owner for what #into_raw gave, here or elsewhere. The ledger is asked whether it can be.
      def from_raw(address)
        address = Numbers.address(address)
        check_raw(address)
        own(address)
      end

      # For Handle: an owner of a block.
      def own(address) = allocate.__send__(:own, address)

      # For Handle: a borrowed block of +size+ bytes.
      def lend(address, size, hold, writable) = allocate.__send__(:lend, address, size, hold, writable)

      # For Handle: the owner's block goes behind a handle, and comes back.
      def handle_of(owner) = owner.__send__(:surrender) { |address| handle_from_raw(address) }

      def handle_from_raw(address) = made(C.ffo_handle_from_raw(Numbers.address(address), type, nil))

      def handle_into_raw(number) = made(C.ffo_handle_into_raw(number, type, nil))

      def from_handle(number) = own(handle_into_raw(number))

      # Before a borrow, what its type alone does not tell.
      def check_handle(_number) = nil

      # What a handle's borrow yields.
      def yielded(guard) = guard

      # The result of a call that makes something.
      def made(result) = result.zero? ? raise(LastError.take) : result

      private

      def check_raw(address)
        info = FfiOwnership.describe(address)
        refusal = if info.address != address then [:FFO_E_INTERIOR_POINTER, "lies in the middle of a block"]
                  elsif info.owner == :nobody then [:FFO_E_DOUBLE_FREE, "was freed already"]
                  elsif info.type != type then [:FFO_E_WRONG_TYPE, "is a block of type \"#{info.type_name}\""]
                  elsif info.owner != :caller then [:FFO_E_NOT_OWNED, "belongs to the library"]
                  elsif info.flags.anybits?(BLOCK_FORGOTTEN) then [:FFO_E_FORGOTTEN, "was forgotten"]
                  end
        raise Error.local(refusal[0], format("%s: 0x%x %s", self, address, refusal[1]), pointer: address) if refusal
      end
    end

    # The block's address. It stays this owner's.
    def address
      held
      @address
    end

    # The memory as a Fiddle::Pointer with its size, for the time of a block: until then it can neither move nor end.
    # Whoever keeps the pointer longer is on their own.
    def view
      visit { yield Fiddle::Pointer.new(address, byte_size) }
    end

    # The pointer, for those who take over its end; this owner is left with nothing.
    def into_raw
      owned!
      surrender { |address| address }
    end

    # Leaves the block to the program for ever. Returns its address; this owner is left with nothing.
    def forget
      owned!
      surrender { |address| LastError.check(C.ffo_forget(address)) || address }
    end

    # Marks the block with a word to be found in reports; nil clears it.
    def tag(word)
      LastError.check(C.ffo_tag(address, word && Block.text_bytes(word)))
      self
    end

    def describe = FfiOwnership.describe(address)

    # UTF-8 for a parameter that ends at its NUL.
    def self.text_bytes(text)
      bytes = text.encode(Encoding::UTF_8)
      raise ::ArgumentError, "a NUL inside the text" if bytes.include?("\0")

      bytes
    end

    private

    def identity = address

    def own(address)
      @address = address
      @lent = nil
      hold(hold_of(address))
    end

    def lend(address, size, hold, writable)
      @address = address
      @size = size
      @lent = writable ? :exclusive : :shared
      hold(hold)
    end

    def owned!
      raise Error.local(:FFO_E_NOT_OWNED, "#{self.class}: it is only borrowed") if @lent
    end

    def writable!
      raise Error.local(:FFO_E_BORROW_CONFLICT, "#{self.class}: it is only borrowed for reading") if @lent == :shared
    end

    def closed_error = ClosedError.local(:FFO_E_DOUBLE_FREE, "#{self.class}: it was closed, or what it held has moved elsewhere")

    def load(offset, size) = Fiddle::Pointer.new(address + offset)[0, size]

    def store(offset, bytes)
      writable!
      Fiddle::Pointer.new(address + offset)[0, bytes.bytesize] = bytes
    end
  end
  private_constant :Owner, :Block
end
