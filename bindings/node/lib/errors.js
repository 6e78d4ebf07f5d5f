'use strict';

/** What the library or this package refused. `status` is 0 when the package refused by itself. */
class FfoError extends Error {
  constructor(message, details = {}) {
    super(message);
    this.name = this.constructor.name;
    this.status = 0;
    Object.assign(this, details);
    if (details.name !== undefined) this.code = details.name; // where Node programs look for it
  }
}

class ArgumentError extends FfoError {} //     1..9
class BusyError extends FfoError {} //        10..19
class MisuseError extends FfoError {} //      20..49
class EnvironmentError extends FfoError {} // 50..69
class InternalError extends FfoError {} //    99

/** The owner was closed, or has given away what it held. */
class ClosedError extends FfoError {}

/** The library was not found, or is not the one that this package can work with. */
class LoadError extends FfoError {}

function familyOf(status) {
  if (status < 10) return ArgumentError;
  if (status < 20) return BusyError;
  if (status < 50) return MisuseError;
  return status < 70 ? EnvironmentError : InternalError;
}

module.exports = {
  FfoError, ArgumentError, BusyError, MisuseError, EnvironmentError, InternalError,
  ClosedError, LoadError, familyOf,
};
