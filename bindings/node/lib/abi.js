'use strict';

// The library's declarations, built from what it says about itself: ffo_abi_json(). Only names are written down here,
// those that the package relies on; types, offsets, sizes and values come from the library.

const koffi = require('koffi');
const { LoadError } = require('./errors');

const ABI_VERSION = 1;

// Each function that is called, with the number of its parameters.
const FUNCTIONS = {
  ffo_status_name: 1, ffo_status_text: 1, ffo_last_error_info: 1, ffo_version_string: 0,
  ffo_string_from_bytes: 3, ffo_string_from_utf16: 3, ffo_string_clone: 2, ffo_string_length: 2, ffo_string_free: 1,
  ffo_strings_new: 3, ffo_strings_free: 3,
  ffo_config_new: 3, ffo_config_clone: 2, ffo_config_free: 1,
  ffo_type_register: 2, ffo_box_new: 2, ffo_box_put: 3, ffo_box_take: 3, ffo_box_free: 2,
  ffo_vec_init: 3, ffo_vec_dispose: 1, ffo_vec_reserve: 2, ffo_vec_push: 2, ffo_vec_append: 3, ffo_vec_resize: 2,
  ffo_vec_shrink: 1, ffo_vec_into_raw_parts: 4, ffo_vec_from_raw_parts: 5, ffo_vec_into_handle: 2,
  ffo_vec_from_handle: 2,
  ffo_handle_from_raw: 3, ffo_handle_into_raw: 3, ffo_handle_adopt: 5, ffo_handle_borrow: 4, ffo_handle_borrow_mut: 4,
  ffo_handle_return: 1, ffo_handle_retain: 1, ffo_handle_try_retain: 2, ffo_handle_close: 1, ffo_handle_describe: 2,
  ffo_forget: 1, ffo_describe: 2, ffo_tag: 2, ffo_stats_get: 1, ffo_checkpoint: 1, ffo_live_since: 3,
  ffo_report_leaks: 2, ffo_validate: 0, ffo_set_policy: 1,
};

const FIELDS = {
  ffo_error_info: 'struct_size status expected_type actual_type pointer handle offset size free_function message',
  ffo_config: 'max_connections timeout_ms name',
  ffo_owned_field: 'offset type flags',
  ffo_type_desc: 'struct_size flags name size alignment fields field_count drop context',
  ffo_vec: 'data length capacity element_size stamp',
  ffo_block_info: 'struct_size type address size owner flags handle references borrows type_name tag',
  ffo_stats: 'struct_size live_blocks forgotten_blocks created_blocks freed_blocks live_handles live_borrows misuses',
};

const VALUES = [
  'FFO_OK', 'FFO_E_BORROWED', 'FFO_E_BORROW_CONFLICT', 'FFO_E_WRONG_TYPE', 'FFO_E_OVERRUN', 'FFO_E_ABI_MISMATCH',
  'FFO_TYPE_STRING', 'FFO_TYPE_CONFIG', 'FFO_TYPE_VEC', 'FFO_TYPE_SELF',
  'FFO_OWNER_NOBODY', 'FFO_OWNER_CALLER', 'FFO_OWNER_LIBRARY',
  'FFO_POLICY_RETURN', 'FFO_POLICY_LOG', 'FFO_POLICY_ABORT',
];

/** A struct as the library describes it; `read` makes an object of what lies in memory. */
class Layout {
  constructor(struct, resolve) {
    this.size = struct.size;
    this.versioned = struct.versioned;
    this.offset = Object.fromEntries(struct.fields.map((field) => [field.name, field.offset]));
    this.readers = struct.fields
      .filter((field) => !['struct_size', 'reserved'].includes(field.name))
      .map((field) => [camel(field.name), field.offset, reader(field, resolve)])
      .filter(([, , read]) => read !== null);
  }

  read(view) {
    const result = {};
    for (const [name, offset, read] of this.readers) result[name] = read(view, offset);
    return result;
  }
}

function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** How a field of this C type is read, or null for one that a newer library brought along. */
function reader(field, resolve) {
  if (field.type === 'const char *' || field.type === 'char *') {
    return (view, offset) => textAt(view.getBigUint64(offset, true));
  }
  const length = /^char\[(\d+)\]$/.exec(field.type)?.[1];
  if (length !== undefined) {
    return (view, offset) => {
      const bytes = Buffer.from(view.buffer, view.byteOffset + offset, Number(length));
      return bytes.toString('utf8', 0, bytes.indexOf(0));
    };
  }
  if (field.type === 'ffo_handle') return (view, offset) => view.getBigUint64(offset, true);
  switch (resolve(field.type)) {
    case 'void *': return (view, offset) => view.getBigUint64(offset, true) || null;
    case 'uint32_t': return (view, offset) => view.getUint32(offset, true);
    case 'int32_t': return (view, offset) => view.getInt32(offset, true);
    case 'size_t':
    case 'uint64_t': return (view, offset) => Number(view.getBigUint64(offset, true));
    default: return null;
  }
}

function textAt(pointer) {
  return pointer ? koffi.decode.string(pointer) : null;
}

/** From a C type to the one that koffi is told; undefined if it is not known here.
 *
 * Pointers stay pointers: as `char *` koffi would turn a returned string into its own text, and lose what has to be
 * freed. UTF-16 text is the exception: it only ever goes in, with its length, so that no NUL can end it early. */
function resolver(abi) {
  const known = new Map(['uint32_t', 'int32_t', 'uint64_t', 'size_t', 'void'].map((name) => [name, name]));
  known.set('const uint16_t *', 'const char16_t *');
  for (const { name, size, signed } of abi.enums) known.set(name, `${signed ? '' : 'u'}int${size * 8}_t`);
  for (const { name, kind, type } of abi.types) {
    if (kind === 'alias') known.set(name, type);
    if (kind === 'callback') known.set(name, 'void *');
  }
  return (type) => known.get(type) ?? (type.endsWith('*') ? 'void *' : undefined);
}

function compare(abi) {
  const differences = [];
  const functions = new Map(abi.functions.map((item) => [item.name, item]));
  for (const [name, count] of Object.entries(FUNCTIONS)) {
    const found = functions.get(name)?.parameters.length;
    if (found === undefined) differences.push(`${name} is not described`);
    else if (found !== count) differences.push(`${name} has ${found} parameters, expected ${count}`);
  }
  const types = new Map(abi.types.map((item) => [item.name, item]));
  for (const [name, fields] of Object.entries(FIELDS)) {
    const found = types.get(name)?.fields?.map((field) => field.name) ?? [];
    for (const field of fields.split(' ')) {
      if (!found.includes(field)) differences.push(`${name}.${field} is not described`);
    }
  }
  const values = valuesOf(abi);
  for (const name of VALUES) {
    if (!(name in values)) differences.push(`${name} is not described`);
  }
  return differences;
}

function valuesOf(abi) {
  const values = [...abi.constants, ...abi.enums.flatMap((item) => item.values)];
  return Object.fromEntries(values.map(({ name, value }) => [name, value]));
}

/** Declares what a loaded library has; refuses with every difference that matters here. */
function declare(library, file) {
  const refuse = (why) => new LoadError(`ffi-ownership cannot work with ${file}: ${why}`);
  const plain = (name, returns) => {
    try {
      return library.func(name, returns, []);
    } catch (error) {
      throw refuse(`it lacks ${name} (${error.message})`);
    }
  };
  const version = plain('ffo_abi_version', 'uint32_t')();
  if (version !== ABI_VERSION) throw refuse(`it has ABI version ${version}, this package needs ${ABI_VERSION}`);

  let abi;
  try {
    abi = JSON.parse(textAt(plain('ffo_abi_json', 'void *')()));
  } catch (error) {
    if (error instanceof LoadError) throw error;
    throw refuse(`ffo_abi_json gives no JSON (${error.message})`);
  }
  const differences = compare(abi);
  const resolve = resolver(abi);
  const native = {};
  for (const item of abi.functions) {
    if (!(item.name in FUNCTIONS)) continue;
    try {
      const types = [item.returns, ...item.parameters].map(({ type }) => {
        const known = resolve(type);
        if (known === undefined) throw new Error(`unknown type ${type}`);
        return known;
      });
      native[item.name] = library.func(item.name, types[0], types.slice(1));
    } catch (error) {
      differences.push(`${item.name} cannot be declared (${error.message})`);
    }
  }
  if (differences.length > 0) throw refuse(differences.join('; '));

  const layouts = {};
  for (const item of abi.types) {
    if (item.name in FIELDS) layouts[item.name] = new Layout(item, resolve);
  }
  return { native, layouts, constants: Object.freeze(valuesOf(abi)), abi };
}

module.exports = { declare, textAt };
