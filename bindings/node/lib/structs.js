'use strict';

// Structs of the program's own, described with koffi's types, and the fields of one that lies in memory.

const { isMainThread, threadId } = require('node:worker_threads');
const koffi = require('koffi');
const { native, layouts, constants, out, keeping, check } = require('./library');
const { Owner, guardDrop, throwDropErrors } = require('./owner');
const { BusyError, ClosedError } = require('./errors');
const { requireFit } = require('./numbers');
const { String } = require('./strings');
const { lengthOf, textAt, terminated } = require('./text');

/** In the description of a struct: a field that owns a box of the same struct. */
const Self = Symbol('Self');

/** A callback belongs to the thread that made it. So a type with one is that thread's own, and has its name: then no
 * other thread can hold such a block, and end it where the callback cannot run. */
function privately(name) {
  return isMainThread ? name : `${name} (thread ${threadId})`;
}

const dropType = koffi.pointer(koffi.proto('void', ['void *', 'void *']));

/** For `ffo_drop_fn`. Registered for the life of the thread, as the type is for that of the process. */
function registerDrop(drop) {
  return koffi.register((payload) => guardDrop(() => drop(payload)), dropType);
}

let emptied = null;

/** Ends a box whose content has gone: nothing is dropped. Returns the status. */
function endEmptied(struct, pointer) {
  koffi.encode(pointer, struct.bytes, new Uint8Array(struct.size));
  emptied = pointer;
  try {
    return native.ffo_box_free(pointer, struct.type);
  } finally {
    emptied = null;
  }
}

/** Plain values only: what koffi would convert to memory of its own has no place in a block. */
function requirePlain(name, type) {
  if (type.primitive === 'Record') {
    for (const member of Object.values(type.members)) requirePlain(`${name}.${member.name}`, member.type);
  } else if (type.primitive === 'Array') {
    requirePlain(name, type.ref);
  } else if (!/^(Bool|U?Int\d+|Float\d+|Pointer)$/.test(type.primitive)) {
    throw new TypeError(`field ${name} cannot be a ${type.name}; a text that the struct owns is an ffo.String`);
  }
}

/** A registered struct. `members` maps names to koffi's types, or to what the field owns: String, Config, another
 * Struct, or Self. */
class Struct {
  constructor(name, members, { drop } = {}) {
    const record = members?.primitive === 'Record' ? members : null;
    const given = record ? Object.values(record.members).map((member) => [member.name, member.type])
      : Object.entries(members);
    const owned = new Map();
    const types = given.map(([field, type]) => {
      const kind = type === Self ? this : kindOf(type, null);
      if (kind !== null) owned.set(field, kind);
      else requirePlain(field, koffi.type(type));
      return [field, kind !== null ? 'void *' : type];
    });
    const layout = record ?? koffi.struct(Object.fromEntries(types));
    this.name = drop ? privately(name) : name;
    this.size = layout.size;
    this.bytes = koffi.array('uint8_t', layout.size, 'Typed');
    this.fields = Object.values(layout.members)
      .map(({ name: field, offset, type }) => ({ name: field, offset, type, owned: owned.get(field) ?? null }));
    this.Fields = fieldsClass(this.fields);
    const callback = drop ? registerDrop((payload) => {
      if (payload !== emptied) drop(new this.Fields(() => payload, true));
    }) : null;
    try {
      this.type = this.#register(layout.alignment, callback);
    } catch (error) {
      if (callback !== null) koffi.unregister(callback);
      throw error;
    }
  }

  #register(alignment, drop) {
    const { ffo_owned_field: ownedLayout, ffo_type_desc: desc } = layouts;
    const owned = this.fields.filter((field) => field.owned !== null);
    const fields = new DataView(new ArrayBuffer(Math.max(ownedLayout.size * owned.length, 1)));
    owned.forEach(({ offset, owned: kind }, i) => {
      const base = i * ownedLayout.size;
      fields.setBigUint64(base + ownedLayout.offset.offset, BigInt(offset), true);
      fields.setUint32(base + ownedLayout.offset.type, kind === this ? constants.FFO_TYPE_SELF : kind.type, true);
    });
    const name = terminated(this.name);
    const view = new DataView(new ArrayBuffer(desc.size));
    const setSize = (field, value) => view.setBigUint64(desc.offset[field], BigInt(value), true);
    view.setUint32(desc.offset.struct_size, desc.size, true);
    setSize('name', koffi.address(name));
    setSize('size', this.size);
    setSize('alignment', alignment);
    setSize('fields', owned.length > 0 ? koffi.address(fields.buffer) : 0n);
    setSize('field_count', owned.length);
    setSize('drop', drop ?? 0n);
    keeping([name, fields], () => check(native.ffo_type_register(view.buffer, out.address)));
    return out.view.getUint32(0, true);
  }

  ownedField(name) {
    const field = this.fields.find((one) => one.name === name);
    if (!field?.owned) throw new TypeError(`${this.name} has no owned field ${name}`);
    return field;
  }
}

/** What a class or a Struct stands for; `otherwise` if it stands for nothing. */
function kindOf(what, otherwise) {
  return what instanceof Struct ? what : (what?.kind ?? otherwise);
}

/** How the owned fields of a box or a config are changed. Elsewhere it is done differently: `put` and `take` of such an object
 * get the field's offset, `put` returns a status, `take` a pointer or, with the status in `out`, null. */
function inBox(address) {
  return {
    put: (offset, child) => native.ffo_box_put(address, offset, child),
    take: (offset) => native.ffo_box_take(address, offset, out.address),
  };
}

/** A class with a property for each field. Its objects ask for the address at each use, so that they are refused when
 * their owner is closed. `change(address)` tells how owned fields are changed. */
function fieldsClass(fields) {
  class Fields {
    #address;
    #writable;
    #change;

    constructor(address, writable, change = inBox) {
      this.#address = address;
      this.#writable = writable;
      this.#change = change;
    }

    static address(of) {
      return of.#address();
    }

    static writableAddress(of) {
      if (!of.#writable) {
        throw new BusyError('a shared borrow is for reading; borrowMut() is for writing',
          { status: constants.FFO_E_BORROW_CONFLICT, name: 'FFO_E_BORROW_CONFLICT' });
      }
      return of.#address();
    }

    /** How owned fields are changed. */
    static change(of) {
      return of.#change(Fields.writableAddress(of));
    }

    static nested(of, field) {
      const address = () => {
        const child = pointerAt(of.#address(), field.offset);
        if (child === null) throw new ClosedError(`the field ${field.name} is empty`);
        return child;
      };
      return new field.owned.Fields(address, of.#writable);
    }
  }
  for (const field of fields) {
    const { get, set } = field.owned === null ? plainAccess(Fields, field) : ownedAccess(Fields, field);
    Object.defineProperty(Fields.prototype, field.name, { get, set, enumerable: true });
  }
  return Fields;
}

function pointerAt(address, offset) {
  return koffi.decode(address, offset, 'void *');
}

function plainAccess(Fields, { name, offset, type }) {
  return {
    get() {
      return koffi.decode(Fields.address(this), offset, type);
    },
    set(value) {
      const address = Fields.writableAddress(this);
      requireFit(type, value, name);
      koffi.encode(address, offset, type, value);
    },
  };
}

function ownedAccess(Fields, field) {
  return {
    get() {
      const pointer = pointerAt(Fields.address(this), field.offset);
      if (pointer === null) return null;
      return field.owned === String.kind ? textAt(pointer, lengthOf(pointer)) : Fields.nested(this, field);
    },
    set(value) {
      put(Fields.change(this), field, value);
    },
  };
}

/** Puts an owner, or a text where the field owns one, into an owned field; null empties it. */
function put(place, field, value) {
  if (value === null) {
    check(place.put(field.offset, null));
  } else if (value instanceof Owner) {
    const status = Owner.give(value, (pointer) => {
      const result = place.put(field.offset, blockPointer(value, pointer));
      if (result !== constants.FFO_E_OVERRUN) check(result); // of what was there before; this one has its place
      return result;
    });
    check(status);
  } else if (field.owned === String.kind) {
    const text = new String(value);
    try {
      put(place, field, text);
    } finally {
      text.close();
    }
  } else {
    throw new TypeError(`field ${field.name} takes an owner or null`);
  }
  throwDropErrors(); // what was there before has ended
}

/** Only what is held by its pointer can go into a field. */
function blockPointer(owner, pointer) {
  if (kindOfOwner(owner)?.wrap === undefined) throw new TypeError(`a ${owner.constructor.name} cannot be in a field`);
  return pointer;
}

function kindOfOwner(owner) {
  return owner.kind ?? owner.constructor.kind;
}

/** Moves the block in an owned field out; null if the field is empty. */
function take(place, field) {
  const child = place.take(field.offset);
  if (child === null) {
    check(out.view.getUint32(0, true));
    return null;
  }
  return field.owned.wrap(child);
}

module.exports = {
  Struct, Self, kindOf, kindOfOwner, fieldsClass, inBox, put, take, privately, registerDrop, endEmptied,
};
