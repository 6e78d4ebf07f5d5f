/* The phases of a run. Between two joins either the main thread performs all operations in order, or
 * each lane has a thread of its own; a thread ends with its phase, and what it owned is the lane's. */
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef void perform(lane *on, const op *o);

static perform *const performers[OP_COUNT] = {
#define FUZZ_PERFORM(name, weight) do_##name,
  FUZZ_OPS(FUZZ_PERFORM)
#undef FUZZ_PERFORM
};

void shapes_use(world *world);

void do_join(lane *on, const op *o)
{
  (void)on;
  (void)o;
}

static void open_source(lane *on)
{
  char path[512];
  if (on->world->print_to != NULL) {
    snprintf(path, sizeof path, "%s/%u-%u", on->world->print_to, on->world->phase, on->number);
    on->out = fopen(path, "w");
  }
}

static void close_source(lane *on)
{
  if (on->out != NULL) {
    fclose(on->out);
    on->out = NULL;
  }
}

static void *run_lane(void *argument)
{
  lane *on = argument;
  const program *program = on->world->program;
  for (size_t i = on->begin; i < on->end; i++) {
    on->at = &program->ops[i];
    errno = KEPT_ERRNO;
    if (on->at->lane == on->number) {
      performers[on->at->code](on, on->at);
    }
  }
  on->at = NULL;
  return NULL;
}

/* What lanes must not meet in each other's way: names of blocks that are gone, and fields that hold
 * what is not their block's. */
static void tidy(lane *on)
{
  size_t at;
  for (size_t i = 0; i < on->block_count; i++) {
    block *parent = &on->blocks[i];
    for (size_t j = 0; parent->owner != FREED && fields_of(parent) && j < parent->shape->fields;
         j++) {
      void *value;
      unsigned char *field = parent->address + parent->shape->field[j].offset;
      memcpy(&value, field, sizeof value);
      const block *child = value == NULL ? NULL : block_at(on, value, &at);
      if (value != NULL && (child == NULL || child->parent != parent || child->owner == CALLERS)) {
        memset(field, 0, sizeof value);
        say(on, "memset(block_at[%u][%zu] + %zu, 0, 8);", on->number, i,
            parent->shape->field[j].offset);
      }
    }
  }
}

static void run_parallel(world *world, size_t begin, size_t end)
{
  pthread_t threads[MOST_LANES];
  const unsigned lanes = world->program->lanes;
  for (unsigned i = 0; i < lanes; i++) {
    open_source(&world->lanes[i]);
    tidy(&world->lanes[i]);
  }
  world->parallel = true;
  for (unsigned i = 0; i < lanes; i++) {
    lane *on = &world->lanes[i];
    on->begin = begin;
    on->end = end;
    if (i != world->phase % lanes && pthread_create(&threads[i], NULL, run_lane, on) != 0) {
      found(on, "there are no threads");
    }
  }
  run_lane(&world->lanes[world->phase % lanes]); /* the main thread has each lane in turn */
  for (unsigned i = 0; i < lanes; i++) {
    if (i != world->phase % lanes) {
      pthread_join(threads[i], NULL);
    }
    close_source(&world->lanes[i]);
  }
  world->parallel = false;
}

static void run_serial(world *world, size_t begin, size_t end)
{
  lane *first = &world->lanes[0];
  open_source(first);
  for (unsigned i = 1; i < world->program->lanes; i++) {
    world->lanes[i].out = first->out;
  }
  for (size_t i = begin; i < end; i++) {
    const op *o = &world->program->ops[i];
    lane *on = &world->lanes[o->lane];
    on->at = o;
    errno = KEPT_ERRNO;
    performers[o->code](on, o);
    on->at = NULL;
  }
  for (unsigned i = 1; i < world->program->lanes; i++) {
    world->lanes[i].out = NULL;
  }
  close_source(first);
}

static void end_phase(world *world)
{
  lane *first = &world->lanes[0];
  errno = KEPT_ERRNO;
  for (unsigned i = 0; i < world->program->lanes; i++) {
    content_check_all(&world->lanes[i]);
  }
  counts_compare(first, "at the end of a phase");
  do_validate(first, NULL);
  world->phase++;
}

static void world_open(world *world, const fuzz_api *api, const program *program)
{
  world->api = api;
  world->program = program;
  pthread_mutex_init(&world->lock, NULL);
  shapes_make(world);
  shapes_use(world);
  for (unsigned i = 0; i < program->lanes; i++) {
    lane *on = &world->lanes[i];
    *on = (lane){ .world = world, .number = i, .seeds = (uint64_t)i << 32 };
    on->blocks = calloc(MOST_BLOCKS, sizeof *on->blocks);
    on->handles = calloc(MOST_HANDLES, sizeof *on->handles);
  }
  if (world->in_process) {
    read_counts(&world->lanes[0], &world->before);
    uint64_t period;
    if (api->checkpoint(&period) != FFO_OK) {
      found(&world->lanes[0], "ffo_checkpoint fails");
    }
    world->period = period;
  } else {
    /* Nothing is asked before the first operation: it is to be the first call. */
    world->heap = program->system != 0 ? FFO_HEAP_SYSTEM : FFO_HEAP_SLAB;
    world->period = 1;
  }
}

void world_run(world *world, const fuzz_api *api, const program *program)
{
  world_open(world, api, program);
  bool parallel = false;
  size_t begin = 0;
  while (begin < program->count) {
    size_t end = begin;
    while (end < program->count && program->ops[end].code != OP_join) {
      end++;
    }
    (parallel ? run_parallel : run_serial)(world, begin, end);
    end_phase(world);
    parallel = end < program->count && program->ops[end].a % 2 == 1 && program->lanes > 1;
    begin = end + 1;
  }
}

/* Ends what the run owns, so that the next one in this process finds as little as there may be. */
void world_close(world *world)
{
  const fuzz_api *api = world->api;
  api->set_misuse_hook(NULL, NULL);
  api->set_policy(FFO_POLICY_RETURN);
  for (unsigned i = 0; i < world->program->lanes; i++) {
    lane *on = &world->lanes[i];
    for (size_t j = 0; j < on->handle_count; j++) {
      handle_model *handle = &on->handles[j];
      while (!handle->stale && handle->borrows-- > 0) {
        api->handle_return(handle->value);
      }
      while (!handle->stale && handle->references-- > 0) {
        api->handle_release(handle->value);
      }
    }
    for (size_t j = on->block_count; j-- > 0;) {
      if (on->blocks[j].owner == CALLERS) {
        api->box_free(on->blocks[j].address, on->blocks[j].type);
      }
    }
    free(on->blocks);
    free(on->handles);
  }
  pthread_mutex_destroy(&world->lock);
}
