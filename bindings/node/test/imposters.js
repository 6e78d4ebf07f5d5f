'use strict';

// Libraries that say what we want, for library.test.js. Each has every function that is described, so that nothing else is
// missing. `node imposters.js FOLDER` writes their sources; run-tests.sh compiles them, since the compiler may be a program
// of another system than the tests.

const fs = require('node:fs');
const path = require('node:path');
const { abi } = require('../lib/library');

const edited = (edit) => {
  const copy = structuredClone(abi);
  edit(copy);
  return JSON.stringify(copy);
};
const typeIn = (copy, name) => copy.types.find((item) => item.name === name);

const IMPOSTERS = {
  abi_version: { version: 2 },
  garbage: { json: 'no json' },
  nojson: { without: ['ffo_abi_json'] },
  function: { without: ['ffo_string_free'] },
  field: { json: edited((copy) => typeIn(copy, 'ffo_config').fields.splice(1, 1)) },
  undescribed: { json: edited((copy) => { copy.functions = copy.functions.filter((f) => f.name !== 'ffo_tag'); }) },
  parameters: { json: edited((copy) => copy.functions.find((f) => f.name === 'ffo_tag').parameters.pop()) },
  value: { json: edited((copy) => copy.enums.find((e) => e.name === 'ffo_policy').values.pop()) },
  types: { json: edited((copy) => { copy.functions.find((f) => f.name === 'ffo_tag').returns.type = 'strange_t'; }) },
  older: {
    json: edited((copy) => { copy.functions = copy.functions.filter(({ since }) => since === '1.0'); }),
    without: ['ffo_vec_init_of', 'ffo_vec_take', 'ffo_vec_put_field', 'ffo_vec_take_field'],
  },
  newer: {
    json: edited((copy) => {
      copy.version = '1.9.0';
      copy.novelty = { anything: true };
      copy.constants.push({ name: 'FFO_NEW', value: 1 });
      copy.enums[0].values.push({ name: 'FFO_E_NEW', value: 60 });
      copy.types.push({ name: 'ffo_new', kind: 'mystery', size: 3, alignment: 1 });
      copy.functions.push({ name: 'ffo_new', returns: { type: 'ffo_new' }, parameters: [{ name: 'x', type: 'ffo_new' }] });
      for (const name of ['ffo_stats', 'ffo_error_info', 'ffo_block_info', 'ffo_type_desc']) {
        const type = typeIn(copy, name);
        type.fields.push({ name: 'newest', type: 'ffo_new', offset: type.size, size: 8 });
        type.size += 8;
      }
    }),
  },
};

function source({ version = 1, json = JSON.stringify(abi), without = [] }) {
  const names = abi.functions.map((item) => item.name)
    .filter((item) => !['ffo_abi_version', 'ffo_abi_json', 'ffo_version_string', ...without].includes(item));
  return [
    '#include <stdint.h>',
    `uint32_t ffo_abi_version(void) { return ${version}; }`,
    without.includes('ffo_abi_json') ? '' : `const char *ffo_abi_json(void) { return ${JSON.stringify(json)}; }`,
    'const char *ffo_version_string(void) { return "9.9.9"; }',
    ...names.map((item) => `int ${item}(void) { return 0; }`),
  ].join('\n');
}

for (const [name, what] of Object.entries(IMPOSTERS)) {
  fs.writeFileSync(path.join(process.argv[2], `${name}.c`), source(what));
}
