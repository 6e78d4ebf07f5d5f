/* The workers: what each of them holds, and what it does in one step. */
#ifndef FFO_TEST_WORKERS_H
#define FFO_TEST_WORKERS_H

#include "misuses.h"

#include <pthread.h>

enum { MOST_THREADS = 64, HELD = 40, PASSED = 8, MOST_FORGOTTEN = 500 };

typedef struct worker {
  size_t number;
  size_t life;
  size_t step;
  size_t steps; /* of all its lives */
  size_t misuses;
  pthread_t thread;
  bool runs;
  atomic_bool ended;
  size_t held;
  item items[HELD];
  ffo_handle stale;
  _Atomic(item *) passed[PASSED]; /* what others gave to it */
} worker;

static worker workers[MOST_THREADS];
static size_t worker_count = 4;
static atomic_size_t forgotten;

static item remove_item(worker *me, size_t index)
{
  const item it = me->items[index];
  me->items[index] = me->items[--me->held];
  return it;
}

static void end_one(worker *me, size_t index, dice *dice)
{
  item it = remove_item(me, index);
  item_end(&it, dice);
  if ((it.kind == HANDLE || it.kind == ADOPTED) && !it.shared) {
    me->stale = it.handle;
  }
}

static void keep(worker *me, item it, dice *dice)
{
  if (me->held == HELD) {
    end_one(me, roll_of(dice, HELD), dice);
  }
  me->items[me->held++] = it;
}

/* Gives an item, or a second reference to it, to another worker; what waited there comes along. */
static void pass(worker *me, size_t index, dice *dice)
{
  worker *to = &workers[roll_of(dice, worker_count)];
  item *given = malloc(sizeof *given);
  item *it = &me->items[index];
  if (it->kind == HANDLE && roll_of(dice, 2) == 0) {
    CHECK_OK(ffo_handle_retain(it->handle));
    it->shared = true;
    *given = *it;
  } else {
    *given = remove_item(me, index);
  }
  item *former = atomic_exchange(&to->passed[roll_of(dice, PASSED)], given);
  if (former != NULL) {
    keep(me, *former, dice);
    free(former);
  }
}

static void accept(worker *me, dice *dice)
{
  item *given = atomic_exchange(&me->passed[roll_of(dice, PASSED)], NULL);
  if (given != NULL) {
    check_item(given);
    keep(me, *given, dice);
    free(given);
  }
}

static void misuse(worker *me, dice *dice)
{
  switch (roll_of(dice, 5)) {
  case 0:
    free_twice(dice);
    break;
  case 1:
    free_foreign(dice);
    break;
  case 2:
    if (me->stale != 0) {
      use_stale_handle(dice, me->stale);
    }
    break;
  case 3:
    use_invalid_handle(dice);
    break;
  default:
    if (me->held != 0) {
      misuse_item(&me->items[roll_of(dice, me->held)], dice);
    }
  }
}

static void forget(dice *dice)
{
  if (atomic_fetch_add(&forgotten, 1) >= MOST_FORGOTTEN) {
    atomic_fetch_sub(&forgotten, 1);
    return;
  }
  char *string = string_make(dice, 2, 20);
  CHECK_OK(ffo_forget(string));
  EXPECT(ffo_string_free(string), FFO_E_FORGOTTEN);
}

static void step(worker *me, dice *dice)
{
  const size_t what = roll_of(dice, 100);
  const size_t index = roll(dice) % (me->held != 0 ? me->held : 1);
  if (what < 35 || me->held == 0) {
    keep(me, item_make(dice), dice);
  } else if (what < 55) {
    end_one(me, index, dice);
  } else if (what < 72) {
    if (!me->items[index].shared) {
      item_change(&me->items[index], dice);
    }
  } else if (what < 80) {
    pass(me, index, dice);
  } else if (what < 88) {
    accept(me, dice);
  } else if (what < 98) {
    misuse(me, dice);
  } else if (roll_of(dice, 40) == 0) {
    forget(dice);
  } else if (roll_of(dice, 20) == 0) {
    CHECK_OK(ffo_thread_detach());
  } else if (roll_of(dice, 40) == 0) {
    CHECK_OK(ffo_validate());
  }
}

#endif
