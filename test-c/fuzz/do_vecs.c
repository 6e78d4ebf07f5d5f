/* Vecs: their beginning and their end, and what ties each to its block. */
#include "vecs.h"

#include <string.h>

/* clang-format off */
static const size_t element_sizes[] = {
  1, 1, 2, 3, 4, 8, 8, 12, 16, 24, 40, 255, 4096, 32767, 32768, 65536, (size_t)1 << 20,
  (size_t)1 << 23, (size_t)1 << 24, (size_t)1 << 25, (size_t)1 << 26, (size_t)1 << 31,
  (size_t)1 << 32, (size_t)1 << 63, SIZE_MAX, 0,
};
/* clang-format on */

enum { ELEMENT_SIZES = sizeof element_sizes / sizeof *element_sizes };

size_t product(size_t count, size_t size)
{
  size_t bytes;
  return __builtin_mul_overflow(count, size, &bytes) ? SIZE_MAX : bytes;
}

ffo_vec *vec_of(lane *on, uint8_t a, char *text)
{
  if (a >> 6 == 3) {
    strcpy(text, "NULL");
    return NULL;
  }
  ffo_vec *vec = &on->v[a % VECS];
  size_t at;
  sprintf(text, "&v[%u][%u]", on->number, a % VECS);
  if (on->world->parallel && vec->data != NULL && block_at(on, vec->data, &at) == NULL) {
    memset(vec, 0, sizeof *vec); /* another lane's block may be there now, and would be busy */
    say(on, "memset(%s, 0, sizeof(ffo_vec));", text);
  }
  return vec;
}

/* What ties a vec to its block. */
statuses tie_errors(lane *on, const ffo_vec *vec, block **held)
{
  *held = NULL;
  if (vec->data == NULL && vec->capacity == 0) {
    return 0;
  }
  if (vec->data == NULL) {
    return ONE(FFO_E_PARTS_MISMATCH);
  }
  block *named;
  statuses errors = pointer_errors(on, vec->data, FFO_TYPE_VEC, &named);
  errors = errors != 0 ? errors : owner_errors(named);
  if (errors != 0) {
    return errors;
  }
  if (vec->stamp != named->stamp || vec->element_size != named->element_size ||
      product(vec->capacity, vec->element_size) != named->size) {
    return ONE(FFO_E_PARTS_MISMATCH);
  }
  *held = named;
  return 0;
}

statuses vec_errors(lane *on, const ffo_vec *vec, block **held)
{
  *held = NULL;
  if (vec == NULL) {
    return ONE(FFO_E_NULL_ARGUMENT);
  }
  if (vec->element_size == 0) {
    return ONE(FFO_E_INVALID_ARGUMENT);
  }
  const statuses errors = tie_errors(on, vec, held);
  return errors != 0 ? errors : vec->length > vec->capacity ? ONE(FFO_E_OUT_OF_RANGE) : 0;
}

/* A vec has a block that the model does not know yet. */
block *vec_made(lane *on, ffo_vec *vec)
{
  block *made = block_made(on, vec->data, product(vec->capacity, vec->element_size), FFO_TYPE_VEC);
  made->element_size = vec->element_size;
  made->stamp = vec->stamp;
  if ((uintptr_t)vec->data % 16 != 0) {
    found(on, "the data of a vec, %p, is not aligned", vec->data);
  }
  return made;
}

void vec_fill(lane *on, ffo_vec *vec, block *held)
{
  char name[32];
  snprintf(name, sizeof name, "v[%u][%u].data", on->number, (unsigned)(vec - on->v));
  content_fill(on, held, name);
}

void check_same(lane *on, const char *call, const ffo_vec *vec, const ffo_vec *before)
{
  if (memcmp(vec, before, sizeof *vec) != 0) {
    found(on, "%s was refused, and has changed the vec", call);
  }
}

/* How many elements a number means: bytes of a size that can be, or a count as it is. */
size_t count_of(lane *on, uint32_t n, size_t element_size)
{
  const size_t size = size_of(on, n);
  if (size > MOST_BYTES) {
    return size;
  }
  const size_t bytes = room_for(on, size);
  if (element_size > MOST_BYTES) {
    /* Products that wrap to little. */
    return n % 3 == 0 ? 1 + n % 5 : (SIZE_MAX / element_size + 1) * (1 + n % 2) + n % 3;
  }
  const size_t count = element_size == 0 ? bytes : bytes / element_size;
  return count == 0 && n % 8 != 0 ? 1 : count;
}

void do_vec_init(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = vec_of(on, o->a, name);
  const size_t element_size = element_sizes[o->b % ELEMENT_SIZES];
  size_t capacity = count_of(on, o->n, element_size);
  const size_t bytes = product(capacity, element_size);
  if (bytes > MOST_BYTES && bytes <= LARGEST_BLOCK) {
    capacity = 1 + LARGEST_BLOCK / element_size;
  }
  const statuses errors = vec == NULL         ? ONE(FFO_E_NULL_ARGUMENT)
                          : element_size == 0 ? ONE(FFO_E_INVALID_ARGUMENT)
                          : product(capacity, element_size) > LARGEST_BLOCK
                              ? ONE(FFO_E_SIZE_OVERFLOW)
                              : ONE(FFO_OK);
  say(on, "s = ffo_vec_init(%s, %zuu, %zuu);", name, element_size, capacity);
  const ffo_status status = on->world->api->vec_init(vec, element_size, capacity);
  settle(on, "ffo_vec_init", status, errors);
  if (vec == NULL) {
    return;
  }
  if (status != FFO_OK) {
    const ffo_vec empty = FFO_VEC_INIT;
    check_same(on, "ffo_vec_init", vec, &empty);
  } else if (vec->length != 0 || vec->capacity != capacity || vec->element_size != element_size) {
    found(on, "ffo_vec_init gives %zu of %zu elements of %zu bytes", vec->length, vec->capacity,
          vec->element_size);
  } else if (capacity != 0) {
    vec_fill(on, vec, vec_made(on, vec));
  }
}

void do_vec_dispose(lane *on, const op *o)
{
  char name[32];
  block *held = NULL;
  ffo_vec *vec = vec_of(on, o->a, name);
  const statuses errors = vec == NULL ? 0 : tie_errors(on, vec, &held);
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  const bool overrun = held != NULL && held->overrun;
  if (held != NULL) {
    content_check(on, held, held->size);
  }
  say(on, "s = ffo_vec_dispose(%s);", name);
  const ffo_status status = on->world->api->vec_dispose(vec);
  settle(on, "ffo_vec_dispose", status,
         errors != 0 ? errors
         : overrun   ? ONE(FFO_E_OVERRUN)
                     : ONE(FFO_OK));
  if (vec != NULL) {
    const ffo_vec empty = FFO_VEC_INIT;
    check_same(on, "ffo_vec_dispose", vec, errors != 0 ? &before : &empty);
  }
  if (held != NULL) {
    block_end(on, held);
  }
}
