/* Boxes, and what a call may do to the fields of a block. */
#include "fields.h"

#include <string.h>

/* A block that the call may change: the caller's, or exclusively borrowed. */
statuses change_errors(lane *on, void *pointer, ffo_type type, block **named)
{
  statuses errors = pointer_errors(on, pointer, type, named);
  if (errors == 0 && (*named)->owner == HANDLED) {
    const handle_model *handle = (*named)->handle;
    return handle->exclusive ? 0
                             : ONE(handle->borrows > 0 ? FFO_E_BORROW_CONFLICT : FFO_E_NOT_OWNED);
  }
  return errors != 0 ? errors : owner_errors(*named);
}

/* What a field holds, as the library will claim it. */
statuses child_errors(lane *on, const block *parent, const void *value, ffo_type type,
                      block **child)
{
  const statuses errors = pointer_errors(on, value, type, child);
  if (errors != 0 || ((*child)->owner == OWNED && (*child)->parent == parent)) {
    return errors;
  }
  /* The parent itself is in the call's hands. */
  return *child == parent ? ONE(FFO_E_NOT_OWNED) | ONE(FFO_E_BORROWED) : owner_errors(*child);
}

void *value_at(const block *of, size_t offset)
{
  void *value;
  memcpy(&value, of->address + offset, sizeof value);
  return value;
}

/* The former content of a field ends. */
bool end_former(lane *on, block *parent, size_t offset)
{
  size_t at;
  const void *value = value_at(parent, offset);
  block *former = value == NULL ? NULL : block_at(on, value, &at);
  return former != NULL && tree_end(on, former);
}

/* Errors of what a field holds, which is to end. */
statuses former_errors(lane *on, block *parent, size_t offset, ffo_type type)
{
  block *former;
  const void *value = value_at(parent, offset);
  if (value == NULL) {
    return 0;
  }
  statuses errors = child_errors(on, parent, value, type, &former);
  if (errors == 0) {
    parent->claimed = true; /* a cycle back to it is refused */
    errors = claim_errors(on, former);
    errors |= (errors & ONE(FFO_E_NOT_OWNED)) != 0 ? ONE(FFO_E_BORROWED) : 0;
    parent->claimed = false;
  }
  return errors;
}

/* Whether a block's owned field lies at an offset, and of which type. */
static statuses field_errors(lane *on, const block *of, size_t offset, ffo_type *type)
{
  for (size_t i = 0; of->shape != NULL && i < of->shape->fields; i++) {
    if (of->shape->field[i].offset == offset) {
      const int kind = of->shape->field[i].type;
      *type = kind == TYPE_STRING   ? FFO_TYPE_STRING
              : kind == TYPE_CONFIG ? FFO_TYPE_CONFIG
              : kind == TYPE_SELF   ? of->type
                                    : on->world->types[kind];
      return 0;
    }
  }
  return ONE(offset < of->size ? FFO_E_INVALID_ARGUMENT : FFO_E_OUT_OF_RANGE);
}

void do_box_free(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  argument text;
  block *root = NULL;
  const ffo_type type = type_of(on, o->b, it.value, &text);
  const statuses errors = it.value == NULL      ? 0
                          : !is_known(on, type) ? ONE(FFO_E_UNKNOWN_TYPE)
                                                : end_errors(on, it.value, type, &root);
  const statuses allowed = end_statuses(on, errors, root);
  say(on, "s = ffo_box_free(%s, %s);", it.text, text.text);
  settle(on, "ffo_box_free", on->world->api->box_free(it.value, type), allowed);
}

void do_box_new(lane *on, const op *o)
{
  argument text;
  ffo_type type = type_of(on, o->b, NULL, &text);
  const shape *of = shape_of(on->world, type);
  if (of != NULL && of->size > 4096 && room_for(on, of->size) != of->size) {
    type = type_of(on, 0, NULL, &text);
    of = shape_of(on->world, type);
  }
  ffo_status status = FFO_STATUS_FORCE_32;
  const statuses errors = !is_known(on, type)           ? ONE(FFO_E_UNKNOWN_TYPE)
                          : of == NULL || of->size == 0 ? ONE(FFO_E_INVALID_ARGUMENT)
                                                        : 0;
  say(on, "p[%u][%u] = ffo_box_new(%s, &s);", on->number, o->a % POINTERS, text.text);
  void *made = on->world->api->box_new(type, &status);
  settle(on, "ffo_box_new", status, errors != 0 ? errors : ONE(FFO_OK));
  if (made == NULL) {
    pointer_store(on, o->a, NULL);
    return;
  }
  const size_t alignment = of->alignment == 0 ? 16 : of->alignment;
  if ((uintptr_t)made % alignment != 0) {
    found(on, "a box at %p is not aligned to %zu", made, alignment);
  }
  content_check_zero(on, made, 0, of->size);
  made_into(on, o->a, made, of->size, type);
}

/* The offset that an operation means: mostly a field's. */
static size_t offset_of(lane *on, const void *box, uint32_t n)
{
  size_t at;
  const block *of = box == NULL ? NULL : block_at(on, box, &at);
  return n % 16 == 15 || of == NULL ? n % 5003
         : n % 16 == 14             ? of->size + n % 3
                                    : field_offset(of, n);
}

void do_box_put(lane *on, const op *o)
{
  const argument box = pointer_of(on, o->a, o->n);
  const argument child = pointer_of(on, o->b, o->n / 3);
  const size_t offset = offset_of(on, box.value, o->n);
  ffo_type type = FFO_TYPE_NONE;
  block *parent = NULL;
  block *taken = NULL;
  bool overrun = false;
  statuses errors = box.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                      : change_errors(on, box.value, FFO_TYPE_NONE, &parent);
  if (errors == 0) {
    errors = field_errors(on, parent, offset, &type);
  }
  if (errors == 0 && child.value == box.value) {
    errors = ONE(FFO_E_NOT_OWNED);
  } else if (errors == 0 && child.value != NULL) {
    errors = pointer_errors(on, child.value, type, &taken);
    errors = errors != 0 ? errors : owner_errors(taken);
  }
  if (errors == 0) {
    if (taken != NULL) {
      taken->claimed = true; /* if the former one has it, too, it stands twice in the tree */
    }
    const void *former = value_at(parent, offset);
    if (former != NULL && former == child.value) {
      errors = ONE(FFO_E_NOT_OWNED);
    } else {
      errors = former_errors(on, parent, offset, type);
    }
    if (taken != NULL) {
      taken->claimed = false;
    }
  }
  say(on, "s = ffo_box_put(%s, %zu, %s);", box.text, offset, child.text);
  if (errors == 0) {
    overrun = end_former(on, parent, offset);
    if (taken != NULL) {
      taken->owner = OWNED;
      taken->parent = parent;
    }
  }
  const ffo_status status = on->world->api->box_put(box.value, offset, child.value);
  settle(on, "ffo_box_put", status,
         errors != 0 ? errors
         : overrun   ? ONE(FFO_E_OVERRUN)
                     : ONE(FFO_OK));
  if (errors == 0 && value_at(parent, offset) != child.value) {
    found(on, "ffo_box_put leaves %p in the field", value_at(parent, offset));
  }
}

void do_box_take(lane *on, const op *o)
{
  const argument box = pointer_of(on, o->a, o->n);
  const size_t offset = offset_of(on, box.value, o->n);
  ffo_type type = FFO_TYPE_NONE;
  block *parent = NULL;
  block *child = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  statuses errors = box.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                      : change_errors(on, box.value, FFO_TYPE_NONE, &parent);
  if (errors == 0) {
    errors = field_errors(on, parent, offset, &type);
  }
  if (errors == 0 && value_at(parent, offset) != NULL) {
    errors = child_errors(on, parent, value_at(parent, offset), type, &child);
  }
  say(on, "p[%u][%u] = ffo_box_take(%s, %zu, &s);", on->number, o->b % POINTERS, box.text, offset);
  void *taken = on->world->api->box_take(box.value, offset, &status);
  settle(on, "ffo_box_take", status, errors != 0 ? errors : ONE(FFO_OK));
  if (taken != (errors != 0 || child == NULL ? NULL : child->address)) {
    found(on, "ffo_box_take returns %p", taken);
  }
  if (errors == 0 && child != NULL) {
    child->owner = CALLERS;
    child->parent = NULL;
  }
  on->p[o->b % POINTERS] = taken;
}

/* What C programs do: a pointer straight into a field. */
void do_store(lane *on, const op *o)
{
  const argument box = pointer_of(on, o->a & 31, 0);
  const argument child = pointer_of(on, o->b, o->n);
  block *parent = NULL;
  if (on->world->parallel || box.value == NULL ||
      change_errors(on, box.value, FFO_TYPE_NONE, &parent) != 0 || !fields_of(parent)) {
    return;
  }
  const size_t offset = field_offset(parent, o->n);
  say(on, "*(void **)((char *)%s + %zu) = %s;", box.text, offset, child.text);
  memcpy(parent->address + offset, &child.value, sizeof child.value);
}
