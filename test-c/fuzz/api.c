#include "functions.h"

const fuzz_api linked_api = {
#define FUZZ_ENTRY(name) ffo_##name,
  FUZZ_FUNCTIONS(FUZZ_ENTRY)
#undef FUZZ_ENTRY
};
