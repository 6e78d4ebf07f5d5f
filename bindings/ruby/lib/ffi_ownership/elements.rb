# frozen_string_literal: true

module FfiOwnership
  # Where an element is: a place in a vec, or in a borrow of one. It asks for the data at each use, so it survives growth;
  # not so that elements move to other places or end.
  class Place
    def initialize(vec, index)
      @vec = vec
      @index = index
      @moves = vec.moves
    end

    def address
      raise ClosedError.local(:FFO_E_DOUBLE_FREE, "an element of a #{@vec.class}: elements have moved or ended since; index the vec again") if moved?

      @vec.address + @index * @vec.class.element.size
    end

    def gone? = @vec.closed? || moved?

    def put(offset, child) = change { |raw| C.ffo_vec_put_field(raw, @index, offset, child) }

    def take(offset, status) = change { |raw| C.ffo_vec_take_field(raw, @index, offset, status) }

    def visit(&) = @vec.__send__(:visit, &)

    def idle! = @vec.__send__(:idle!)

    private

    def change
      address
      yield @vec.__send__(:changeable)
    end

    def moved? = @vec.moves != @moves || @index >= @vec.length
  end

  # A box as an element: as a view of one, and on its way into a vec or out of it. On that way its content stays in its own
  # memory, and what its fields hold in them: it is the box's, or for one call the program's; the box's end ends it either way.
  class Box
    class << self
      # A view of an element.
      def at(place, lent) = allocate.__send__(:at, place, lent)

      # Ends a box whose content has gone: nothing is dropped. Returns the status.
      def end_emptied(address)
        (@emptied ||= {})[address] = true
        Fiddle::Pointer.new(address)[0, fields.size] = "\0" * fields.size
        C.ffo_box_free(address, type)
      ensure
        @emptied.delete(address)
      end
    end

    def address = @place ? @place.address : super

    def closed? = super || (@place ? @place.gone? : false)

    private

    def at(place, lent)
      @place = place
      @lent = lent
      @views = 0
      @hold = VisitHold.new
      self
    end

    def visit(&block) = @place ? @place.visit { super(&block) } : super

    def idle! = @place ? @place.idle! : super

    def put_child(offset, child) = @place ? @place.put(offset, child) : super

    def take_child(offset, status) = @place ? @place.take(offset, status) : super

    def owned_offsets = self.class.owned.keys.map { |name| self.class.fields[name].offset }

    # What the fields hold becomes the program's. Returns the bytes, which are an element then.
    def loosen
      idle!
      bytes = load(0, byte_size)
      done = []
      status = ("\0" * 4).b
      owned_offsets.each do |offset|
        next if bytes.unpack1("J", offset: offset).zero?

        child = C.ffo_box_take(address, offset, status)
        LastError.check(status.unpack1("L"))
        store(offset, [child].pack("J"))
        done << offset
      end
      bytes
    rescue Error
      fasten(done) if done
      raise
    end

    # The other way round.
    def fasten(offsets = owned_offsets)
      offsets.each do |offset|
        bytes = load(offset, Fiddle::SIZEOF_VOIDP)
        child = bytes.unpack1("J")
        next if child.zero?

        store(offset, [0].pack("J"))
        store(offset, bytes) unless C.ffo_box_put(address, offset, child).zero?
      end
    end

    # From here on the box holds nothing, until it is given the address again.
    def let_go = @hold.take

    def take_back(address) = @hold.put_back(address)

    def gone = frozen? || ObjectSpace.undefine_finalizer(self)
  end

  # A vec of the structs that boxes hold, with what they own: a list of boxes without a block for each.
  class BoxVec < Vec
    class << self
      attr_reader :boxes

      def of(boxes)
        Class.new(self) do
          @boxes = boxes
          @element = boxes.fields || raise(::ArgumentError, "#{boxes} has no layout")
          @element_name = boxes.to_s
        end
      end

      def check_handle(number)
        return if FfiOwnership.describe_handle(number).element_type == boxes.type

        raise Error.local(:FFO_E_WRONG_TYPE, format("%s: what is behind handle 0x%x is no such vec", self, number), handle: number)
      end

      private

      def mismatch(data, size)
        super || (data.nonzero? && FfiOwnership.describe(data).element_type == boxes.type ? nil : "the vec is of other elements")
      end
    end

    # How often elements have moved to other places, or ended, while the vec went on.
    attr_reader :moves

    # A view of an element: a box whose fields are read and written in the vec.
    def [](index) = self.class.boxes.at(Place.new(self, Numbers.position(index, length)), @lent || :exclusive)

    def []=(index, _box)
      raise TypeError, "#{self.class}: an element cannot be replaced (#{index}); its fields can, and put, take and push change the vec"
    end

    # Views of all elements.
    def to_a = Array.new(length) { |index| self[index] }

    # Yields a view of each.
    def each
      return to_enum { length } unless block_given?

      index = -1
      yield self[index] while (index += 1) < length
      self
    end

    # Adds what boxes hold, all of them or none. The boxes are closed then.
    def append(boxes)
      raise TypeError, "#{self.class} takes boxes, and no #{boxes.class}" unless boxes.respond_to?(:to_a)

      boxes = boxes.to_a
      check_boxes(boxes)
      change { |raw| Owner.whole { give(raw, boxes) } }
    end

    # New elements are zero; those that are cut off end.
    def resize(length)
      Numbers.size(length)
      change do |raw|
        @moves += 1
        C.ffo_vec_resize(raw, length)
      end
    end

    # Moves an element out, as a box, and closes the gap.
    def take(index)
      owned!
      idle!
      at = Numbers.position(index, length)
      Owner.whole do
        box = self.class.boxes.own(BoxVec.made(C.ffo_box_new(self.class.boxes.type, nil)))
        @moves += 1
        status = C.ffo_vec_take(held, at, box.address)
        unless status.zero?
          error = LastError.take(status)
          self.class.boxes.end_emptied(box.__send__(:let_go))
          raise error
        end
        box.__send__(:fasten)
        box
      end
    end

    # Puts an owner's block, or a text, into an owned field of an element, and ends what was there; nil clears the field.
    def put(index, name, value)
      element = self[index]
      element.__send__(:owned_field, name)
      element[name] = value
    end

    # Takes the block in an owned field of an element out, as an owner; nil when it is empty.
    def take_field(index, name) = self[index].take(name)

    private

    def set_up(raw, capacity) = C.ffo_vec_init_of(raw, self.class.boxes.type, capacity)

    def own(raw)
      @moves = 0
      super
    end

    def lend(...)
      @moves = 0
      super
    end

    # What was cut off may have dropped something.
    def change(&) = super.tap { Drops.settle }

    # The ffo_vec, for what changes an owned field of an element.
    def changeable
      raise Error.local(:FFO_E_NOT_OWNED, "#{self.class}: elements behind a handle keep what they own; into_owner gives the vec back") if @lent

      held
    end

    def check_boxes(boxes)
      boxes.each do |box|
        raise TypeError, "#{self.class} takes a #{self.class.boxes}, and no #{box.class}" unless box.instance_of?(self.class.boxes)

        box.__send__(:owned!)
        box.address
      end
      raise ::ArgumentError, "#{self.class}: one box cannot be two elements" if boxes.uniq(&:__id__).size != boxes.size
    end

    # Once the vec owns what the boxes hold, they must not hold it any more, so they let go before. Returns the status, if the
    # elements are in the vec.
    def give(raw, boxes)
      loose = []
      elements = boxes.map { |box| box.__send__(:loosen).tap { loose << box } }.join
      before = length
      addresses = boxes.map { |box| box.__send__(:let_go) }
      status = C.ffo_vec_append(raw, elements, boxes.size)
      error = status.zero? ? nil : LastError.take(status)
      if error && length == before
        boxes.zip(addresses) { |box, address| box.__send__(:take_back, address) }
        raise error
      end
      loose = []
      boxes.zip(addresses) do |box, address|
        box.__send__(:gone)
        ended = self.class.boxes.end_emptied(address)
        error ||= LastError.take(ended) unless ended.zero?
      end
      raise error if error

      0
    rescue Error
      loose.each { |box| box.__send__(:fasten) }
      raise
    end
  end
  private_constant :Place, :BoxVec
end
