# frozen_string_literal: true

# The walkthrough: who owns what at the boundary, told on a real file. Each chapter does something with blocks, tells
# what it did, and checks that the ledger agrees. Whatever is not as told ends the program with status 1.

require "ffi_ownership"

USAGE = "usage: ruby walkthrough.rb [FILE]   (FILE is a text, README.md if none is given)"

def chapter(number, title) = puts("\n#{number}  #{title}")

def tell(label, text) = puts("   #{label.ljust(20)}#{text.gsub(/(.{1,56})( |\z)/, "\\1\n#{' ' * 23}").rstrip}")

def expect(as_told, what)
  return if as_told

  warn "walkthrough: not as told: #{what}, #{caller_locations(1, 1).first}"
  exit 1
end

# What is refused must be refused under that name.
def tell_refusal(label, name)
  yield
  expect(false, "#{label} should be #{name}")
rescue FfiOwnership::Error => error
  tell(label, error.name)
  tell("", error.message)
  expect(error.name == name, "#{label} should be #{name}")
end

def read_into_buffer(path)
  bytes = File.binread(path)
  text = FfiOwnership::Vec[:uint8_t].from(bytes)
  puts "FfiOwnership #{FfiOwnership.version}: who owns what at the boundary"
  chapter 1, "A buffer: the library makes room, Ruby fills it"
  tell "read", "#{path}, #{text.length} bytes, into a vec"
  text.shrink
  tell "shrunk", "to what was needed: capacity #{text.capacity}"
  expect(text.bytes == bytes, "the vec holds the file")
  text
rescue SystemCallError => error
  abort "walkthrough: cannot read #{path}: #{error.message}; #{USAGE}"
end

def make_strings(text)
  lines = text.bytes.force_encoding(Encoding::UTF_8).lines(chomp: true)
  before = FfiOwnership.stats.live_blocks
  strings = FfiOwnership::String.many(lines)
  chapter 2, "Strings: what a creator returns is the caller's"
  made = FfiOwnership.stats.live_blocks - before
  tell "made", "#{strings.length} strings, one for each line, in one call"
  tell "the ledger counts", "#{made} blocks more"
  expect(made == lines.size && strings.to_a == lines, "a block for each line")
  strings
end

def sort_in_place
  numbers = FfiOwnership::Vec[:int32_t].from([31, -4, 15, 9, -26])
  chapter 3, "A vec: Ruby works in place"
  numbers.view do |memory|
    memory[0, memory.size] = memory[0, memory.size].unpack("l*").sort.pack("l*")
    tell "sorted", "on the vec's own memory, #{memory.size} bytes"
    tell_refusal("growing meanwhile", "FFO_E_BORROWED") { numbers << 1 }
  end
  expect(numbers.to_a == [-26, -4, 9, 15, 31], "sorted")
  numbers << 41
  tell "afterwards", "it grows again: #{numbers.to_a.join(', ')}"
  numbers.close
end

def make_config(path)
  chapter 4, "A config: a struct that owns a string"
  config = FfiOwnership::Config.new(8, 250, name: path)
  tell "made", "a config, the caller's, named \"#{config.name}\""
  name = config.take_name
  expect(config.name.nil? && name.to_s == path, "the name has moved")
  tell "name taken out", "now the caller's, and the config has none"
  config.put(:name, name)
  expect(config.name == path && name.closed?, "the name is back")
  tell "name put back", "the same block, the config's again"
  config
end

def lend(config)
  chapter 5, "A handle: the library owns, Ruby borrows"
  handle = FfiOwnership::Handle.new(config)
  expect(config.closed?, "the owner is empty")
  tell "from an owner", "the pointer is traded for a handle"
  handle.borrow do |one|
    handle.borrow do |two|
      expect(one.address == two.address, "two borrows of one block")
      tell "two shared borrows", "both read timeout_ms #{two.timeout_ms}"
      tell_refusal("an exclusive one", "FFO_E_BORROW_CONFLICT") { handle.borrow_mut }
      tell_refusal("into_owner", "FFO_E_BORROWED") { handle.into_owner }
    end
  end
  handle.borrow_mut { |alone| alone.timeout_ms *= 2 }
  tell "both returned", "the exclusive one is granted, timeout_ms is doubled"
  config = handle.into_owner
  expect(config.timeout_ms == 500, "doubled")
  tell "into_owner", "back to an owner, timeout_ms #{config.timeout_ms}"
  config.close
  tell "closed", "the config, and its name with it"
end

def forget
  chapter 6, "Forgotten on purpose: handed out for ever"
  address = FfiOwnership::String.new("as long as the process").forget
  tell "forgotten", "no leak from here on"
  tell_refusal("owned again", "FFO_E_FORGOTTEN") { FfiOwnership::String.from_raw(address) }
end

def make_every_mistake
  chapter 7, "Every classic mistake, once"
  text = FfiOwnership::String.new("twice")
  text.close
  tell_refusal("use after close", "FFO_E_DOUBLE_FREE") { text.to_s }
  text = FfiOwnership::String.new("behind its back")
  FfiOwnership::String.from_raw(text.address).close
  tell_refusal("double free", "FFO_E_DOUBLE_FREE") { text.close }
  tell_refusal("foreign pointer", "FFO_E_FOREIGN_POINTER") { FfiOwnership::String.from_raw(Fiddle::Pointer["made elsewhere"]) }
  FfiOwnership::String.open("in the middle") do |middle|
    tell_refusal("interior pointer", "FFO_E_INTERIOR_POINTER") { FfiOwnership::String.from_raw(middle.address + 7) }
    tell_refusal("wrong type", "FFO_E_WRONG_TYPE") { FfiOwnership::Handle.from_raw(middle.address, FfiOwnership::Config) }
  end
  handle = FfiOwnership::Handle.new(FfiOwnership::String.new("lent"))
  number = handle.number
  handle.borrow { |lent| tell_refusal("borrowed free", "FFO_E_NOT_OWNED") { lent.into_raw } }
  handle.close
  tell_refusal("stale handle", "FFO_E_STALE_HANDLE") { FfiOwnership.describe_handle(number) }
  tell_refusal("interior NUL", "FFO_E_INTERIOR_NUL") { FfiOwnership::String.new("user\0admin") }
  text = FfiOwnership::String.new("over")
  Fiddle::Pointer.new(text.address)[4] = "!".ord
  tell_refusal("overrun", "FFO_E_OVERRUN") { text.close }
end

def settle(text, lines)
  chapter 8, "The balance"
  count = lines.length
  lines.close
  text.close
  tell "given back", "all #{count} lines in one call, then the vec"
  GC.start
  stats = FfiOwnership.stats
  tell "blocks created", stats.created_blocks.to_s
  tell "freed", stats.freed_blocks.to_s
  tell "forgotten", stats.forgotten_blocks.to_s
  tell "live", stats.live_blocks.to_s
  expect([stats.live_blocks, stats.live_handles, stats.live_borrows] == [0, 0, 0], "nothing lives")
  expect(stats.forgotten_blocks == 1 && stats.created_blocks == stats.freed_blocks + 1, "one was forgotten")
  FfiOwnership.validate
  tell "so", "nothing leaked, nothing damaged"
end

if ARGV == ["--help"]
  puts USAGE
  exit
end
path = ARGV.fetch(0, "README.md")
text = read_into_buffer(path)
lines = make_strings(text)
sort_in_place
lend(make_config(path))
forget
make_every_mistake
settle(text, lines)
