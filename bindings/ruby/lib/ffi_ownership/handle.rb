# frozen_string_literal: true

module FfiOwnership
  # One reference to what the library owns.
  class Handle < Owner
    # Takes the block out of its owner.
    def initialize(owner)
      raise TypeError, "#{owner.class} is no owner of a block" unless owner.is_a?(Block)

      owner.__send__(:owned!)
      own(owner.class.handle_of(owner), owner.class)
    end

    class << self
      # Puts a Ruby object behind a handle. The block runs with it as the handle ends; until then the object lives.
      def adopt(object, &drop) = whole { from_number(Adopted.handle_of(object, drop), Adopted) }

      # Trades a pointer for a handle: from_raw(address, Config).
      def from_raw(address, content) = whole { from_number(content.handle_from_raw(address), content) }

      # One reference that was given to us as a number.
      def from_number(number, content) = allocate.__send__(:own, Numbers.size(number), content)
    end

    # What is behind it: String, Config, a Box, a Vec[...].
    attr_reader :content

    # The number. The reference stays this owner's.
    def number = held
    alias to_i number

    # Borrows for reading, beside others. With a block: yields what is borrowed, and returns it after the block. Without:
    # gives what is borrowed, and its #close returns it.
    def borrow(&block) = lend(C::FFO_HANDLE_BORROW, false, &block)

    # Borrows for writing, alone.
    def borrow_mut(&block) = lend(C::FFO_HANDLE_BORROW_MUT, true, &block)

    # A second reference.
    def clone(**)
      Owner.whole do
        LastError.check(C.ffo_handle_retain(held))
        Handle.from_number(held, content)
      end
    end

    # The handle without a reference.
    def weak = WeakHandle.new(held, content)

    # The owner again; of an adopted object the object, undropped. Only without other references and borrows.
    def into_owner
      surrender { |number| content.from_handle(number) }
    rescue Vec::ElementSize => error
      @hold.put_back(error.handle)
      raise
    end

    # The block's pointer, for those who take over its end.
    def into_raw
      raise TypeError, "an object has no pointer; see into_owner" if content == Adopted

      surrender { |number| content.handle_into_raw(number) }
    end

    # The number, for those who take over the reference. No call is made, and this owner is left with nothing.
    def release = surrender { |number| number }

    def tag(word)
      LastError.check(C.ffo_tag(describe.address, word && Block.text_bytes(word)))
      self
    end

    def describe = FfiOwnership.describe_handle(held)

    private

    def identity = number

    def own(number, content)
      @content = content
      hold(Hold.new(C::FFO_HANDLE_CLOSE, number))
    end

    def lend(function, writable, &block)
      guard = Owner.whole do
        number = held
        content.check_handle(number)
        size = ("\0" * 8).b
        address = Block.made(function.call(number, content.type, size, nil))
        content.lend(address, size.unpack1("J"), BorrowHold.new(number), writable)
      end
      block ? Owner.using(guard) { block.call(content.yielded(guard)) } : guard
    end

    def closed_error = ClosedError.local(:FFO_E_STALE_HANDLE, "#{self.class}: it was closed, or its reference has moved elsewhere")
  end

  # A handle without a reference: safe to ask with, whatever became of what it named.
  class WeakHandle
    attr_reader :number, :content

    def initialize(number, content)
      @number = Numbers.size(number)
      @content = content
    end

    # A handle with a reference of its own, or nil if what it named has ended. With a block: closes it after the block.
    def lock(&block)
      strong = Owner.whole do
        retained = ("\0" * 4).b
        LastError.check(C.ffo_handle_try_retain(number, retained))
        retained.unpack1("L").zero? ? nil : Handle.from_number(number, content)
      end
      return strong unless block

      strong ? Owner.using(strong, &block) : block.call(nil)
    end
  end

  # A Ruby object behind a handle; from a borrow without a block.
  class Adopted < Block
    @objects = {}

    class << self
      def type = @type ||= register

      # Its number stands for the object, as payload and as context of the drop.
      def handle_of(object, drop)
        number = Drops.keep(lambda do |payload|
          ended = @objects.delete(payload)
          Drops.forget(payload)
          drop&.call(ended)
        end)
        @objects[number] = object
        made(C.ffo_handle_adopt(number, type, Drops::FUNCTION.to_i, number, nil))
      rescue Error
        own(number)
        raise
      end

      def own(number)
        Drops.forget(number)
        @objects.delete(number)
      end

      def handle_from_raw(_number) = raise(TypeError, "an object is adopted, see Handle.adopt")

      def yielded(guard) = guard.object

      def object(number) = @objects.fetch(number)

      private

      # A type without a size, for handles only.
      def register
        name = "ruby.object\0"
        out = ("\0" * 4).b
        LastError.check(C.ffo_type_register(TYPE_DESC.make(struct_size: TYPE_DESC.size, name: Fiddle::Pointer[name].to_i), out))
        out.unpack1("L")
      end
    end

    def initialize = raise(TypeError, "an object is adopted, see Handle.adopt")

    # The object itself, and not to be kept longer than the borrow.
    def object = Adopted.object(address)

    private

    def byte_size = 0
  end
  private_constant :Adopted
end
