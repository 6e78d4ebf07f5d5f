# frozen_string_literal: true

module FfiOwnership
  # Declares the library's functions, structs and numbers from what it says about itself, ffo_abi_json(). What this
  # package uses by name is listed below and looked for at load; whatever else a later library has is left alone.
  class Abi
    VERSION = 1

    # Each function with its parameters, because they are passed by position.
    FUNCTIONS = <<~TEXT.lines.to_h { |line| line.split.then { |name, *parameters| [name, parameters] } }.freeze
      ffo_status_name status
      ffo_status_text status
      ffo_last_error
      ffo_last_error_info out
      ffo_clear_error
      ffo_version_string
      ffo_box_free box type
      ffo_string_free string
      ffo_string_from_bytes bytes length status
      ffo_string_from_utf8 bytes length status
      ffo_string_clone string status
      ffo_string_length string out
      ffo_strings_new texts count out
      ffo_strings_free strings count freed
      ffo_config_free config
      ffo_config_new max_connections timeout_ms status
      ffo_config_clone config status
      ffo_type_register desc out
      ffo_type_name type
      ffo_box_new type status
      ffo_box_put box offset child
      ffo_box_take box offset status
      ffo_vec_init vec element_size capacity
      ffo_vec_dispose vec
      ffo_vec_reserve vec additional
      ffo_vec_append vec elements count
      ffo_vec_resize vec length
      ffo_vec_shrink vec
      ffo_vec_into_raw_parts vec data length capacity
      ffo_vec_from_raw_parts vec data length capacity element_size
      ffo_vec_into_handle vec status
      ffo_vec_from_handle vec handle
      ffo_handle_from_raw block type status
      ffo_handle_into_raw handle type status
      ffo_handle_adopt payload type drop context status
      ffo_handle_borrow handle type size status
      ffo_handle_borrow_mut handle type size status
      ffo_handle_return handle
      ffo_handle_retain handle
      ffo_handle_try_retain handle retained
      ffo_handle_close handle
      ffo_forget block
      ffo_describe pointer out
      ffo_handle_describe handle out
      ffo_tag block tag
      ffo_stats_get out
      ffo_checkpoint out
      ffo_live_since checkpoint blocks bytes
      ffo_report_leaks checkpoint path
      ffo_validate
      ffo_set_policy policy
    TEXT

    # Those that came later than 1.0. A library without them serves for all the rest.
    NEWER = <<~TEXT.lines.to_h { |line| line.split.then { |name, *parameters| [name, parameters] } }.freeze
      ffo_vec_init_of vec type capacity
      ffo_vec_take vec index element
      ffo_vec_put_field vec index offset child
      ffo_vec_take_field vec index offset status
    TEXT

    STRUCTS = {
      "ffo_error_info" => %i[struct_size status expected_type actual_type pointer handle offset size free_function message],
      "ffo_config" => %i[max_connections timeout_ms name],
      "ffo_owned_field" => %i[offset type],
      "ffo_type_desc" => %i[struct_size name size alignment fields field_count drop context],
      "ffo_vec" => %i[data length element_size capacity],
      "ffo_block_info" => %i[struct_size type address size owner flags handle type_name free_function tag],
      "ffo_stats" => %i[struct_size heap live_blocks]
    }.freeze

    ENUMS = {
      "ffo_status" => %w[FFO_OK FFO_E_OUT_OF_RANGE FFO_E_BORROWED FFO_E_BORROW_CONFLICT FFO_E_DOUBLE_FREE FFO_E_FORGOTTEN
                         FFO_E_INTERIOR_POINTER FFO_E_WRONG_TYPE FFO_E_NOT_OWNED FFO_E_FORGOTTEN
                         FFO_E_STALE_HANDLE
                         FFO_E_PARTS_MISMATCH FFO_E_OVERRUN FFO_E_INTERNAL],
      "ffo_owner" => %w[FFO_OWNER_NOBODY FFO_OWNER_CALLER FFO_OWNER_LIBRARY],
      "ffo_heap" => %w[FFO_HEAP_SLAB FFO_HEAP_SYSTEM],
      "ffo_policy" => %w[FFO_POLICY_RETURN FFO_POLICY_LOG FFO_POLICY_ABORT]
    }.freeze

    CONSTANTS = %w[FFO_TYPE_STRING FFO_TYPE_CONFIG FFO_TYPE_VEC FFO_TYPE_SELF FFO_BLOCK_FORGOTTEN].freeze

    # C types of one number with Fiddle's; a negative one is unsigned there.
    NUMBERS = {
      "void" => Fiddle::TYPE_VOID, "int32_t" => Fiddle::TYPE_INT, "uint32_t" => -Fiddle::TYPE_INT,
      "uint64_t" => -Fiddle::TYPE_LONG_LONG, "size_t" => Fiddle::TYPE_SIZE_T
    }.freeze

    # Blocks go to the library by their address, an Integer. All other pointers may also be a String's memory.
    BLOCKS = ["void *", "char *", "ffo_config *"].freeze

    def initialize(file, library)
      @file = file
      @library = library
      check_version
      description = JSON.parse(Fiddle::Pointer.new(bootstrap("ffo_abi_json", Fiddle::TYPE_UINTPTR_T)).to_s.force_encoding(Encoding::UTF_8))
      @types, @enums, @functions, @constants = %w[types enums functions constants].map { |key| description.fetch(key).to_h { |item| [item.fetch("name"), item] } }
    rescue JSON::ParserError, KeyError => error
      differ("ffo_abi_json: #{error.message}")
    end

    # The layout of a struct, by its JSON's offsets.
    def layout(struct)
      type = @types[struct] || differ("struct #{struct} is missing")
      known = type.fetch("fields").to_h { |field| [field["name"].to_sym, field] }
      STRUCTS.fetch(struct).each { |name| known.key?(name) || differ("#{struct}.#{name} is missing") }
      fields = known.filter_map do |name, field|
        made = Field.new(number_type(field["type"]), name: name, offset: field["offset"])
        differ("#{struct}.#{name} has #{field['size']} bytes, as #{field['type']} it has #{made.size}") if made.size != field["size"]
        made
      rescue TypeError => error
        differ("#{struct}.#{name}: #{error.message}") if STRUCTS.fetch(struct).include?(name)
      end
      Layout.new(fields, type.fetch("size"), type.fetch("alignment"))
    end

    def enum(name)
      values = (@enums[name] || differ("enum #{name} is missing")).fetch("values").to_h { |value| [value["name"].to_sym, value["value"]] }
      ENUMS.fetch(name).each { |value| values.key?(value.to_sym) || differ("#{value} is missing") }
      values.freeze
    end

    def constant(name) = (@constants[name] || differ("#{name} is missing")).fetch("value")

    # A method of +target+ for each function, with the constant it calls in capitals.
    def define_functions(target)
      FUNCTIONS.merge(NEWER).each do |name, parameters|
        next define_missing(target, name) if NEWER.key?(name) && !@functions.key?(name)

        target.const_set(name.upcase, function(name, parameters))
        target.module_eval(<<~RUBY, __FILE__, __LINE__ + 1)
          def self.#{name}(#{parameters.join(', ')})
            #{name.upcase}.call(#{parameters.join(', ')})
          rescue Ractor::IsolationError
            raise RactorError, "ffi_ownership works in the main Ractor only: Fiddle's functions cannot be shared"
          end
        RUBY
      end
    end

    private

    def define_missing(target, name)
      file = @file
      target.define_singleton_method(name) { |*| raise Error.local(:FFO_E_ABI_MISMATCH, "#{file} is too old, it has no #{name}") }
    end

    def check_version
      version = bootstrap("ffo_abi_version", -Fiddle::TYPE_INT)
      return if version == VERSION

      raise LoadError, "ffi_ownership: #{@file} has version #{version} of the ABI, this package needs version #{VERSION}"
    end

    def bootstrap(name, type) = Fiddle::Function.new(symbol(name), [], type).call

    def symbol(name)
      @library[name]
    rescue Fiddle::DLError => error
      differ("function #{name} is missing: #{error.message}")
    end

    # Calls keep Ruby's lock: they are short, no other thread can change what they are given, and at a fork no other
    # thread of Ruby's is inside the library.
    def function(name, parameters)
      declared = @functions[name] || differ("function #{name} is missing")
      found = declared.fetch("parameters").map { |parameter| parameter["name"] }
      differ("#{name} has the parameters (#{found.join(', ')}), not (#{parameters.join(', ')})") if found != parameters

      types = declared["parameters"].map { |parameter| argument_type(name, parameter["type"]) }
      result = declared.fetch("returns").fetch("type")
      Fiddle::Function.new(symbol(name), types, result.end_with?("*") ? Fiddle::TYPE_UINTPTR_T : number(name, result), name: name, need_gvl: true)
    end

    def argument_type(name, type)
      return Fiddle::TYPE_UINTPTR_T if BLOCKS.include?(type) || @types.dig(type, "kind") == "callback"

      type.end_with?("*") ? Fiddle::TYPE_VOIDP : number(name, type)
    end

    def number(name, type) = NUMBERS[number_type(type)] || differ("#{name}: #{type} is unknown here")

    # Enums and other names of an integer come down to the integer; callbacks are pointers.
    def number_type(type)
      if @enums.key?(type)
        differ("#{type} is not an unsigned number of 4 bytes") if @enums[type].values_at("size", "signed") != [4, false]
        "uint32_t"
      else
        @types.dig(type, "kind") == "callback" ? "pointer" : @types.dig(type, "type") || type
      end
    end

    def differ(what)
      raise LoadError, "ffi_ownership: #{@file} does not fit this package: #{what}"
    end
  end

  LIBRARY_FILE, OPENED = Library.open
  ABI = Abi.new(LIBRARY_FILE, OPENED)

  # The library's functions.
  module C
    ABI.define_functions(self)
  end

  STATUSES = ABI.enum("ffo_status")
  BLOCK_OWNERS = ABI.enum("ffo_owner")
  HEAPS = ABI.enum("ffo_heap")
  POLICIES = ABI.enum("ffo_policy")

  ERROR_INFO, OWNED_FIELD, TYPE_DESC, VEC, BLOCK_INFO, STATS =
    %w[ffo_error_info ffo_owned_field ffo_type_desc ffo_vec ffo_block_info ffo_stats].map { |name| ABI.layout(name) }

  TYPE_STRING, TYPE_CONFIG, TYPE_VEC, TYPE_SELF, BLOCK_FORGOTTEN = Abi::CONSTANTS.map { |name| ABI.constant(name) }

  private_constant :OPENED, :ABI, :C, :Abi, :Library
  private_constant :STATUSES, :BLOCK_OWNERS, :HEAPS, :POLICIES, :ERROR_INFO, :OWNED_FIELD, :TYPE_DESC, :VEC, :BLOCK_INFO, :STATS
  private_constant :TYPE_STRING, :TYPE_CONFIG, :TYPE_VEC, :TYPE_SELF, :BLOCK_FORGOTTEN
end
