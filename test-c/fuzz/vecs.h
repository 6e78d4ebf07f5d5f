/* What the files on vecs share. */
#ifndef FFO_FUZZ_VECS_H
#define FFO_FUZZ_VECS_H

#include "run.h"

size_t product(size_t count, size_t size); /* SIZE_MAX if it does not fit */
ffo_vec *vec_of(lane *on, uint8_t a, char *text);
statuses tie_errors(lane *on, const ffo_vec *vec, block **held);
statuses vec_errors(lane *on, const ffo_vec *vec, block **held);
block *vec_made(lane *on, ffo_vec *vec);
void vec_fill(lane *on, ffo_vec *vec, block *held);
void check_same(lane *on, const char *call, const ffo_vec *vec, const ffo_vec *before);
size_t count_of(lane *on, uint32_t n, size_t element_size);
size_t edited(size_t value, uint32_t n);

#endif
