// What users see of the package.
//
// One file, although long: it declares one module, and is read as that module's reference.

/// <reference lib="es2022" />
/// <reference lib="esnext.disposable" />

/** An address. */
export type Pointer = bigint;

/** Base of everything that has to be ended: by close(), by `using`, or at last by the collector. */
export declare abstract class Owner implements Disposable {
  /** Whether nothing is held any more: it was closed, or what it held has gone elsewhere. */
  get closed(): boolean;
  /** Ends what is held, now. A second close does nothing. */
  close(): void;
  [Symbol.dispose](): void;
}

/** Calls `fn(owner)` and closes the owner afterwards; if `fn` is asynchronous, when its promise is settled. */
export declare function withOwner<O extends { close(): void }, R>(owner: O, fn: (owner: O) => R): R;

/** What is held by its pointer. */
declare abstract class Block extends Owner {
  /** Gives the pointer away: from here on it has to be freed by whoever has it. */
  intoRaw(): Pointer;
  /** Leaves the block to the process for ever: no leak, and no free either. */
  forget(): Pointer;
  /** Marks the block with a word, to be found in reports; null clears it. */
  tag(word: string | null): void;
  describe(): BlockInfo;
}

/** Text of the library: NUL-terminated, of any bytes but NUL. */
declare class FfoString extends Block {
  constructor(text: string | Uint8Array);
  /** Many strings in one call, all or none. */
  static many(texts: Iterable<string>): Strings;
  static fromRaw(pointer: Pointer): FfoString;
  toString(): string;
  /** A copy of the bytes, without the NUL. */
  bytes(): Uint8Array;
  /** In bytes, as recorded when the string was made. */
  get length(): number;
  clone(): FfoString;
}
export { FfoString as String };

/** Many strings that end together. */
export declare class Strings extends Owner {
  constructor(texts: Iterable<string>);
  static fromRaw(pointers: Iterable<Pointer>): Strings;
  get length(): number;
  /** undefined outside, null where the string was taken; refused is what is no integer. */
  at(index: number): string | null | undefined;
  /** null where a string was taken. */
  toArray(): (string | null)[];
  /** Moves one string out, into an owner of its own. */
  take(index: number): FfoString;
  intoRaw(): BigUint64Array;
}

export interface ConfigFields {
  maxConnections: number;
  timeoutMs: number;
  get name(): string | null;
  set name(value: string | FfoString | null);
}

/** The struct with two numbers and a name that it owns. */
export declare class Config extends Block implements ConfigFields {
  constructor(maxConnections: number, timeoutMs: number, name?: string | null);
  static fromRaw(pointer: Pointer): Config;
  maxConnections: number;
  timeoutMs: number;
  get name(): string | null;
  set name(value: string | FfoString | null);
  get fields(): ConfigFields;
  /** Moves the name out; null if there is none. */
  takeName(): FfoString | null;
  clone(): Config;
}

/** In the description of a struct: a field that owns a box of the same struct. */
export declare const Self: unique symbol;

/** A type of koffi, by its name or as koffi's object, or what the field owns. */
export type Member = string | object | typeof FfoString | typeof Config | Struct<any> | typeof Self;

/** A registered struct. `F` is what its fields look like in JavaScript. */
export declare class Struct<F = Record<string, any>> {
  constructor(name: string, members: Record<string, Member> | object, options?: { drop?: (fields: F) => void });
  readonly name: string;
  readonly size: number;
  readonly type: number;
}

/** A struct of the program's own, and all that it owns. */
export declare class Box<F = Record<string, any>> extends Block {
  constructor(struct: Struct<F>, values?: { [K in keyof F]?: F[K] | Owner });
  static fromRaw<F>(struct: Struct<F>, pointer: Pointer): Box<F>;
  /** Read and written in place. */
  get fields(): F;
  /** Puts an owner into an owned field, and ends what was there; null empties the field. */
  put(name: keyof F & string, owner: Owner | null): void;
  /** Moves what an owned field holds out; null if it is empty. */
  take(name: keyof F & string): FfoString | Config | Box<any> | null;
}

export type Elements = Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array
  | BigInt64Array | BigUint64Array | Float32Array | Float64Array;
export interface ElementsClass<A extends Elements> {
  new (length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}
export type Element<A extends Elements> = A extends BigInt64Array | BigUint64Array ? bigint : number;

export interface RawParts {
  data: Pointer | null;
  length: number;
  capacity: number;
}

/** A growable buffer of numbers. */
export declare class Vec<A extends Elements> extends Owner {
  constructor(elements: ElementsClass<A>, values?: A | Iterable<Element<A>>);
  static fromRaw<A extends Elements>(elements: ElementsClass<A>, parts: RawParts): Vec<A>;
  get length(): number;
  get capacity(): number;
  push(value: Element<A>): void;
  append(values: A | Iterable<Element<A>>): void;
  resize(length: number): void;
  reserve(additional: number): void;
  shrink(): void;
  /** A copy of the elements. */
  toArray(): A;
  /** The elements themselves. Until the view is closed the vec neither grows nor ends; afterwards its array is empty. */
  view(): View<A>;
  view<R>(fn: (array: A) => R): R;
  clone(): Vec<A>;
  intoRaw(): RawParts;
  forget(): Pointer | null;
  tag(word: string | null): void;
  describe(): BlockInfo;
}

export declare class View<A extends Elements> implements Disposable {
  private constructor();
  get array(): A;
  get closed(): boolean;
  close(): void;
  [Symbol.dispose](): void;
}

/** What can be behind a handle: an owner of the library, or an adopted object. */
export type Kind<T> = T extends FfoString ? typeof FfoString : T extends Config ? typeof Config
  : T extends Box<infer F> ? Struct<F> : T extends Vec<infer A> ? ElementsClass<A> : ObjectConstructor;

/** One reference to what the library owns. */
export declare class Handle<T> extends Owner {
  /** Puts what `owner` holds behind a handle; the owner is closed by that. */
  constructor(owner: T & Owner);
  /** Puts an object of JavaScript behind a handle. `drop(object)` runs when the handle ends, on this thread. */
  static adopt<T>(object: T, drop?: (object: T) => void): Handle<T>;
  static fromRaw<T>(what: Kind<T>, pointer: Pointer): Handle<T>;
  /** A reference of its own to the handle with this number, which may come from another thread or from C. */
  static fromNumber<T>(what: Kind<T>, number: bigint): Handle<T>;
  get number(): bigint;
  clone(): Handle<T>;
  weak(): WeakHandle<T>;
  borrow(): Borrow<T>;
  borrow<R>(fn: (borrow: Borrow<T>) => R): R;
  borrowMut(): Borrow<T>;
  borrowMut<R>(fn: (borrow: Borrow<T>) => R): R;
  intoOwner(): T;
  intoRaw(): Pointer;
  tag(word: string | null): void;
  describe(): BlockInfo;
}

/** A handle without a reference: it keeps nothing alive, and is safe to ask with. */
export declare class WeakHandle<T> {
  private constructor();
  get number(): bigint;
  /** null if the block is gone. */
  lock(): Handle<T> | null;
}

/** A right to use what a handle holds, until it is closed. What it shows depends on what that is. */
export declare class Borrow<T> extends Owner {
  private constructor();
  get pointer(): Pointer;
  toString(): string;
  bytes(): Uint8Array;
  get fields(): T extends Box<infer F> ? F : T extends Config ? ConfigFields : never;
  get array(): T extends Vec<infer A> ? A : T extends FfoString ? Uint8Array : never;
  get object(): T;
  put(name: string, owner: Owner | null): void;
  take(name: string): FfoString | Config | Box<any> | null;
}

export interface BlockInfo {
  type: number;
  typeName: string;
  address: Pointer;
  size: number;
  owner: 'nobody' | 'caller' | 'library';
  flags: number;
  handle: bigint;
  ownedBy: Pointer | null;
  references: number;
  borrows: number;
  period: number;
  freeFunction: string | null;
  tag: string;
  elementType: number;
}

export interface Stats {
  heap: number;
  liveBlocks: number;
  forgottenBlocks: number;
  createdBlocks: number;
  freedBlocks: number;
  liveBytes: number;
  forgottenBytes: number;
  reservedBytes: number;
  liveHandles: number;
  liveBorrows: number;
  misuses: number;
}

/** What the ledger knows of the block that a pointer names or lies in, live or freed. */
export declare function describe(pointer: Pointer): BlockInfo;
export declare function stats(): Stats;
/** Starts the next period; its number is the checkpoint for the two below. */
export declare function checkpoint(): number;
export declare function liveSince(since?: number): { blocks: number; bytes: number };
/** To a file, or to standard error. */
export declare function reportLeaks(since?: number, path?: string | null): void;
/** Walks the whole ledger; throws what damage it finds first. */
export declare function validate(): void;
/** What follows a misuse, beside the exception; for the whole process. */
export declare function setPolicy(policy: 'return' | 'log' | 'abort'): void;
export declare const version: string;
export declare const libraryFile: string;
export declare const constants: Readonly<Record<string, number>>;

export declare class FfoError extends Error {
  /** The library's status; 0 if the package refused by itself. */
  status: number;
  /** The same as `name`: "FFO_E_DOUBLE_FREE". */
  code?: string;
  offset?: number;
  size?: number;
  pointer?: Pointer | null;
  handle?: bigint;
  expectedType?: number;
  actualType?: number;
  freeFunction?: string | null;
}
export declare class ArgumentError extends FfoError {}
export declare class BusyError extends FfoError {}
export declare class MisuseError extends FfoError {}
export declare class EnvironmentError extends FfoError {}
export declare class InternalError extends FfoError {}
export declare class ClosedError extends FfoError {}
export declare class LoadError extends FfoError {}
