/* Checkpoints, and what lives since one. */
#include "looking.h"

void do_checkpoint(lane *on, const op *o)
{
  if (on->world->parallel) {
    return;
  }
  uint64_t made = 77;
  say(on, o->b % 8 == 1 ? "s = ffo_checkpoint(NULL);" : "s = ffo_checkpoint(&c[%u][%u]);",
      on->number, o->a % CHECKPOINTS);
  const ffo_status status = on->world->api->checkpoint(o->b % 8 == 1 ? NULL : &made);
  settle(on, "ffo_checkpoint", status, o->b % 8 == 1 ? ONE(FFO_E_NULL_ARGUMENT) : ONE(FFO_OK));
  if (status == FFO_OK) {
    if (made <= on->world->period) {
      found(on, "ffo_checkpoint gives %llu after %llu", (unsigned long long)made,
            (unsigned long long)on->world->period);
    }
    on->world->period = on->c[o->a % CHECKPOINTS] = made;
  }
}

/* What lives since a checkpoint, by the model. In a process that other runs were in, what is left of
 * them counts for checkpoint 0 only, which is not asked for there. */
static void expected_since(lane *on, uint64_t checkpoint, size_t *blocks, size_t *bytes)
{
  *blocks = *bytes = 0;
  for (unsigned i = 0; i < on->world->program->lanes; i++) {
    const lane *in = &on->world->lanes[i];
    for (size_t j = 0; j < in->block_count; j++) {
      const block *of = &in->blocks[j];
      if (of->owner != FREED && of->owner != FORGOTTEN && of->period >= checkpoint) {
        *blocks += 1;
        *bytes += of->size;
      }
    }
    for (size_t j = 0; j < in->handle_count; j++) {
      const handle_model *of = &in->handles[j];
      *blocks += of->block == NULL && !of->stale && of->period >= checkpoint;
    }
  }
}

void do_live_since(lane *on, const op *o)
{
  const uint64_t checkpoint = on->c[o->a % CHECKPOINTS];
  size_t blocks = 77;
  size_t bytes = 77;
  size_t expected_blocks;
  size_t expected_bytes;
  const bool null = o->b % 8 == 1;
  if (on->world->parallel || (on->world->in_process && checkpoint == 0)) {
    return;
  }
  say(on, "s = ffo_live_since(c[%u][%u], %s, &size);", on->number, o->a % CHECKPOINTS,
      null ? "NULL" : "&count");
  const ffo_status status = on->world->api->live_since(checkpoint, null ? NULL : &blocks, &bytes);
  settle(on, "ffo_live_since", status, null ? ONE(FFO_E_NULL_ARGUMENT) : ONE(FFO_OK));
  expected_since(on, checkpoint, &expected_blocks, &expected_bytes);
  if (null ? bytes != 0 : blocks != expected_blocks || bytes != expected_bytes) {
    found(on, "ffo_live_since gives %zu blocks of %zu bytes, not %zu of %zu", blocks, bytes,
          expected_blocks, expected_bytes);
  }
}

void do_live_list(lane *on, const op *o)
{
  enum { MOST = 40 };
  const uint64_t checkpoint = on->c[o->a % CHECKPOINTS];
  const size_t capacity = o->b % MOST;
  size_t count = 77;
  size_t blocks;
  size_t bytes;
  ffo_block_info infos[MOST];
  if (on->world->parallel || (on->world->in_process && checkpoint == 0)) {
    return;
  }
  for (size_t i = 0; i < MOST; i++) {
    infos[i] = (ffo_block_info)FFO_BLOCK_INFO_INIT;
  }
  statuses errors = 0;
  if (o->n % 16 == 1) {
    errors = ONE(FFO_E_NULL_ARGUMENT);
  } else if (o->n % 16 == 2 && capacity > 0) {
    infos[0].struct_size = 3;
    errors = ONE(FFO_E_INVALID_ARGUMENT);
  } else if (o->n % 16 == 3 && capacity > 0) {
    errors = ONE(FFO_E_NULL_ARGUMENT);
  }
  say(on, "infos[0].struct_size = %u; s = ffo_live_list(c[%u][%u], %s, %zu, %s);",
      infos[0].struct_size, on->number, o->a % CHECKPOINTS, o->n % 16 == 3 ? "NULL" : "infos",
      capacity, o->n % 16 == 1 ? "NULL" : "&count");
  const ffo_status status = on->world->api->live_list(checkpoint, o->n % 16 == 3 ? NULL : infos,
                                                      capacity, o->n % 16 == 1 ? NULL : &count);
  settle(on, "ffo_live_list", status, errors != 0 ? errors : ONE(FFO_OK));
  expected_since(on, checkpoint, &blocks, &bytes);
  if (status != FFO_OK) {
    return;
  }
  if (count != blocks) {
    found(on, "ffo_live_list counts %zu, not %zu", count, blocks);
  }
  for (size_t i = 0; i < capacity && i < count; i++) {
    size_t at;
    const block *of =
        (infos[i].flags & FFO_BLOCK_ADOPTED) != 0 ? NULL : block_at(on, infos[i].address, &at);
    if (of != NULL) {
      check_info(on, "ffo_live_list", &infos[i], of);
    } else if ((infos[i].flags & FFO_BLOCK_ADOPTED) == 0 ||
               handle_of(on, infos[i].handle) == NULL) {
      found(on, "ffo_live_list names %p, which is no block", infos[i].address);
    }
  }
}
