/* Vecs: raw parts and handles. */
#include "vecs.h"

#include <string.h>

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
