// An inlined call has local variables for many cases, of which it meets one; zeroing all of them first would be most of its work.
// In return, no method may read a local buffer that it has not written.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
