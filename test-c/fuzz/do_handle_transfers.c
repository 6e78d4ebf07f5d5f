/* What goes behind a handle, and comes back from there. */
#include "handles.h"

void do_handle_from_raw(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n / 32);
  argument text;
  const ffo_type type = type_of(on, o->n, it.value, &text);
  block *root = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  const statuses errors = it.value == NULL      ? ONE(FFO_E_NULL_ARGUMENT)
                          : !is_known(on, type) ? ONE(FFO_E_UNKNOWN_TYPE)
                                                : end_errors(on, it.value, type, &root);
  say(on, "h[%u][%u] = ffo_handle_from_raw(%s, %s, &s);", on->number, o->b % HANDLES, it.text,
      text.text);
  const ffo_handle made = on->world->api->handle_from_raw(it.value, type, &status);
  settle(on, "ffo_handle_from_raw", status, errors != 0 ? errors : ONE(FFO_OK));
  on->h[o->b % HANDLES] = made;
  if (errors != 0) {
    if (made != 0) {
      found(on, "ffo_handle_from_raw was refused, and gives a handle");
    }
    return;
  }
  handle_model *handle = handle_made(on, made);
  tree_own(on, root);
  root->owner = HANDLED;
  root->handle = handle;
  handle->block = root;
  handle->type = type;
  handle->size = root->size - (type == FFO_TYPE_STRING);
}

void do_handle_into_raw(lane *on, const op *o)
{
  ffo_handle it;
  argument text;
  const argument name = handle_at(on, o->a, &it);
  handle_model *handle = handle_of(on, it);
  const ffo_type type = type_for(on, o->n, handle, &text);
  ffo_status status = FFO_STATUS_FORCE_32;
  statuses errors =
      !is_known(on, type) ? ONE(FFO_E_UNKNOWN_TYPE) : handle_errors(on, it, type, &handle);
  if (errors == 0) {
    errors = handle->references > 1 ? ONE(FFO_E_SHARED)
             : handle->borrows > 0  ? ONE(FFO_E_BORROWED)
                                    : 0;
  }
  say(on, "p[%u][%u] = ffo_handle_into_raw(%s, %s, &s);", on->number, o->b % POINTERS, name.text,
      text.text);
  void *raw = on->world->api->handle_into_raw(it, type, &status);
  settle(on, "ffo_handle_into_raw", status, errors != 0 ? errors : ONE(FFO_OK));
  void *expected = errors != 0             ? NULL
                   : handle->block != NULL ? (void *)handle->block->address
                                           : handle->payload;
  if (raw != expected) {
    found(on, "ffo_handle_into_raw returns %p instead of %p", raw, expected);
  }
  if (errors == 0) {
    handle->stale = true;
    count_add(&on->world->sum.handles, (uint64_t)-1);
    if (handle->block != NULL) {
      handle->block->owner = CALLERS;
      handle->block->handle = NULL;
    } else {
      count_add(&on->world->sum.live, (uint64_t)-1);
      count_add(&on->world->sum.freed, 1);
    }
  }
  on->p[o->b % POINTERS] = raw;
}

void do_handle_adopt(lane *on, const op *o)
{
  static char payloads[64];
  argument text;
  const ffo_type type = type_of(on, o->n, NULL, &text);
  const shape *of = shape_of(on->world, type);
  const argument ours = pointer_of(on, o->a, o->n / 32);
  size_t at;
  const bool is_ours = o->a < 64 && ours.value != NULL && block_at(on, ours.value, &at) != NULL;
  void *payload = is_ours ? ours.value : o->a >= 250 ? NULL : payloads + o->a % 64;
  const bool drops = o->n / 32 % 2 == 1;
  ffo_status status = FFO_STATUS_FORCE_32;
  const statuses errors = payload == NULL                            ? ONE(FFO_E_NULL_ARGUMENT)
                          : !is_known(on, type)                      ? ONE(FFO_E_UNKNOWN_TYPE)
                          : type < 256 || of->fields != 0 || is_ours ? ONE(FFO_E_INVALID_ARGUMENT)
                                                                     : 0;
  say(on, "h[%u][%u] = ffo_handle_adopt(%s%s, %s, %s, NULL, &s);", on->number, o->b % HANDLES,
      is_ours           ? ours.text
      : payload == NULL ? "NULL"
                        : "foreign",
      "", text.text, drops ? "drop_adopted" : "NULL");
  const ffo_handle made =
      on->world->api->handle_adopt(payload, type, drops ? drop_and_count : NULL, NULL, &status);
  settle(on, "ffo_handle_adopt", status, errors != 0 ? errors : ONE(FFO_OK));
  on->h[o->b % HANDLES] = made;
  if (errors != 0) {
    return;
  }
  handle_model *handle = handle_made(on, made);
  handle->payload = payload;
  handle->type = type;
  handle->size = of->size;
  handle->drops = drops;
  count_add(&on->world->sum.created, 1);
  count_add(&on->world->sum.live, 1);
}
