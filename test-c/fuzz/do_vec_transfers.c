/* Vecs: what the caller does to the struct, raw parts, handles. */
#include "run.h"
#include "vecs.h"

#include <string.h>

static ffo_vec *plain_vec(lane *on, uint8_t a, char *text) { return vec_of(on, a % VECS, text); }

void do_vec_length(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = plain_vec(on, o->a, name);
  vec->length = o->n % 16 == 0   ? vec->capacity + 1 + o->n / 16 % 3
                : o->n % 16 == 1 ? SIZE_MAX - o->n / 16 % 3
                                 : o->n / 16 % (vec->capacity + 1 == 0 ? 1 : vec->capacity + 1);
  say(on, "(%s)->length = %zuu;", name, vec->length);
}

void do_vec_copy(lane *on, const op *o)
{
  char name[32];
  on->w[o->b % VECS] = *plain_vec(on, o->a, name);
  say(on, "w[%u][%u] = *%s;", on->number, o->b % VECS, name);
}

void do_vec_swap(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = plain_vec(on, o->a, name);
  const ffo_vec kept = *vec;
  *vec = on->w[o->b % VECS];
  on->w[o->b % VECS] = kept;
  say(on, "swap(%s, &w[%u][%u]);", name, on->number, o->b % VECS);
}

static size_t edited(size_t value, uint32_t n)
{
  switch (n & 3) {
  case 0:
    return value ^ (size_t)1 << (n >> 2) % 64;
  case 1:
    return value + ((size_t)1 << (n >> 2) % 64);
  case 2:
    return value + 1 + (n >> 2) % 4;
  default:
    return (size_t)1 << (n >> 2) % 64;
  }
}

/* The data pointer becomes another. */
static void edit_data(lane *on, ffo_vec *vec, const char *name, uint32_t n)
{
  if (n % 4 == 0 || vec->data == NULL || product(vec->capacity, vec->element_size) < 16) {
    vec->data = NULL;
    say(on, "(%s)->data = NULL;", name);
  } else if (n % 4 == 1) {
    vec->data = (char *)vec->data + 8;
    say(on, "(%s)->data = (char *)(%s)->data + 8;", name, name);
  } else {
    vec->data = on->v[n / 4 % VECS].data;
    say(on, "(%s)->data = v[%u][%u].data;", name, on->number, n / 4 % VECS);
  }
}

void do_vec_edit(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = plain_vec(on, o->a, name);
  const size_t former = vec->capacity;
  switch (o->b % 8) {
  case 0:
    vec->capacity = edited(vec->capacity, o->n);
    break;
  case 1:
    vec->element_size = edited(vec->element_size, o->n);
    break;
  case 2:
    vec->stamp ^= (uint64_t)1 << o->n % 64;
    say(on, "(%s)->stamp ^= 1ull << %u;", name, o->n % 64);
    return;
  case 3:
    edit_data(on, vec, name, o->n);
    return;
  case 4: /* both, so that the product is the same */
    vec->capacity <<= o->n % 8;
    vec->element_size >>= o->n % 8;
    break;
  default: /* the product wraps to what it was */
    if (vec->element_size != 0 && (vec->element_size & (vec->element_size - 1)) == 0) {
      vec->capacity += (SIZE_MAX / vec->element_size + 1) * (1 + o->n / 4 % 3);
      vec->length = former + o->n % 3;
    } else {
      vec->length = edited(vec->length, o->n);
    }
  }
  say(on, "edit(%s, %zuu, %zuu, %zuu);", name, vec->length, vec->capacity, vec->element_size);
}

/* To raw parts and back, again and again: each time under a stamp that must not have been before. */
void do_vec_round(lane *on, const op *o)
{
  static const unsigned counts[] = { 1, 2, 511, 512, 1023, 1024, 1025, 2047, 2048, 4096 };
  char name[32];
  block *held;
  ffo_vec *vec = plain_vec(on, o->a, name);
  const unsigned rounds = o->n % 4 == 0 ? counts[o->n / 4 % 10] : o->n / 4 % 3;
  if (vec_errors(on, vec, &held) != 0 || held == NULL) {
    return;
  }
  say(on, "round_trips(%s, %u);", name, rounds);
  FILE *out = on->out;
  on->out = NULL; /* it is said */
  for (unsigned i = 0; i < rounds; i++) {
    const ffo_vec before = *vec;
    void *data;
    size_t length;
    size_t capacity;
    ffo_status status = on->world->api->vec_into_raw_parts(vec, &data, &length, &capacity);
    settle(on, "ffo_vec_into_raw_parts", status, ONE(FFO_OK));
    status = on->world->api->vec_from_raw_parts(vec, data, length, capacity, before.element_size);
    settle(on, "ffo_vec_from_raw_parts", status, ONE(FFO_OK));
    if (vec->data != before.data || vec->length != before.length ||
        vec->capacity != before.capacity || vec->stamp == before.stamp) {
      found(on, "a round trip of a vec to raw parts gives another vec, or the same stamp");
    }
  }
  on->out = out;
  held->stamp = vec->stamp;
}

void do_vec_churn(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = plain_vec(on, o->a, name);
  if (vec_errors(on, vec, &held) != 0 || held == NULL || held->size == 0 || held->size > 4096 ||
      held->overrun) {
    return;
  }
  const size_t element_size = vec->element_size;
  const size_t capacity = vec->capacity;
  const unsigned rounds = o->n % 8 == 0 ? 20000 : 1 + o->n % 40;
  ffo_vec before = *vec;
  size_t repeated = 0;
  say(on, "churn(%s, %u);", name, rounds);
  block_end(on, held);
  FILE *out = on->out;
  on->out = NULL; /* it is said */
  for (unsigned i = 0; i < rounds; i++) {
    ffo_status status = on->world->api->vec_dispose(vec);
    settle(on, "ffo_vec_dispose", status, ONE(FFO_OK));
    status = on->world->api->vec_init(vec, element_size, capacity);
    settle(on, "ffo_vec_init", status, ONE(FFO_OK));
    repeated += vec->data == before.data && vec->stamp == before.stamp;
  }
  count_add(&on->world->sum.created, rounds - 1);
  count_add(&on->world->sum.freed, rounds - 1);
  on->out = out;
  if (repeated != 0) {
    found(on, "of %u vecs made one after another %zu have the address and the stamp of the first",
          rounds, repeated);
  }
  vec_fill(on, vec, vec_made(on, vec));
}

void do_vec_into_raw_parts(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = vec_of(on, o->a, name);
  statuses errors = vec_errors(on, vec, &held);
  void *data = (void *)1;
  size_t length = 1;
  size_t capacity = 1;
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  void **data_at = &data;
  size_t *length_at = &length;
  size_t *capacity_at = &capacity;
  if (o->n % 8 == 1) {
    data_at = NULL;
    errors = ONE(FFO_E_NULL_ARGUMENT);
  } else if (o->n % 8 == 2 && errors == 0) { /* the out parameters lie in the struct itself */
    data_at = &vec->data;
    length_at = &vec->length;
    capacity_at = &vec->capacity;
  }
  say(on,
      data_at == NULL        ? "s = ffo_vec_into_raw_parts(%s, NULL, &length, &capacity);"
      : length_at != &length ? "s = ffo_vec_into_raw_parts(%s, &(%s)->data, &(%s)->length, "
                               "&(%s)->capacity);"
                             : "s = ffo_vec_into_raw_parts(%s, &data, &length, &capacity);",
      name, name, name, name);
  const ffo_status status =
      on->world->api->vec_into_raw_parts(vec, data_at, length_at, capacity_at);
  settle(on, "ffo_vec_into_raw_parts", status, errors != 0 ? errors : ONE(FFO_OK));
  if (length_at != &length) {
    data = vec->data;
    length = vec->length;
    capacity = vec->capacity;
    *vec = (ffo_vec)FFO_VEC_INIT;
  }
  if (errors != 0) {
    if (length != 0 || capacity != 0 || (data_at != NULL && data != NULL) ||
        (vec != NULL && memcmp(vec, &before, sizeof before) != 0)) {
      found(on, "ffo_vec_into_raw_parts was refused, and leaves something else than zeros");
    }
    return;
  }
  if (data != before.data || length != before.length || capacity != before.capacity ||
      vec->data != NULL || vec->length != 0 || vec->capacity != 0) {
    found(on, "ffo_vec_into_raw_parts gives %p, %zu, %zu for %p, %zu, %zu", data, length, capacity,
          before.data, before.length, before.capacity);
  }
  if (held != NULL) {
    held->stamp = 0; /* no vec fits it now */
  }
  on->p[o->b % POINTERS] = data;
  say(on, "p[%u][%u] = %s%s%s;", on->number, o->b % POINTERS, length_at != &length ? "(" : "",
      length_at != &length ? name : "data", length_at != &length ? ")->data" : "");
  if (length_at != &length) {
    say(on, "memset(%s, 0, sizeof(ffo_vec));", name);
  }
}

void do_vec_from_raw_parts(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = vec_of(on, o->a, name);
  const argument data = pointer_of(on, o->b, o->n);
  block *held = NULL;
  size_t at;
  block *there = data.value == NULL ? NULL : block_at(on, data.value, &at);
  size_t element_size = there != NULL && there->element_size != 0 ? there->element_size : 1;
  size_t capacity = there != NULL ? there->size / element_size : 0;
  size_t length = capacity == 0 ? 0 : o->n / 16 % (capacity + 1);
  switch (o->n % 16) {
  case 0:
    capacity = edited(capacity, o->n / 16);
    break;
  case 1:
    element_size = edited(element_size, o->n / 16);
    break;
  case 2:
    length = capacity + 1 + o->n / 16 % 2;
    break;
  case 3:
    element_size = 0;
    break;
  case 4:
    capacity += SIZE_MAX / element_size + 1;
    break;
  default:
    break;
  }
  statuses errors = vec == NULL         ? ONE(FFO_E_NULL_ARGUMENT)
                    : element_size == 0 ? ONE(FFO_E_INVALID_ARGUMENT)
                                        : 0;
  if (errors == 0 && data.value != NULL) {
    errors = pointer_errors(on, data.value, FFO_TYPE_VEC, &held);
    errors = errors != 0 ? errors : owner_errors(held);
    if (errors == 0 &&
        (element_size != held->element_size || product(capacity, element_size) != held->size)) {
      errors = ONE(FFO_E_PARTS_MISMATCH);
    }
  } else if (errors == 0 && capacity != 0) {
    errors = ONE(FFO_E_PARTS_MISMATCH);
  }
  errors = errors != 0 ? errors : length > capacity ? ONE(FFO_E_OUT_OF_RANGE) : 0;
  say(on, "s = ffo_vec_from_raw_parts(%s, %s, %zuu, %zuu, %zuu);", name, data.text, length,
      capacity, element_size);
  const ffo_status status =
      on->world->api->vec_from_raw_parts(vec, data.value, length, capacity, element_size);
  settle(on, "ffo_vec_from_raw_parts", status, errors != 0 ? errors : ONE(FFO_OK));
  if (vec == NULL) {
    return;
  }
  const bool right = errors != 0
                         ? vec->data == NULL && vec->length == 0 && vec->capacity == 0
                         : vec->data == data.value && vec->length == length &&
                               vec->capacity == capacity && vec->element_size == element_size;
  if (!right) {
    found(on, "ffo_vec_from_raw_parts gives %p, %zu, %zu", vec->data, vec->length, vec->capacity);
  }
  if (errors == 0 && held != NULL) {
    held->stamp = vec->stamp;
  }
}

void do_vec_into_handle(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = vec_of(on, o->a, name);
  const statuses errors = vec_errors(on, vec, &held);
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  ffo_status status = FFO_STATUS_FORCE_32;
  say(on, "h[%u][%u] = ffo_vec_into_handle(%s, &s);", on->number, o->b % HANDLES, name);
  const ffo_handle made = on->world->api->vec_into_handle(vec, &status);
  settle(on, "ffo_vec_into_handle", status, errors != 0 ? errors : ONE(FFO_OK));
  on->h[o->b % HANDLES] = made;
  if (errors != 0) {
    if (made != 0 || (vec != NULL && memcmp(vec, &before, sizeof before) != 0)) {
      found(on, "ffo_vec_into_handle was refused, and gives a handle or changes the vec");
    }
    return;
  }
  handle_model *handle = handle_made(on, made);
  if (held == NULL) { /* it has got a block of size 0, whose address nobody knows yet */
    say(on, "(void)ffo_handle_borrow(h[%u][%u], FFO_TYPE_VEC, NULL, NULL);", on->number,
        o->b % HANDLES);
    void *address =
        (void *)(uintptr_t)on->world->api->handle_borrow(made, FFO_TYPE_VEC, NULL, NULL);
    say(on, "s = ffo_handle_return(h[%u][%u]);", on->number, o->b % HANDLES);
    settle(on, "ffo_handle_return", on->world->api->handle_return(made), ONE(FFO_OK));
    held = block_made(on, address, 0, FFO_TYPE_VEC);
    held->element_size = before.element_size;
  }
  held->owner = HANDLED;
  held->handle = handle;
  held->stamp = 0; /* no vec fits it now */
  handle->block = held;
  handle->type = FFO_TYPE_VEC;
  handle->size = before.length * before.element_size;
}

void do_vec_from_handle(lane *on, const op *o)
{
  char name[32];
  handle_model *handle;
  ffo_vec *vec = vec_of(on, o->a, name);
  const ffo_handle it = on->h[o->b % HANDLES];
  statuses errors =
      vec == NULL ? ONE(FFO_E_NULL_ARGUMENT) : handle_errors(on, it, FFO_TYPE_VEC, &handle);
  if (errors == 0) {
    errors = handle->references > 1 ? ONE(FFO_E_SHARED)
             : handle->borrows > 0  ? ONE(FFO_E_BORROWED)
                                    : 0;
  }
  say(on, "s = ffo_vec_from_handle(%s, h[%u][%u]);", name, on->number, o->b % HANDLES);
  const ffo_status status = on->world->api->vec_from_handle(vec, it);
  settle(on, "ffo_vec_from_handle", status, errors != 0 ? errors : ONE(FFO_OK));
  if (vec == NULL) {
    return;
  }
  if (errors != 0) {
    const ffo_vec empty = FFO_VEC_INIT;
    if (memcmp(vec, &empty, sizeof empty) != 0) {
      found(on, "ffo_vec_from_handle was refused, and leaves something else than zeros");
    }
    return;
  }
  block *held = handle->block;
  if (vec->data != held->address || vec->element_size != held->element_size ||
      vec->length * vec->element_size != handle->size ||
      vec->capacity * vec->element_size != held->size) {
    found(on, "ffo_vec_from_handle gives another vec");
  }
  held->owner = CALLERS;
  held->handle = NULL;
  held->stamp = vec->stamp;
  handle->stale = true;
  count_add(&on->world->sum.handles, (uint64_t)-1);
}
