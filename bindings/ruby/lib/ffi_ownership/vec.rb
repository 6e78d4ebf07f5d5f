# frozen_string_literal: true

module FfiOwnership
  # A growable buffer. Vec[:int32_t] is the class of those with such elements: any C type that a box's field can have,
  # or an Integer for elements of that many bytes. Vec[Node], for a Node of class Box: see elements.rb.
  class Vec < Block
    include Enumerable

    RawParts = ::Struct.new(:data, :length, :capacity)

    # The block came back from its handle, but has other elements: it is behind +handle+ again.
    class ElementSize < MisuseError; end

    @classes = {}

    class << self
      attr_reader :element

      def [](type)
        return Vec.instance_exec { @classes[type] ||= BoxVec.of(type) } if type.is_a?(Class) && type < Box

        Vec.instance_exec { @classes[type.to_s] ||= Class.new(Vec) { @element = Field.new(type); @element_name = type.to_s } }
      end

      def inspect = @element_name ? "FfiOwnership::Vec[#{@element_name}]" : super
      alias to_s inspect

      def type = TYPE_VEC

      # A vec of these elements.
      def from(elements, &block)
        made = new
        made.__send__(:or_close) { made.append(elements) }
        Owner.using(made, &block)
      end

      # From the parts that #into_raw gave; length may have changed.
      def from_raw(parts)
        raw = VEC.make
        data, length, capacity = Numbers.address(parts.data || 0), Numbers.size(parts.length), Numbers.size(parts.capacity)
        wrong = mismatch(data, element.size)
        raise Error.local(:FFO_E_PARTS_MISMATCH, "#{self}.from_raw: #{wrong}; nothing changed", pointer: data) if wrong

        LastError.check(C.ffo_vec_from_raw_parts(raw, data, length, capacity, element.size))
        own(raw)
      end

      def handle_of(owner) = owner.__send__(:surrender) { |raw| made(C.ffo_vec_into_handle(raw, nil)) }

      def from_handle(number)
        raw = VEC.make
        LastError.check(C.ffo_vec_from_handle(raw, number))
        wrong = mismatch(*VEC.unpack(raw).values_at(:data, :element_size))
        return own(raw) unless wrong

        raise ElementSize.local(:FFO_E_PARTS_MISMATCH, "#{self}: #{wrong}", handle: C.ffo_vec_into_handle(raw, nil))
      end

      private

      # Why a block cannot be one of a vec of this class; nil if it can.
      def mismatch(_data, size) = size == element.size ? nil : "the vec has elements of #{size} bytes"
    end

    def initialize(capacity: 0)
      raise ::ArgumentError, "a vec of what? For example FfiOwnership::Vec[:int32_t]" unless self.class.element

      raw = VEC.make
      LastError.check(set_up(raw, Numbers.size(capacity)))
      own(raw)
    end

    # The data's address, 0 while there is none. It moves as the vec grows.
    def address = @lent ? super : VEC.read(held, :data)

    # In elements.
    def length = @lent ? byte_size / element.size : VEC.read(held, :length)
    alias size length

    def capacity = @lent ? length : VEC.read(held, :capacity)

    def empty? = length.zero?

    def [](index) = element.read(load(offset_of(index), element.size))

    def []=(index, value)
      store(offset_of(index), element.write(value))
    end

    # All elements, copied.
    def to_a = length.zero? ? [] : element.read_all(bytes)

    # All bytes, copied.
    def bytes = length.zero? ? "".b : load(0, byte_size)

    # Goes over a copy.
    def each(&block)
      return to_enum { length } unless block

      to_a.each(&block)
      self
    end

    def push(value) = append([value])
    alias << push

    # Adds elements, or the bytes of elements.
    def append(values)
      bytes = values.is_a?(::String) ? values : element.write_all(values.to_a)
      raise RangeError, "#{bytes.bytesize} bytes are no whole elements of #{element.size}" unless (bytes.bytesize % element.size).zero?

      change { |raw| C.ffo_vec_append(raw, bytes, bytes.bytesize / element.size) }
    end

    # Makes room for +count+ elements in all.
    def reserve(count)
      Numbers.size(count)
      change { |raw| count > capacity ? C.ffo_vec_reserve(raw, count - length) : 0 }
    end

    # New elements are zero.
    def resize(length) = change { |raw| C.ffo_vec_resize(raw, Numbers.size(length)) }

    def shrink = change { |raw| C.ffo_vec_shrink(raw) }

    # The parts, for those who take over their end; this vec is left with nothing.
    def into_raw
      owned!
      surrender do |raw|
        parts = Array.new(3) { ("\0" * 8).b }
        LastError.check(C.ffo_vec_into_raw_parts(raw, *parts))
        RawParts.new(*parts.map { |part| part.unpack1("J") })
      end
    end

    # Leaves the data to the program for ever. Returns its address.
    def forget
      owned!
      surrender { |raw| VEC.read(raw, :data).tap { |data| LastError.check(C.ffo_forget(data)) } }
    end

    private

    def element = self.class.element

    def set_up(raw, capacity) = C.ffo_vec_init(raw, element.size, capacity)

    def own(raw)
      @lent = nil
      hold(Hold.new(C::FFO_VEC_DISPOSE, raw))
    end

    def byte_size = @lent ? held && @size : length * element.size

    # A call that may move the data.
    def change
      owned!
      idle!
      LastError.check(yield(held))
      self
    end

    def offset_of(index) = Numbers.position(index, length) * element.size
  end
end
