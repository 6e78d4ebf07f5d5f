# frozen_string_literal: true

module FfiOwnership
  # Numbers that cross. Fiddle and Array#pack would cut a fraction, and take a negative number for a huge one.
  module Numbers
    SIZES = (0...(1 << (8 * Fiddle::SIZEOF_SIZE_T)))

    class << self
      # A length, a count, the number of a handle or of a checkpoint.
      def size(value, range = SIZES)
        raise TypeError, "#{value.inspect} is no Integer" unless value.is_a?(Integer)
        raise RangeError, "#{value} is outside #{range}" unless range.cover?(value)

        value
      end

      # An address, as an Integer or a Fiddle::Pointer.
      def address(value) = size(value.is_a?(Fiddle::Pointer) ? value.to_i : value)

      # A place among +length+, counted from the end if +index+ is negative.
      def position(index, length)
        raise TypeError, "#{index.inspect} is no Integer" unless index.is_a?(Integer)

        at = index.negative? ? index + length : index
        raise IndexError, "#{index} is outside of #{length} elements" unless (0...length).cover?(at)

        at
      end
    end
  end
  private_constant :Numbers
end
