/* What the two files on looking inside share. */
#ifndef FFO_FUZZ_LOOKING_H
#define FFO_FUZZ_LOOKING_H

#include "run.h"

/* Is that what the model knows of the block? The call is the one that has described it. */
void check_info(lane *on, const char *call, const ffo_block_info *info, const block *of);

#endif
