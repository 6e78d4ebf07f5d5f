// A Failure has about 150 bytes, which only a failing call writes; zeroing them would be most of an export's own work.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
