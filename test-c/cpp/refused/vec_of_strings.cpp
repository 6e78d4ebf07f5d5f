// Growth would copy the bytes of objects that have more than bytes.
#include <ffi_ownership.hpp>

ffo::vec<ffo::string> lines; // HERE
