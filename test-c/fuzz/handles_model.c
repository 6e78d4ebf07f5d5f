#include "run.h"

handle_model *handle_made(lane *on, ffo_handle value)
{
  if (on->handle_count == MOST_HANDLES) {
    found(on, "the model has room for %d handles only", MOST_HANDLES);
  }
  if (value >> 62 != 1) {
    found(on, "the handle %#llx has bit 63, or bit 62 not", (unsigned long long)value);
  }
  if (handle_of(on, value) != NULL) {
    found(on, "the handle %#llx was issued before", (unsigned long long)value);
  }
  handle_model *made = &on->handles[on->handle_count++];
  *made = (handle_model){ .value = value, .references = 1, .period = on->world->period };
  count_add(&on->world->sum.handles, 1);
  return made;
}

handle_model *handle_of(lane *on, ffo_handle value)
{
  for (unsigned i = 0; i < on->world->program->lanes; i++) {
    lane *in = &on->world->lanes[i];
    for (size_t j = 0; (in == on || !on->world->parallel) && j < in->handle_count; j++) {
      if (in->handles[j].value == value) {
        return &in->handles[j];
      }
    }
  }
  return NULL;
}

statuses handle_errors(lane *on, ffo_handle value, ffo_type type, handle_model **named)
{
  *named = handle_of(on, value);
  if (*named == NULL) {
    /* One in some ten thousand numbers has the check bits of a handle that was never issued here. */
    return ONE(FFO_E_INVALID_HANDLE) | (value >> 62 == 1 ? ONE(FFO_E_STALE_HANDLE) : 0);
  }
  if ((*named)->stale || (*named)->closing) {
    return ONE(FFO_E_STALE_HANDLE);
  }
  return type == FFO_TYPE_NONE || (*named)->type == type ? 0 : ONE(FFO_E_WRONG_TYPE);
}
