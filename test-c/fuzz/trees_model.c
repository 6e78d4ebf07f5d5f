/* What a block owns: the blocks in its fields, and in theirs. */
#include "run.h"

#include <string.h>

bool fields_of(const block *of) { return of->shape != NULL && of->shape->fields > 0; }

static ffo_type field_type(lane *on, const block *of, size_t i)
{
  switch (of->shape->field[i].type) {
  case TYPE_STRING:
    return FFO_TYPE_STRING;
  case TYPE_CONFIG:
    return FFO_TYPE_CONFIG;
  case TYPE_SELF:
    return of->type;
  default:
    return on->world->types[of->shape->field[i].type];
  }
}

static void *field_value(const block *of, size_t i)
{
  void *value;
  memcpy(&value, of->address + of->shape->field[i].offset, sizeof value);
  return value;
}

size_t field_offset(const block *of, uint32_t n)
{
  return fields_of(of) ? of->shape->field[n % of->shape->fields].offset : n % 64;
}

static statuses walk(lane *on, block *parent)
{
  statuses errors = 0;
  parent->claimed = true;
  for (size_t i = 0; fields_of(parent) && i < parent->shape->fields; i++) {
    block *child;
    const void *value = field_value(parent, i);
    if (value == NULL) {
      continue;
    }
    statuses error = pointer_errors(on, value, field_type(on, parent, i), &child);
    if (error == 0 && child->claimed) {
      error = ONE(FFO_E_NOT_OWNED);
    } else if (error == 0 && !(child->owner == OWNED && child->parent == parent)) {
      error = owner_errors(child);
    }
    errors |= error != 0 ? error : walk(on, child);
  }
  return errors;
}

static void unclaim(lane *on)
{
  for (unsigned i = 0; i < on->world->program->lanes; i++) {
    lane *in = &on->world->lanes[i];
    for (size_t j = 0; is_visible(on, in) && j < in->block_count; j++) {
      in->blocks[j].claimed = false;
    }
  }
}

/* What is wrong anywhere in a tree: any of it may be told first. */
statuses claim_errors(lane *on, block *root)
{
  const statuses errors = walk(on, root);
  unclaim(on);
  return errors;
}

/* For each child of a sound tree, parents first. */
static block *child_of(lane *on, const block *parent, size_t i)
{
  size_t offset;
  void *value = field_value(parent, i);
  return value == NULL ? NULL : block_at(on, value, &offset);
}

void tree_own(lane *on, block *root)
{
  for (size_t i = 0; fields_of(root) && i < root->shape->fields; i++) {
    block *child = child_of(on, root, i);
    if (child != NULL) {
      child->owner = OWNED;
      child->parent = root;
      tree_own(on, child);
    }
  }
}

void tree_forget(lane *on, block *root)
{
  for (size_t i = 0; fields_of(root) && i < root->shape->fields; i++) {
    block *child = child_of(on, root, i);
    if (child != NULL) {
      tree_forget(on, child);
    }
  }
  root->owner = FORGOTTEN;
  count_add(&on->world->sum.forgotten, 1);
  count_add(&on->world->sum.forgotten_bytes, root->size);
  count_add(&on->world->sum.live, (uint64_t)-1);
  count_add(&on->world->sum.bytes, -(uint64_t)root->size);
}

static void collect(lane *on, block *root, block **all, size_t *count)
{
  all[(*count)++] = root;
  for (size_t i = 0; fields_of(root) && i < root->shape->fields; i++) {
    block *child = child_of(on, root, i);
    if (child != NULL) {
      collect(on, child, all, count);
    }
  }
}

/* The content is looked at before this, while it is there. */
bool tree_end(lane *on, block *root)
{
  block *all[MOST_OPS];
  size_t count = 0;
  bool overrun = false;
  collect(on, root, all, &count);
  for (size_t i = 0; i < count; i++) {
    overrun |= all[i]->overrun;
    if (all[i]->shape != NULL && all[i]->shape->drop != 0) {
      on->world->expected_drops++;
    }
    block_end(on, all[i]);
  }
  return overrun;
}

/* What ending a block by pointer and type may answer; the root is set if it is right. */
statuses end_errors(lane *on, void *pointer, ffo_type type, block **root)
{
  statuses errors = pointer_errors(on, pointer, type, root);
  if (errors == 0) {
    errors = owner_errors(*root);
    errors = errors != 0 ? errors : claim_errors(on, *root);
  }
  if (errors != 0) {
    *root = NULL;
  }
  return errors;
}
