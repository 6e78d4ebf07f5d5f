#include "run.h"

#include <stdlib.h>
#include <string.h>

/* A block that the call may change: the caller's, or exclusively borrowed. */
static statuses change_errors(lane *on, void *pointer, ffo_type type, block **named)
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
static statuses child_errors(lane *on, const block *parent, const void *value, ffo_type type,
                             block **child)
{
  const statuses errors = pointer_errors(on, value, type, child);
  if (errors != 0 || ((*child)->owner == OWNED && (*child)->parent == parent)) {
    return errors;
  }
  /* The parent itself is in the call's hands. */
  return *child == parent ? ONE(FFO_E_NOT_OWNED) | ONE(FFO_E_BORROWED) : owner_errors(*child);
}

static void *value_at(const block *of, size_t offset)
{
  void *value;
  memcpy(&value, of->address + offset, sizeof value);
  return value;
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

void do_config_new(lane *on, const op *o)
{
  ffo_status status = FFO_STATUS_FORCE_32;
  say(on, "p[%u][%u] = ffo_config_new(%d, 5, &s);", on->number, o->a % POINTERS, (int)o->n);
  ffo_config *made = on->world->api->config_new((int32_t)o->n, 5, &status);
  settle(on, "ffo_config_new", status, ONE(FFO_OK));
  if (made->max_connections != (int32_t)o->n || made->timeout_ms != 5 || made->name != NULL) {
    found(on, "a new config has not what it was given");
  }
  made_into(on, o->a, made, sizeof *made, FFO_TYPE_CONFIG);
}

void do_config_clone(lane *on, const op *o)
{
  const argument from = pointer_of(on, o->a, o->n);
  block *original = NULL;
  block *name = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  statuses errors = from.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                       : read_errors(on, from.value, FFO_TYPE_CONFIG, &original);
  if (errors == 0 && value_at(original, 8) != NULL) {
    errors = read_errors(on, value_at(original, 8), FFO_TYPE_STRING, &name);
  }
  say(on, "p[%u][%u] = ffo_config_clone(%s, &s);", on->number, o->b % POINTERS, from.text);
  ffo_config *made = on->world->api->config_clone(from.value, &status);
  settle(on, "ffo_config_clone", status, errors != 0 ? errors : ONE(FFO_OK));
  if (made == NULL) {
    pointer_store(on, o->b, NULL);
    return;
  }
  if (memcmp(made, original->address, 8) != 0 || (made->name == NULL) != (name == NULL)) {
    found(on, "a clone of a config differs from it");
  }
  block *copy = made_into(on, o->b, made, sizeof *made, FFO_TYPE_CONFIG);
  if (name != NULL) {
    char text[64];
    const size_t length = name->shortened != 0 ? name->shortened - 1 : name->size - 1;
    if (memcmp(made->name, name->address, length) != 0 || made->name[length] != '\0') {
      found(on, "the name of a cloned config differs");
    }
    block *copied = block_made(on, made->name, length + 1, FFO_TYPE_STRING);
    snprintf(text, sizeof text, "((ffo_config *)p[%u][%u])->name", on->number, o->b % POINTERS);
    content_fill(on, copied, text);
    copied->owner = OWNED;
    copied->parent = copy;
  }
}

/* The former content of a field ends. */
static bool end_former(lane *on, block *parent, size_t offset)
{
  size_t at;
  const void *value = value_at(parent, offset);
  block *former = value == NULL ? NULL : block_at(on, value, &at);
  return former != NULL && tree_end(on, former);
}

/* Errors of what a field holds, which is to end. */
static statuses former_errors(lane *on, block *parent, size_t offset, ffo_type type)
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

void do_config_set_name(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n / 8);
  const size_t size = size_of(on, o->n);
  size_t length = room_for(on, size > MOST_BYTES ? size % 3000 : size);
  const char *name = o->b % 4 == 1 ? NULL : text_of(length);
  char source[160];
  block *config = NULL;
  statuses errors = it.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                     : change_errors(on, it.value, FFO_TYPE_CONFIG, &config);
  if (errors == 0) {
    errors = former_errors(on, config, 8, FFO_TYPE_STRING);
  }
  snprintf(source, sizeof source, name == NULL ? "NULL" : "text(%zu)", length);
  if (o->b % 4 == 2 && errors == 0 && value_at(config, 8) != NULL) {
    block *former;
    if (pointer_errors(on, value_at(config, 8), FFO_TYPE_STRING, &former) == 0 &&
        !former->overrun && former->shortened == 0) {
      const size_t start = o->n % former->size;
      name = (const char *)former->address + start;
      length = former->size - 1 - start;
      snprintf(source, sizeof source, "((ffo_config *)%s)->name + %zu", it.text, start);
    }
  }
  char *copy = NULL;
  if (name != NULL && length < 100000) {
    copy = malloc(length + 1);
    memcpy(copy, name, length + 1);
  }
  const bool overrun = errors == 0 && end_former(on, config, 8);
  say(on, "s = ffo_config_set_name(%s, %s);", it.text, source);
  const ffo_status status = on->world->api->config_set_name(it.value, name);
  settle(on, "ffo_config_set_name", status,
         errors != 0 ? errors
         : overrun   ? ONE(FFO_E_OVERRUN)
                     : ONE(FFO_OK));
  if (errors == 0) {
    char *now = value_at(config, 8);
    if ((now == NULL) != (name == NULL)) {
      found(on, "ffo_config_set_name leaves the name %p", (void *)now);
    }
    if (now != NULL) {
      char text[96];
      if (copy != NULL && memcmp(now, copy, length + 1) != 0) {
        found(on, "ffo_config_set_name gives another name");
      }
      block *entry = block_made(on, now, length + 1, FFO_TYPE_STRING);
      snprintf(text, sizeof text, "((ffo_config *)%s)->name", it.text);
      content_fill(on, entry, text);
      entry->owner = OWNED;
      entry->parent = config;
    }
  }
  free(copy);
}

void do_config_take_name(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  block *config = NULL;
  block *name = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  statuses errors = it.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                     : change_errors(on, it.value, FFO_TYPE_CONFIG, &config);
  if (errors == 0 && value_at(config, 8) != NULL) {
    errors = child_errors(on, config, value_at(config, 8), FFO_TYPE_STRING, &name);
  }
  say(on, "p[%u][%u] = ffo_config_take_name(%s, &s);", on->number, o->b % POINTERS, it.text);
  char *taken = on->world->api->config_take_name(it.value, &status);
  settle(on, "ffo_config_take_name", status, errors != 0 ? errors : ONE(FFO_OK));
  if (taken != (errors != 0 || name == NULL ? NULL : (char *)name->address)) {
    found(on, "ffo_config_take_name returns %p", (void *)taken);
  }
  if (errors == 0 && name != NULL) {
    name->owner = CALLERS;
    name->parent = NULL;
  }
  on->p[o->b % POINTERS] = taken;
}

void do_config_free(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  block *root = NULL;
  const statuses errors = it.value == NULL ? 0 : end_errors(on, it.value, FFO_TYPE_CONFIG, &root);
  const statuses allowed = end_statuses(on, errors, root);
  say(on, "s = ffo_config_free(%s);", it.text);
  settle(on, "ffo_config_free", on->world->api->config_free(it.value), allowed);
}

static bool is_known(lane *on, ffo_type type)
{
  bool known = type >= FFO_TYPE_STRING && type <= FFO_TYPE_VEC;
  for (unsigned i = 0; i < SHAPES; i++) {
    known |= type >= 256 && on->world->types[i] == type;
  }
  return known;
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
