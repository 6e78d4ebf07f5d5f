# frozen_string_literal: true

# A struct with a field of each sort; `dropped` has what its boxes held when they ended.
class Node < FfiOwnership::Box
  layout "ruby test node", value: :int32_t, label: FfiOwnership::String, weight: "double", next: :self,
                           settings: FfiOwnership::Config, short: "char[8]", parts: "uint16_t[3]", raw: 4, close: :int8_t
  @dropped = []
  class << self
    attr_reader :dropped
  end
  drop { |node| dropped << [node.value, node.label] }
end
