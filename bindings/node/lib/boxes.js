'use strict';

const koffi = require('koffi');
const { native, layouts, constants, made } = require('./library');
const { Owner, RAW } = require('./owner');
const { Block } = require('./blocks');
const { integer, name: requireName } = require('./numbers');
const { String } = require('./strings');
const { Struct, fieldsClass, inBox, put, take } = require('./structs');

const endBox = (pointer, cell) => native.ffo_box_free(pointer, cell.type);

/** A struct of the program's own, and all that it owns. */
class Box extends Block {
  #struct;
  #fields = null;

  constructor(struct, values = {}, pointer = undefined) {
    super({ end: endBox, type: struct.type }, values === RAW ? pointer : made(native.ffo_box_new(struct.type, null)));
    this.#struct = struct;
    if (values === RAW) return;
    try {
      for (const [name, value] of Object.entries(values)) {
        if (!struct.fields.some((field) => field.name === name)) {
          throw new TypeError(`${struct.name} has no field ${name}`);
        }
        this.fields[name] = value;
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Takes over a box that intoRaw() or C gave. */
  static fromRaw(struct, pointer) {
    return new Box(struct, RAW, requireName(pointer, 'Box.fromRaw'));
  }

  get kind() {
    return this.#struct;
  }

  /** The fields, read and written in place. */
  get fields() {
    return (this.#fields ??= new this.#struct.Fields(() => Owner.nameOf(this), true));
  }

  /** Puts an owner into an owned field, and ends what was there; null empties the field. */
  put(name, owner) {
    put(inBox(Owner.nameOf(this)), this.#struct.ownedField(name), owner);
  }

  /** Moves what an owned field holds out, into an owner of its own; null if it is empty. */
  take(name) {
    return take(inBox(Owner.nameOf(this)), this.#struct.ownedField(name));
  }
}

Struct.prototype.wrap = function wrap(pointer) {
  return Box.fromRaw(this, pointer);
};

const { offset } = layouts.ffo_config;
const nameField = { name: 'name', offset: offset.name, type: null, owned: String.kind };
const ConfigFields = fieldsClass([
  { name: 'maxConnections', offset: offset.max_connections, type: koffi.type('int32_t'), owned: null },
  { name: 'timeoutMs', offset: offset.timeout_ms, type: koffi.type('int32_t'), owned: null },
  nameField,
]);

const INT32 = [-(2 ** 31), 2 ** 31 - 1];

function createConfig(maxConnections, timeoutMs) {
  integer(maxConnections, INT32, 'maxConnections');
  integer(timeoutMs, INT32, 'timeoutMs');
  return made(native.ffo_config_new(maxConnections, timeoutMs, null));
}

const endConfig = (pointer) => native.ffo_config_free(pointer);

/** The struct with two numbers and a name that it owns. */
class Config extends Block {
  #fields = new ConfigFields(() => Owner.nameOf(this), true);

  constructor(maxConnections, timeoutMs, name = null) {
    const isRaw = maxConnections === RAW;
    super({ end: endConfig }, isRaw ? timeoutMs : createConfig(maxConnections, timeoutMs));
    if (isRaw || name === null) return;
    try {
      this.name = name;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Takes over a config that intoRaw() or C gave. */
  static fromRaw(pointer) {
    return new Config(RAW, requireName(pointer, 'Config.fromRaw'));
  }

  get fields() {
    return this.#fields;
  }

  get maxConnections() {
    return this.#fields.maxConnections;
  }

  set maxConnections(value) {
    this.#fields.maxConnections = value;
  }

  get timeoutMs() {
    return this.#fields.timeoutMs;
  }

  set timeoutMs(value) {
    this.#fields.timeoutMs = value;
  }

  /** A text, or null. */
  get name() {
    return this.#fields.name;
  }

  set name(value) {
    this.#fields.name = value;
  }

  /** Moves the name out; null if there is none. */
  takeName() {
    return take(inBox(Owner.nameOf(this)), nameField);
  }

  clone() {
    return Config.fromRaw(made(native.ffo_config_clone(Owner.nameOf(this), null)));
  }
}

Config.kind = {
  type: constants.FFO_TYPE_CONFIG,
  name: 'Config',
  wrap: Config.fromRaw,
  Fields: ConfigFields,
  ownedField(name) {
    if (name !== 'name') throw new TypeError(`Config has no owned field ${name}`);
    return nameField;
  },
};

module.exports = { Box, Config };
