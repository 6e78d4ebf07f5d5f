/* Several threads end one thing at once: exactly one of them does. */
#include "run.h"

enum { RACERS = 3 };

typedef struct racer {
  lane *on;
  void *pointer;
  ffo_type type;
  ffo_handle handle; /* or 0 */
  pthread_barrier_t *start;
  ffo_status status;
} racer;

static void *run_racer(void *argument)
{
  racer *it = argument;
  const fuzz_api *api = it->on->world->api;
  pthread_barrier_wait(it->start);
  it->status = it->handle != 0               ? api->handle_release(it->handle)
               : it->type == FFO_TYPE_STRING ? api->string_free(it->pointer)
                                             : api->box_free(it->pointer, it->type);
  return NULL;
}

static void settle_race(lane *on, const racer *racers, statuses won, statuses lost)
{
  unsigned winners = 0;
  for (unsigned i = 0; i < RACERS; i++) {
    const statuses status = ONE(racers[i].status);
    winners += (status & won) != 0;
    if ((unsigned)racers[i].status >= 64 || (status & (won | lost)) == 0) {
      found(on, "a thread that ends what others end, too: %s",
            on->world->api->status_name(racers[i].status));
    }
    if (is_misuse(racers[i].status)) {
      count_add(&on->world->sum.misuses, 1);
      if (on->world->hook != 0) {
        on->world->expected_hook_calls++;
      }
    }
  }
  if (winners != 1) {
    found(on, "of %d threads that end one thing %u have done it", RACERS, winners);
  }
}

void do_race(lane *on, const op *o)
{
  racer racers[RACERS];
  pthread_t threads[RACERS];
  pthread_barrier_t start;
  block *root = NULL;
  handle_model *handle = NULL;
  argument it = { 0 };
  if (on->world->parallel) {
    return;
  }
  if (o->b % 2 == 0) {
    it = pointer_of(on, o->a & 31, 0);
    if (it.value == NULL || end_errors(on, it.value, FFO_TYPE_NONE, &root) != 0) {
      return;
    }
  } else {
    handle = handle_of(on, on->h[o->a % HANDLES]);
    if (handle == NULL || handle->stale || handle->closing || handle->references != 1 ||
        handle->borrows != 0 || (handle->block != NULL && claim_errors(on, handle->block) != 0)) {
      return;
    }
    root = handle->block;
  }
  /* A drop callback may make something, which may get the memory. */
  const statuses lost = handle != NULL ? ONE(FFO_E_STALE_HANDLE)
                        : is_small(on, root->size)
                            ? ONE(FFO_E_DOUBLE_FREE)
                            : ONE(FFO_E_DOUBLE_FREE) | ONE(FFO_E_FOREIGN_POINTER);
  if (handle == NULL) {
    say(on, "race(%s, %uu, 0);", it.text, root->type);
  } else {
    say(on, "race(NULL, 0, h[%u][%u]);", on->number, o->a % HANDLES);
  }
  const ffo_type type = root == NULL ? FFO_TYPE_NONE : root->type;
  bool overrun = false;
  if (root != NULL) {
    overrun = tree_end(on, root);
  } else {
    on->world->expected_drops += handle->drops;
    count_add(&on->world->sum.live, (uint64_t)-1);
    count_add(&on->world->sum.freed, 1);
  }
  pthread_barrier_init(&start, NULL, RACERS);
  for (unsigned i = 0; i < RACERS; i++) {
    racers[i] = (racer){ on,     it.value,           type, handle == NULL ? 0 : handle->value,
                         &start, FFO_STATUS_FORCE_32 };
    if (pthread_create(&threads[i], NULL, run_racer, &racers[i]) != 0) {
      found(on, "there are no threads");
    }
  }
  for (unsigned i = 0; i < RACERS; i++) {
    pthread_join(threads[i], NULL);
  }
  pthread_barrier_destroy(&start);
  if (handle != NULL) {
    handle->stale = true;
    count_add(&on->world->sum.handles, (uint64_t)-1);
  }
  settle_race(on, racers, overrun ? ONE(FFO_E_OVERRUN) : ONE(FFO_OK), lost);
}
