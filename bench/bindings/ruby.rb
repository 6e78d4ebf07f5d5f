# frozen_string_literal: true

# What owners cost in Ruby, beside Fiddle with libc's malloc, strdup and free. Both sides cross by Fiddle; theirs checks
# nothing. Prints one line a workload: name, our ns, their ns, ratio, what theirs is; tabs between.
#   FFI_OWNERSHIP_LIBRARY=... ruby -I bindings/ruby/lib bench/bindings/ruby.rb [--quick]

require "ffi_ownership"

QUICK = ARGV.delete("--quick")
ROUNDS = QUICK ? 3 : 15
TEXT = "fifteen letters"
POINTER = Fiddle::TYPE_UINTPTR_T

# libc, declared as the library is: addresses as numbers, Ruby's lock kept.
module Libc
  HANDLE = Fiddle.dlopen(nil)

  def self.function(name, types, result) = Fiddle::Function.new(HANDLE[name], types, result, need_gvl: true)

  STRDUP = function("strdup", [Fiddle::TYPE_VOIDP], POINTER)
  MALLOC = function("malloc", [Fiddle::TYPE_SIZE_T], POINTER)
  REALLOC = function("realloc", [POINTER, Fiddle::TYPE_SIZE_T], POINTER)
  FREE = function("free", [POINTER], Fiddle::TYPE_VOID)
end

Ints = FfiOwnership::Vec[:int32_t]
NUMBERS = (0...1000).to_a
TEXTS = Array.new(QUICK ? 1000 : 100_000) { |i| "text number #{i}" }

# Each: our work and theirs, done +count+ times; what one is; how many a round.
WORKLOADS = [
  ["string pair", 20_000, "strdup + free",
   ->(count) { count.times { FfiOwnership::String.new(TEXT).close } },
   ->(count) { count.times { Libc::FREE.call(Libc::STRDUP.call(TEXT)) } }],
  ["config pair", 20_000, "malloc + fill by Fiddle::Pointer + free",
   ->(count) { count.times { FfiOwnership::Config.new(64, 250).close } },
   lambda { |count|
     count.times do
       config = Libc::MALLOC.call(16)
       Fiddle::Pointer.new(config)[0, 16] = [64, 250, 0].pack("llJ")
       Libc::FREE.call(config)
     end
   }],
  ["handle: borrow, read, return", 10_000, "strdup + read by Fiddle::Pointer + free",
   lambda { |count|
     count.times do
       handle = FfiOwnership::Handle.new(FfiOwnership::String.new(TEXT))
       handle.borrow(&:to_s)
       handle.close
     end
   },
   lambda { |count|
     count.times do
       text = Libc::STRDUP.call(TEXT)
       Fiddle::Pointer.new(text).to_s
       Libc::FREE.call(text)
     end
   }],
  ["vec of 1000 numbers", 2_000, "malloc + realloc + copy by Fiddle::Pointer + free; 1000 numbers in two parts",
   lambda { |count|
     count.times { Ints.open { |vec| vec.append(NUMBERS).append(NUMBERS) } }
   },
   lambda { |count|
     count.times do
       data = Libc::MALLOC.call(4000)
       Fiddle::Pointer.new(data)[0, 4000] = NUMBERS.pack("l*")
       data = Libc::REALLOC.call(data, 8000)
       Fiddle::Pointer.new(data + 4000)[0, 4000] = NUMBERS.pack("l*")
       Libc::FREE.call(data)
     end
   }],
  ["batch, for each text", TEXTS.size, "strdup and free for each text",
   ->(_) { FfiOwnership::String.many(TEXTS) { nil } },
   ->(_) { TEXTS.map { |text| Libc::STRDUP.call(text) }.each { |text| Libc::FREE.call(text) } }]
].freeze

def seconds
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  yield
  Process.clock_gettime(Process::CLOCK_MONOTONIC) - start
end

def median(samples) = samples.sort[samples.size / 2]

WORKLOADS.each do |name, count, what, ours, theirs|
  count = [count, 1000].min if QUICK
  samples = Array.new(ROUNDS) do
    GC.start
    [ours, theirs].map { |work| seconds { work.call(count) } * 1e9 / count }
  end
  our, their = samples.transpose.map { |all| median(all) }
  puts [name, our.round(1), their.round(1), (our / their).round(2), what].join("\t")
end
