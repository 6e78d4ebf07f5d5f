/* Looking inside, and forgetting. */
#include "looking.h"

#include <string.h>

/* A struct with a size field: right, NULL, or of no known size. */
static statuses sized(uint8_t b, bool *null, uint32_t *size)
{
  static const uint32_t wrong[] = { 0, 4, 1u << 20, UINT32_MAX };
  *null = b % 16 == 1;
  if (b % 16 == 2 || b % 16 == 3) {
    *size = wrong[b / 16 % 4];
    return ONE(FFO_E_INVALID_ARGUMENT);
  }
  return *null ? ONE(FFO_E_NULL_ARGUMENT) : 0;
}

void check_info(lane *on, const char *call, const ffo_block_info *info, const block *of)
{
  uint32_t flags = of->owner == FORGOTTEN ? FFO_BLOCK_FORGOTTEN : 0;
  if (of->owner == HANDLED && of->handle->closing) {
    flags |= FFO_BLOCK_CLOSING;
  }
  const ffo_owner owner =
      of->owner == OWNED || of->owner == HANDLED ? FFO_OWNER_LIBRARY : FFO_OWNER_CALLER;
  if (info->type != of->type || info->address != of->address || info->size != of->size ||
      info->owner != owner || (info->flags & ~FFO_BLOCK_ORPHANED) != flags) {
    found(on, "%s: type %u, %p, %zu bytes, owner %d, flags %u; not %u, %p, %zu, %d, %u", call,
          info->type, info->address, info->size, (int)info->owner, info->flags, of->type,
          (void *)of->address, of->size, (int)owner, flags);
  }
  if (info->handle != (of->owner == HANDLED ? of->handle->value : 0) ||
      info->references != (of->owner == HANDLED ? of->handle->references : 0) ||
      info->borrows != (of->owner == HANDLED ? of->handle->borrows : 0)) {
    found(on, "%s: handle %#llx, %u references, %u borrows", call, (unsigned long long)info->handle,
          info->references, info->borrows);
  }
  if (strcmp(info->tag, of->tag) != 0) {
    found(on, "%s: the tag \"%s\", not \"%s\"", call, info->tag, of->tag);
  }
  if (!on->world->in_process && info->period != of->period) {
    found(on, "%s: the period %llu, not %llu", call, (unsigned long long)info->period,
          (unsigned long long)of->period);
  }
}

void do_describe(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  bool null;
  size_t at;
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  statuses errors = sized(o->b, &null, &info.struct_size);
  block *there = NULL;
  block *former = NULL;
  if (errors == 0 && it.value == NULL) {
    errors = ONE(FFO_E_NULL_ARGUMENT);
  }
  if (errors == 0) {
    there = block_at(on, it.value, &at);
    former = there == NULL ? block_dead(on, it.value, &at) : NULL;
    errors = there != NULL    ? ONE(FFO_OK)
             : former == NULL ? ONE(FFO_E_FOREIGN_POINTER)
             : is_small(on, former->size) && !former->reused
                 ? ONE(FFO_OK)
                 : ONE(FFO_OK) | ONE(FFO_E_FOREIGN_POINTER);
  }
  if (null) {
    say(on, "s = ffo_describe(%s, NULL);", it.text);
  } else {
    say(on, "info.struct_size = %uu; s = ffo_describe(%s, &info);", info.struct_size, it.text);
  }
  const ffo_status status = on->world->api->describe(it.value, null ? NULL : &info);
  settle_question(on, "ffo_describe", status, errors);
  if (status == FFO_OK && there != NULL) {
    check_info(on, "ffo_describe", &info, there);
  } else if (status == FFO_OK && former != NULL && !former->reused &&
             (info.owner != FFO_OWNER_NOBODY || info.address != former->address)) {
    found(on, "ffo_describe: a freed block, %p, has the owner %d", info.address, (int)info.owner);
  }
}

void do_handle_describe(lane *on, const op *o)
{
  const ffo_handle it = on->h[o->a % HANDLES];
  bool null;
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  handle_model *handle = handle_of(on, it);
  statuses errors = sized(o->b, &null, &info.struct_size);
  if (errors == 0) {
    errors = handle_errors(on, it, FFO_TYPE_NONE, &handle);
    errors = handle != NULL && !handle->stale ? 0 : errors;
  }
  if (null) {
    say(on, "s = ffo_handle_describe(h[%u][%u], NULL);", on->number, o->a % HANDLES);
  } else {
    say(on, "info.struct_size = %uu; s = ffo_handle_describe(h[%u][%u], &info);", info.struct_size,
        on->number, o->a % HANDLES);
  }
  const ffo_status status = on->world->api->handle_describe(it, null ? NULL : &info);
  settle_question(on, "ffo_handle_describe", status, errors != 0 ? errors : ONE(FFO_OK));
  if (status == FFO_OK && handle->block != NULL) {
    check_info(on, "ffo_handle_describe", &info, handle->block);
  } else if (status == FFO_OK &&
             (info.address != handle->payload || (info.flags & FFO_BLOCK_ADOPTED) == 0 ||
              info.handle != it || info.references != handle->references ||
              info.borrows != handle->borrows)) {
    found(on, "ffo_handle_describe: an adopted payload is %p, flags %u", info.address, info.flags);
  }
}

void do_forget(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  block *root = NULL;
  statuses errors = it.value == NULL ? 0 : end_errors(on, it.value, FFO_TYPE_NONE, &root);
  if (errors == ONE(FFO_E_FORGOTTEN)) {
    size_t at;
    const block *there = block_at(on, it.value, &at);
    errors = there != NULL && there->owner == FORGOTTEN ? 0 : errors;
  }
  say(on, "s = ffo_forget(%s);", it.text);
  settle(on, "ffo_forget", on->world->api->forget(it.value), errors != 0 ? errors : ONE(FFO_OK));
  if (root != NULL) {
    tree_forget(on, root);
  }
}

void do_tag(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  const size_t length = o->n % 90;
  const char *tag = o->n % 90 == 0 ? NULL : text_of(length);
  block *named = NULL;
  const statuses errors = it.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                           : pointer_errors(on, it.value, FFO_TYPE_NONE, &named);
  if (tag == NULL) {
    say(on, "s = ffo_tag(%s, NULL);", it.text);
  } else {
    say(on, "s = ffo_tag(%s, text(%zu));", it.text, length);
  }
  settle(on, "ffo_tag", on->world->api->tag(it.value, tag), errors != 0 ? errors : ONE(FFO_OK));
  if (errors == 0) {
    snprintf(named->tag, sizeof named->tag, "%.63s", tag == NULL ? "" : tag);
  }
}

void do_stats_get(lane *on, const op *o)
{
  bool null;
  ffo_stats stats = FFO_STATS_INIT;
  const statuses errors = sized(o->b, &null, &stats.struct_size);
  say(on, null ? "s = ffo_stats_get(NULL);" : "stats.struct_size = %uu; s = ffo_stats_get(&stats);",
      stats.struct_size);
  settle(on, "ffo_stats_get", on->world->api->stats_get(null ? NULL : &stats),
         errors != 0 ? errors : ONE(FFO_OK));
  if (errors == 0 && !on->world->parallel) {
    counts_compare(on, "in between");
  }
}

void do_report_leaks(lane *on, const op *o)
{
  const char *path = o->b % 4 == 1 ? "/nowhere/at/all" : "/dev/null";
  say(on, "s = ffo_report_leaks(c[%u][%u], \"%s\");", on->number, o->a % CHECKPOINTS, path);
  settle(on, "ffo_report_leaks", on->world->api->report_leaks(on->c[o->a % CHECKPOINTS], path),
         o->b % 4 == 1 ? ONE(FFO_E_IO) : ONE(FFO_OK));
}

void do_validate(lane *on, const op *o)
{
  (void)o;
  bool overrun = false;
  if (on->world->parallel) {
    return;
  }
  for (unsigned i = 0; i < on->world->program->lanes; i++) {
    const lane *in = &on->world->lanes[i];
    for (size_t j = 0; j < in->block_count; j++) {
      overrun |= in->blocks[j].owner != FREED && in->blocks[j].overrun;
    }
  }
  if (on->world->in_process && overrun) {
    return; /* an overrun of another run may be there, too */
  }
  say(on, "s = ffo_validate();");
  settle(on, "ffo_validate", on->world->api->validate(),
         overrun ? ONE(FFO_E_OVERRUN) : ONE(FFO_OK));
}
