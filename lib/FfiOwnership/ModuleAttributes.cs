// What a call inlines has room for many cases of which it meets one: zeroing all of it first would be the larger part of its work.
// So no method may read a local buffer that it has not written.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
