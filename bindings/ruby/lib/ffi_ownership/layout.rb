# frozen_string_literal: true

module FfiOwnership
  # One value in memory: a number, a text of fixed room ("char[16]"), a list ("double[3]") or bytes (24).
  class Field
    # C types with their letters for Array#pack.
    LETTERS = {
      "int8_t" => "c", "uint8_t" => "C", "int16_t" => "s", "uint16_t" => "S", "int32_t" => "l", "uint32_t" => "L",
      "int64_t" => "q", "uint64_t" => "Q", "size_t" => "J", "intptr_t" => "j", "uintptr_t" => "J",
      "short" => "s", "int" => "i", "unsigned" => "I", "long" => "l!", "char" => "c", "float" => "f", "double" => "d",
      "pointer" => "J"
    }.freeze

    attr_reader :name, :offset, :size, :alignment, :range

    # +type+: the name of a C type, or an Integer for that many bytes.
    def initialize(type, name: nil, offset: 0)
      @name = name
      @offset = offset
      if type.is_a?(Integer)
        measure("a", 1, type)
        @kind = :bytes
      else
        parse(type.to_s)
      end
    end

    def read(bytes)
      case @kind
      when :scalar then bytes.unpack1(@format)
      when :text then bytes.unpack1(@format).force_encoding(Encoding::UTF_8)
      when :bytes then bytes
      else bytes.unpack(@format)
      end
    end

    def write(value)
      case @kind
      when :scalar then pack([value])
      when :list then pack(value.to_a)
      else pack_bytes(value)
      end
    end

    # Many values, one after the other.
    def read_all(bytes)
      @kind == :scalar ? bytes.unpack("#{@letter}*") : (0...bytes.bytesize).step(@size).map { |at| read(bytes[at, @size]) }
    end

    def write_all(values)
      if @kind == :scalar
        check_range(values)
        values.pack("#{@letter}*")
      else
        values.map { |value| write(value) }.join
      end
    end

    private

    def parse(type)
      element, count = type.match(/\A(.+?)(?:\s*\[(\d+)\])?\z/)&.captures
      element = "pointer" if element&.end_with?("*")
      letter = LETTERS[element] || raise(TypeError, "#{type.inspect} is no C type that can be described; there are #{LETTERS.keys.join(', ')}, any of them with [COUNT], and pointers with *")
      measure(letter, [0].pack(letter).bytesize, count&.to_i)
      text = count && element == "char"
      @format = text ? "Z#{count}" : "#{letter}#{count}"
      @kind = text ? :text : count ? :list : :scalar
    end

    def measure(letter, alignment, count)
      raise TypeError, "a type of #{count} elements cannot be described" if count && !count.positive?

      @letter = letter
      @alignment = alignment
      @count = count || 1
      @size = alignment * @count
      bits = alignment * 8
      # Array#pack would cut a number that is too large, without a word.
      @range = letter.match?(/[CSLQJI]/) ? (0...(1 << bits)) : (-(1 << (bits - 1))...(1 << (bits - 1))) unless letter.match?(/[afd]/)
    end

    def pack(values)
      raise RangeError, "#{values.size} values for #{@count} places" if values.size != @count

      check_range(values)
      values.pack("#{@letter}*")
    end

    def check_range(values)
      return if @range.nil? || values.empty?

      values.each { |value| Numbers.size(value, @range) } unless values.all?(Integer) && @range.cover?(values.min) && @range.cover?(values.max)
    end

    # A text keeps its NUL, so that C can read it; bytes may fill all their room.
    def pack_bytes(value)
      raise TypeError, "#{value.class} is no text" unless value.is_a?(::String)

      bytes = @kind == :text ? value.encode(Encoding::UTF_8).b : value.b
      raise RangeError, "#{bytes.bytesize} bytes for #{@size}" if bytes.bytesize > @size - (@kind == :text ? 1 : 0)
      raise RangeError, "a NUL inside the text" if @kind == :text && bytes.include?("\0")

      [bytes].pack("a#{@size}")
    end
  end

  # A struct: where its fields lie.
  class Layout
    attr_reader :size, :alignment

    # As a C compiler lays the fields out that are described by name and type.
    def self.of(types)
      at = 0
      fields = types.map do |name, type|
        alignment = Field.new(type).alignment
        at += -at % alignment
        field = Field.new(type, name: name, offset: at)
        at += field.size
        field
      end
      alignment = fields.map(&:alignment).max || 1
      new(fields, at + (-at % alignment), alignment)
    end

    def initialize(fields, size, alignment)
      @fields = fields.to_h { |field| [field.name, field] }.freeze
      @size = size
      @alignment = alignment
    end

    def [](name) = @fields[name] || raise(::ArgumentError, "no field #{name.inspect}; there are #{names.join(', ')}")

    def names = @fields.keys

    def read(bytes, name)
      field = self[name]
      field.read(bytes.byteslice(field.offset, field.size))
    end

    # All fields by their names.
    def unpack(bytes) = names.to_h { |name| [name, read(bytes, name)] }

    # Zeroed memory for one, with the given values in it.
    def make(**values)
      bytes = ("\0" * @size).b
      values.each { |name, value| bytes[self[name].offset, self[name].size] = self[name].write(value) }
      bytes
    end
  end
end
