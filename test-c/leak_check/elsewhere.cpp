// Checks that begin in one file of a program and end in another.
#include "elsewhere.h"

#include <ffo_test.h>

void elsewhere_begin(void) { FFO_TEST_BEGIN(); }

void elsewhere_end(void) { FFO_TEST_END(); }
