/* Vecs: growing and shrinking. */
#include "vecs.h"

#include <stdlib.h>
#include <string.h>

/* After a call that may have moved the elements. The former block's content up to the former length is
 * there, and what follows it is given. */
static void moved(lane *on, ffo_vec *vec, const ffo_vec *before, block *held, size_t length,
                  const void *added, size_t added_bytes)
{
  const size_t kept = product(before->length, vec->element_size);
  block *now = held;
  if (vec->length != length || vec->capacity < length ||
      vec->element_size != before->element_size) {
    found(on, "a vec has %zu of %zu elements, and should have %zu", vec->length, vec->capacity,
          length);
  }
  if (vec->data != before->data || vec->capacity != before->capacity) {
    const uint64_t seed = held == NULL ? 0 : held->seed;
    const uint64_t period = held == NULL ? on->world->period : held->period;
    char tag[64];
    strcpy(tag, held == NULL ? "" : held->tag);
    now = vec_made(on, vec);
    now->seed = seed;
    now->period = period;
    strcpy(now->tag, tag);
    if (held != NULL) {
      block_end(on, held);
    }
  }
  if (now == NULL) {
    return;
  }
  now->stamp = vec->stamp;
  /* The sample of places is the same if the size is; else the lower of the two is looked at. */
  if (held == NULL || now->size == held->size || (now->size <= 262144 && held->size <= 262144)) {
    content_check(on, now, kept);
  } else {
    content_check(on, now, kept < 32768 ? kept : 32768);
  }
  if (added != NULL && memcmp((char *)vec->data + kept, added, added_bytes) != 0) {
    found(on, "the elements that were added to a vec are not there");
  } else if (added == NULL && added_bytes > 0) {
    content_check_zero(on, vec->data, kept, kept + added_bytes);
  }
  vec_fill(on, vec, now);
}

/* Whether a vec may have so many elements more. */
static statuses growth_errors(const ffo_vec *vec, size_t additional)
{
  const size_t most = LARGEST_BLOCK / vec->element_size;
  return additional > most || vec->length + additional > most ? ONE(FFO_E_SIZE_OVERFLOW) : 0;
}

/* A count for growth: one that takes no more memory than there may be, or one that cannot be. */
static size_t growth_of(lane *on, const ffo_vec *vec, uint32_t n)
{
  const size_t size = vec == NULL ? 1 : vec->element_size;
  size_t count = count_of(on, n, size);
  if (vec != NULL && size != 0 && growth_errors(vec, count) == 0) {
    const size_t bytes = product(vec->length + count, size);
    const size_t more = product(vec->capacity + vec->capacity / 2, size);
    if (bytes > MOST_BYTES || (bytes > product(vec->capacity, size) && more > MOST_BYTES)) {
      return LARGEST_BLOCK / size + 1;
    }
  }
  return count;
}

void do_vec_reserve(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = vec_of(on, o->a, name);
  statuses errors = vec_errors(on, vec, &held);
  const size_t additional = growth_of(on, vec, o->n);
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  errors = errors != 0 ? errors : growth_errors(vec, additional);
  say(on, "s = ffo_vec_reserve(%s, %zuu);", name, additional);
  const ffo_status status = on->world->api->vec_reserve(vec, additional);
  settle(on, "ffo_vec_reserve", status, errors != 0 ? errors : ONE(FFO_OK));
  if (status == FFO_OK) {
    moved(on, vec, &before, held, before.length, NULL, 0);
    if (vec->capacity - vec->length < additional) {
      found(on, "ffo_vec_reserve has made no room for %zu", additional);
    }
  } else if (vec != NULL) {
    check_same(on, "ffo_vec_reserve", vec, &before);
  }
}

static void append(lane *on, const op *o, const char *call, size_t count)
{
  char name[32];
  char from[96];
  block *held;
  ffo_vec *vec = vec_of(on, o->a, name);
  const bool push = strcmp(call, "ffo_vec_push") == 0;
  statuses errors = vec_errors(on, vec, &held);
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  if (errors == 0) {
    errors = growth_errors(vec, count);
  }
  const size_t bytes = vec == NULL ? 0 : product(count, vec->element_size);
  const void *elements;
  size_t own = SIZE_MAX; /* where in the vec itself they lie */
  if (o->b == 1) {
    elements = NULL;
    strcpy(from, "NULL");
    errors = push || count != 0 ? ONE(FFO_E_NULL_ARGUMENT) : errors;
  } else if (o->b == 2 && errors == 0 && held != NULL && count <= before.length) {
    own = (before.length - count) * vec->element_size;
    elements = (char *)vec->data + own;
    sprintf(from, "(char *)v[%u][%u].data + %zu", on->number, o->a % VECS, own);
  } else if (bytes > MOST_BYTES && errors == 0) {
    return;
  } else {
    const size_t length = bytes > MOST_BYTES ? 64 : bytes;
    elements = text_of(length);
    sprintf(from, "text(%zu)", length);
  }
  char *copy = NULL;
  if (elements != NULL && errors == 0 && bytes <= 1 << 20) {
    copy = malloc(bytes + 1);
    memcpy(copy, elements, bytes);
  }
  if (push) {
    say(on, "s = ffo_vec_push(%s, %s);", name, from);
  } else {
    say(on, "s = ffo_vec_append(%s, %s, %zuu);", name, from, count);
  }
  const ffo_status status = push ? on->world->api->vec_push(vec, elements)
                                 : on->world->api->vec_append(vec, elements, count);
  settle(on, call, status, errors != 0 ? errors : ONE(FFO_OK));
  if (status == FFO_OK) {
    const void *added = copy != NULL ? copy : own != SIZE_MAX ? (char *)vec->data + own : elements;
    moved(on, vec, &before, held, before.length + count, added == NULL ? "" : added,
          added == NULL ? 0 : bytes);
  } else if (vec != NULL) {
    check_same(on, call, vec, &before);
  }
  free(copy);
}

void do_vec_push(lane *on, const op *o) { append(on, o, "ffo_vec_push", 1); }

void do_vec_append(lane *on, const op *o)
{
  char name[32];
  append(on, o, "ffo_vec_append", growth_of(on, vec_of(on, o->a, name), o->n));
}

void do_vec_resize(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = vec_of(on, o->a, name);
  statuses errors = vec_errors(on, vec, &held);
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  size_t length = growth_of(on, vec, o->n);
  if (o->b % 2 == 1 && before.length > 0 && length <= MOST_BYTES) {
    length %= before.length;
  }
  const size_t added = length > before.length ? length - before.length : 0;
  errors = errors != 0 ? errors : growth_errors(vec, added);
  if (errors == 0 && product(length, before.element_size) > MOST_BYTES) {
    return;
  }
  say(on, "s = ffo_vec_resize(%s, %zuu);", name, length);
  const ffo_status status = on->world->api->vec_resize(vec, length);
  settle(on, "ffo_vec_resize", status, errors != 0 ? errors : ONE(FFO_OK));
  if (status == FFO_OK) {
    ffo_vec kept = before;
    kept.length = length < before.length ? length : before.length;
    moved(on, vec, &kept, held, length, NULL, product(added, vec->element_size));
  } else if (vec != NULL) {
    check_same(on, "ffo_vec_resize", vec, &before);
  }
}

void do_vec_shrink(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = vec_of(on, o->a, name);
  const statuses errors = vec_errors(on, vec, &held);
  const ffo_vec before = vec == NULL ? (ffo_vec)FFO_VEC_INIT : *vec;
  const bool ends = errors == 0 && held != NULL && before.length == 0;
  const bool overrun = ends && held->overrun;
  say(on, "s = ffo_vec_shrink(%s);", name);
  const ffo_status status = on->world->api->vec_shrink(vec);
  settle(on, "ffo_vec_shrink", status,
         errors != 0 ? errors
         : overrun   ? ONE(FFO_E_OVERRUN)
                     : ONE(FFO_OK));
  if (errors != 0) {
    if (vec != NULL) {
      check_same(on, "ffo_vec_shrink", vec, &before);
    }
    return;
  }
  if (vec->capacity != before.length || vec->length != before.length) {
    found(on, "ffo_vec_shrink leaves %zu of %zu", vec->length, vec->capacity);
  }
  if (ends) {
    block_end(on, held);
  } else {
    moved(on, vec, &before, held, before.length, NULL, 0);
  }
}
