'use strict';

const errors = require('./lib/errors');
const { constants, file } = require('./lib/library');
const { Owner, withOwner } = require('./lib/owner');
const { describe } = require('./lib/blocks');
const { String, Strings } = require('./lib/strings');
const { Struct, Self } = require('./lib/structs');
const { Box, Config } = require('./lib/boxes');
const { Vec } = require('./lib/vecs');
const { StructVec } = require('./lib/struct-vecs');
const { View } = require('./lib/views');
const { Handle, WeakHandle, Borrow } = require('./lib/handles');
const ledger = require('./lib/ledger');

// Written out so that `import { Handle } from 'ffi-ownership'` finds the names, too.
module.exports = {
  String,
  Strings,
  Config,
  Struct,
  Self,
  Box,
  Vec,
  StructVec,
  View,
  Handle,
  WeakHandle,
  Borrow,
  Owner,
  withOwner,
  describe,
  stats: ledger.stats,
  checkpoint: ledger.checkpoint,
  liveSince: ledger.liveSince,
  reportLeaks: ledger.reportLeaks,
  validate: ledger.validate,
  setPolicy: ledger.setPolicy,
  version: ledger.version,
  constants,
  libraryFile: file,
  FfoError: errors.FfoError,
  ArgumentError: errors.ArgumentError,
  BusyError: errors.BusyError,
  MisuseError: errors.MisuseError,
  EnvironmentError: errors.EnvironmentError,
  InternalError: errors.InternalError,
  ClosedError: errors.ClosedError,
  LoadError: errors.LoadError,
};
