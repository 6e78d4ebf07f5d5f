// The same text again, as C++: what C accepts, C++ must accept without a cast or a warning.
#include "test_header_alone.c"
