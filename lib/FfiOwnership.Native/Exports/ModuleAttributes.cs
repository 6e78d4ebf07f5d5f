// A Failure is 150 bytes that only a failing call writes; zeroing them would be the larger part of an export's own work.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
