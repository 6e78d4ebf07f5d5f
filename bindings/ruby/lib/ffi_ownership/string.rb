# frozen_string_literal: true

module FfiOwnership
  # NUL-terminated text.
  class String < Block
    # Text goes in as UTF-8; a binary String goes in byte by byte. A NUL inside is refused, with its position.
    def initialize(text)
      bytes = String.bytes_of(text)
      binary = bytes.encoding == Encoding::BINARY
      own(String.made(binary ? C.ffo_string_from_bytes(bytes, bytes.bytesize, nil) : C.ffo_string_from_utf8(bytes, bytes.bytesize, nil)))
    end

    class << self
      # Many strings in one call, as one owner.
      def many(texts, &block) = Owner.using(Strings.new(texts), &block)

      def type = TYPE_STRING

      # A Ruby String as it goes in.
      def bytes_of(text)
        raise TypeError, "#{text.class} is no text" unless text.is_a?(::String)

        [Encoding::UTF_8, Encoding::BINARY].include?(text.encoding) ? text : text.encode(Encoding::UTF_8)
      end

      # The bytes of a string of the library's, up to its first NUL.
      def bytes_at(address)
        out = ("\0" * 8).b
        LastError.check(C.ffo_string_length(address, out))
        bytes = Fiddle::Pointer.new(address)[0, out.unpack1("J")]
        (nul = bytes.index("\0")) ? bytes[0, nul] : bytes
      end
    end

    # The text as a Ruby String in UTF-8.
    def to_s = b.force_encoding(Encoding::UTF_8)

    # The text's bytes, as a binary String.
    def b = String.bytes_at(address)

    # The length recorded when it was made, in bytes.
    def length
      out = ("\0" * 8).b
      LastError.check(C.ffo_string_length(address, out))
      out.unpack1("J")
    end

    # A second string with the text that this one has now.
    def clone(**) = Owner.whole { String.own(String.made(C.ffo_string_clone(address, nil))) }

    private

    alias byte_size length

    def hold_of(address) = Hold.new(C::FFO_STRING_FREE, address)
  end

  # Many strings under one owner; they are made and ended in one call each.
  class Strings < Owner
    include Enumerable

    attr_reader :length
    alias size length

    # The texts go over in one piece of memory that nobody else can change, each with a NUL.
    def initialize(texts)
      bytes = texts.map { |text| Strings.checked(text).b }
      packed = bytes.join("\0")
      at = Fiddle::Pointer[packed].to_i
      from = bytes.map { |it| at.tap { at += it.bytesize + 1 } }.pack("J*")
      @length = bytes.size
      pointers = ("\0" * from.bytesize).b
      LastError.check(C.ffo_strings_new(from, @length, pointers))
      hold(StringsHold.new(pointers, @length))
    end

    # What is wrong with a text is said in the library's words.
    def self.checked(text)
      bytes = String.bytes_of(text)
      String.open(text) { nil } if bytes.include?("\0") || !bytes.valid_encoding?
      bytes
    end

    # The texts, in order.
    def each
      return to_enum { length } unless block_given?

      held.unpack("J*").each { |address| yield LastError.text(address) }
      self
    end

    def [](index)
      LastError.text(held.unpack1("J", offset: 8 * Numbers.position(index, length)))
    end

    # The addresses, for those who take over their end; this owner is left with nothing.
    def into_raw = surrender { |pointers| pointers.unpack("J*") }

    private

    def identity = held.unpack1("J") || 0

    def closed_error = ClosedError.local(:FFO_E_DOUBLE_FREE, "#{self.class}: they were closed, or have moved elsewhere")
  end

  # What is refused stays in the array, what is freed becomes NULL there.
  class StringsHold < Hold
    def initialize(pointers, count)
      super(C::FFO_STRINGS_FREE, pointers, count, nil)
    end

    private

    def ended?(status) = super || @more.first.zero?
  end
  private_constant :StringsHold
end
