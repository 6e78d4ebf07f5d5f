/* Who owns what. */
#include "run.h"

/* On the slab heap a smaller block's slot is never anything else: a second free is always told. */
bool is_small(const lane *on, size_t size)
{
  return on->world->heap == FFO_HEAP_SLAB && size <= 32000;
}

size_t block_number(lane *on, const block *of) { return (size_t)(of - on->blocks); }

static void mark_reused(lane *in, const unsigned char *from, size_t size)
{
  for (size_t i = 0; i < in->block_count; i++) {
    block *former = &in->blocks[i];
    if (former->owner == FREED && former->address < from + size + 64 &&
        from < former->address + former->size + 64) {
      former->reused = true;
    }
  }
}

/* The lanes whose blocks stand still while this one is at work. */
bool is_visible(const lane *on, const lane *other) { return on == other || !on->world->parallel; }

block *block_made(lane *on, void *address, size_t size, ffo_type type)
{
  size_t offset;
  if (on->block_count == MOST_BLOCKS) {
    found(on, "the model has room for %d blocks only", MOST_BLOCKS);
  }
  unsigned char *bytes = address;
  const block *there = size == 0 ? NULL : block_at(on, bytes, &offset);
  there = there != NULL || size == 0 ? there : block_at(on, bytes + size - 1, &offset);
  if (there != NULL) {
    found(on, "a new block, %p with %zu bytes, lies over a live one, %p with %zu", address, size,
          (void *)there->address, there->size);
  }
  for (unsigned i = 0; i < on->world->program->lanes; i++) {
    if (is_visible(on, &on->world->lanes[i])) {
      mark_reused(&on->world->lanes[i], bytes, size);
    }
  }
  block *made = &on->blocks[on->block_count++];
  *made = (block){ .address = bytes,
                   .size = size,
                   .type = type,
                   .owner = CALLERS,
                   .shape = shape_of(on->world, type),
                   .period = on->world->period };
  on->live_bytes += size;
  count_add(&on->world->sum.created, 1);
  count_add(&on->world->sum.live, 1);
  count_add(&on->world->sum.bytes, size);
  return made;
}

static block *find_in(lane *in, const unsigned char *pointer, bool live, size_t *offset)
{
  for (size_t i = in->block_count; i-- > 0;) {
    block *at = &in->blocks[i];
    if ((at->owner != FREED) == live && pointer >= at->address &&
        (pointer < at->address + at->size || pointer == at->address)) {
      *offset = (size_t)(pointer - at->address);
      return at;
    }
  }
  return NULL;
}

static block *find(lane *on, const void *pointer, bool live, size_t *offset)
{
  block *at = NULL;
  for (unsigned i = 0; at == NULL && i < on->world->program->lanes; i++) {
    lane *in = &on->world->lanes[i];
    at = is_visible(on, in) ? find_in(in, pointer, live, offset) : NULL;
  }
  return at;
}

block *block_at(lane *on, const void *pointer, size_t *offset)
{
  return find(on, pointer, true, offset);
}

block *block_dead(lane *on, const void *pointer, size_t *offset)
{
  return find(on, pointer, false, offset);
}

/* The lane that a block belongs to. */
static lane *home_of(lane *on, const block *of)
{
  for (unsigned i = 0; i < on->world->program->lanes; i++) {
    lane *home = &on->world->lanes[i];
    if (of >= home->blocks && of < home->blocks + MOST_BLOCKS) {
      return home;
    }
  }
  return on;
}

void block_end(lane *on, block *ended)
{
  lane *home = home_of(on, ended);
  say(on, "gone(%u, %zu);", home->number, block_number(home, ended));
  ended->owner = FREED;
  ended->tag[0] = '\0';
  home->live_bytes -= ended->size;
  count_add(&on->world->sum.freed, 1);
  count_add(&on->world->sum.live, (uint64_t)-1);
  count_add(&on->world->sum.bytes, -(uint64_t)ended->size);
}

statuses pointer_errors(lane *on, const void *pointer, ffo_type type, block **named)
{
  size_t offset;
  block *at = block_at(on, pointer, &offset);
  *named = NULL;
  if (at != NULL) {
    if (offset != 0) {
      return ONE(FFO_E_INTERIOR_POINTER);
    }
    if (type != FFO_TYPE_NONE && at->type != type) {
      return ONE(FFO_E_WRONG_TYPE);
    }
    *named = at;
    return 0;
  }
  at = block_dead(on, pointer, &offset);
  if (at == NULL) {
    return ONE(FFO_E_FOREIGN_POINTER);
  }
  const statuses certain = offset == 0 ? ONE(FFO_E_DOUBLE_FREE) : ONE(FFO_E_INTERIOR_POINTER);
  /* An adopted payload's record may lie there now, or have lain there. */
  return is_small(on, at->size) && !at->reused
             ? certain
             : certain | ONE(FFO_E_FOREIGN_POINTER) | ONE(FFO_E_INTERIOR_POINTER) |
                   ONE(FFO_E_DOUBLE_FREE);
}

statuses owner_errors(const block *named)
{
  switch (named->owner) {
  case OWNED:
  case HANDLED:
    return ONE(FFO_E_NOT_OWNED);
  case FORGOTTEN:
    return ONE(FFO_E_FORGOTTEN);
  default:
    return 0;
  }
}

/* Reading is allowed to whoever may hold the pointer: not behind a handle that nobody has borrowed. */
statuses read_errors(lane *on, const void *pointer, ffo_type type, block **named)
{
  const statuses errors = pointer_errors(on, pointer, type, named);
  const bool hidden = errors == 0 && (*named)->owner == HANDLED && (*named)->handle->borrows == 0;
  return hidden ? ONE(FFO_E_NOT_OWNED) : errors;
}
