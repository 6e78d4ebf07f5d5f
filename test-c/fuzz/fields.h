/* What the files on boxes and on configs share: the fields in which a block owns others. */
#ifndef FFO_FUZZ_FIELDS_H
#define FFO_FUZZ_FIELDS_H

#include "run.h"

void *value_at(const block *of, size_t offset);
statuses change_errors(lane *on, void *pointer, ffo_type type, block **named);
statuses child_errors(lane *on, const block *parent, const void *value, ffo_type type,
                      block **child);
statuses former_errors(lane *on, block *parent, size_t offset, ffo_type type);
bool end_former(lane *on, block *parent, size_t offset); /* true: there was an overrun in it */

#endif
