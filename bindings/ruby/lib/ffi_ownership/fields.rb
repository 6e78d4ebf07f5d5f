# frozen_string_literal: true

module FfiOwnership
  # A block that is a struct: its numbers are read and written in place, its owned fields put in and taken out.
  class StructBlock < Block
    class << self
      attr_reader :fields, :owned

      private

      # Accessors for the fields whose names are free; [] and []= work for all.
      def describe_fields(layout, owned)
        @fields = layout
        @owned = owned.freeze
        layout.names.each do |name|
          next if StructBlock.method_defined?(name) || StructBlock.private_method_defined?(name)

          define_method(name) { self[name] }
          define_method(:"#{name}=") { |value| self[name] = value }
        end
      end
    end

    # A number, a list or a text; of an owned string the text, or nil. Other blocks: see #borrow.
    def [](name)
      field = self.class.fields[name]
      return field.read(load(field.offset, field.size)) unless (owner = self.class.owned[name])
      raise ::ArgumentError, "#{name} holds a block; use borrow(#{name.inspect}) { |it| ... }" unless owner == String

      child = child_at(field)
      child.zero? ? nil : String.bytes_at(child).force_encoding(Encoding::UTF_8)
    end

    # A number, a list or a text. An owned field takes an owner, nil, or text if it is a string.
    def []=(name, value)
      field = self.class.fields[name]
      if self.class.owned.key?(name)
        value.is_a?(::String) ? String.open(value) { |string| put(name, string) } : put(name, value)
      else
        store(field.offset, field.write(value))
      end
    end

    # Puts an owner's block into an owned field, and ends the one that was there. nil clears the field.
    def put(name, child)
      writable!
      idle!
      offset = owned_field(name).offset
      if child.nil?
        status = put_child(offset, 0)
      else
        raise TypeError, "#{child.class} is no owner of a block that a field can hold" if !child.is_a?(Block) || child.is_a?(Vec)

        child.__send__(:owned!)
        address
        child.__send__(:surrender) do |block|
          status = put_child(offset, block)
          LastError.check(status) if status != STATUSES[:FFO_E_OVERRUN] # of the former child; this one has its place
        end
      end
      LastError.check(status)
      Drops.settle
    end

    # Takes the block in an owned field out, as an owner; nil when it is empty.
    def take(name)
      writable!
      idle!
      offset = owned_field(name).offset
      Owner.whole do
        status = ("\0" * 4).b
        child = take_child(offset, status)
        LastError.check(status.unpack1("L"))
        child.zero? ? nil : self.class.owned[name].own(child)
      end
    end

    # Yields the block in an owned field, for reading, and for writing if this one may be written. For the time of the
    # block neither of the two can move or end.
    def borrow(name)
      owner = self.class.owned[name] || owned_field(name)
      child = child_at(self.class.fields[name])
      return yield(nil) if child.zero?

      visit do
        Owner.using(owner.lend(child, FfiOwnership.describe(child).size, VisitHold.new, @lent != :shared)) { |lent| yield lent }
      end
    end

    def to_h = self.class.fields.names.to_h { |name| [name, self.class.owned.fetch(name, String) == String ? self[name] : child_at(self.class.fields[name])] }

    private

    def byte_size = self.class.fields.size

    def put_child(offset, child) = C.ffo_box_put(address, offset, child)

    def take_child(offset, status) = C.ffo_box_take(address, offset, status)

    def child_at(field) = load(field.offset, field.size).unpack1("J")

    def owned_field(name)
      self.class.owned.key?(name) ? self.class.fields[name] : raise(::ArgumentError, "#{self.class} owns no field #{name.inspect}; it owns #{self.class.owned.keys.inspect}")
    end
  end

  # max_connections, timeout_ms and a name.
  class Config < StructBlock
    describe_fields(ABI.layout("ffo_config"), name: String)

    def self.type = TYPE_CONFIG

    def initialize(max_connections, timeout_ms, name: nil)
      range = Field.new(:int32_t).range
      own(Config.made(C.ffo_config_new(Numbers.size(max_connections, range), Numbers.size(timeout_ms, range), nil)))
      or_close { self.name = name unless name.nil? }
    end

    def set_name(name) = self.name = name

    def take_name = take(:name)

    # A second config, with a name of its own.
    def clone(**) = Owner.whole { Config.own(Config.made(C.ffo_config_clone(address, nil))) }

    private

    def hold_of(address) = Hold.new(C::FFO_CONFIG_FREE, address)
  end

  # A struct of yours, and all that it owns:
  #
  #     class Node < FfiOwnership::Box
  #       layout "node", value: :int32_t, label: FfiOwnership::String, next: :self
  #       drop { |node| puts "#{node.value} ends" }
  #     end
  class Box < StructBlock
    class << self
      # Describes the struct: the type's name, unique in the process, and its fields in C's order. A field is a C type
      # ("double", :int32_t, "char[16]", "void *"; an Integer for that many bytes), or what it owns: String, Config,
      # another Box, or :self.
      def layout(type_name, **fields)
        raise ::ArgumentError, "#{self} has a layout already" if @type_name

        owned = fields.transform_values { |type| type == :self ? self : type }.select { |_, type| type.is_a?(Class) && type < StructBlock || type == String }
        describe_fields(Layout.of(fields.map { |name, type| [name, owned.key?(name) ? "pointer" : type] }), owned)
        @type_name = type_name
      end

      # Runs as a box ends, with the box: it can be read, until the block returns.
      def drop(&block)
        raise ::ArgumentError, "#{self} is registered already, drop comes too late" if @type

        @drop = block
      end

      # The library's number for this type, which is registered when it is first needed.
      def type = @type ||= register

      private

      def register
        raise ::ArgumentError, "#{self} has no layout" unless @type_name

        owned = @owned.map { |name, owner| OWNED_FIELD.make(offset: fields[name].offset, type: owner == self ? TYPE_SELF : owner.type) }.join
        name = "#{Block.text_bytes(@type_name)}\0"
        @context ||= @drop && Drops.keep(method(:dropping))
        description = TYPE_DESC.make(
          struct_size: TYPE_DESC.size, name: Fiddle::Pointer[name].to_i, size: fields.size, alignment: fields.alignment,
          fields: owned.empty? ? 0 : Fiddle::Pointer[owned].to_i, field_count: @owned.size,
          drop: @drop ? Drops::FUNCTION.to_i : 0, context: @context || 0
        )
        out = ("\0" * 4).b
        LastError.check(C.ffo_type_register(description, out))
        out.unpack1("L")
      end

      # A box whose content has moved into a vec has nothing to drop.
      def dropping(address)
        return if @emptied&.key?(address)

        Owner.using(lend(address, fields.size, VisitHold.new, false)) { |box| @drop.call(box) }
      end
    end

    # A zeroed box, with values for its fields.
    def initialize(**values)
      own(self.class.made(C.ffo_box_new(self.class.type, nil)))
      or_close { values.each { |name, value| self[name] = value } }
    end

    private

    def hold_of(address) = Hold.new(C::FFO_BOX_FREE, address, self.class.type)
  end
  private_constant :StructBlock
end
