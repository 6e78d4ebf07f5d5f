/* What the two files on handles share. */
#ifndef FFO_FUZZ_HANDLES_H
#define FFO_FUZZ_HANDLES_H

#include "run.h"

ffo_type type_for(lane *on, uint32_t n, const handle_model *handle, argument *text);
argument handle_at(lane *on, uint8_t a, ffo_handle *value);

#endif
