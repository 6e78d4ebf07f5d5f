/* Stress: threads make blocks of every kind, change them, hand them over to each other, free them,
 * misuse the library on purpose, die and are replaced. Every byte of every block carries a pattern
 * that is checked before the block ends; every misuse must be answered by its name; and at the end
 * the balance must come out, to the block and to the misuse.
 *
 * What a thread decides at a step follows from the seed, its number, its life and the step. So the
 * same seed brings the same decisions back, though not the same interleaving. */
#define CHECK_LAST_ERROR() stress_where()
static const char *stress_where(void);

#include "ledger.h"
#include "misuses.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

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
static uint64_t seed;
static double seconds;
static bool soak;
static struct timespec begun;
static sem_t life_ended;
static atomic_size_t forgotten;
static volatile sig_atomic_t interrupted;
static _Thread_local const worker *self;

static const char *stress_where(void)
{
  static char text[1024];
  snprintf(text, sizeof text,
           "%s\n  where:    --seed %" PRIu64 " --threads %zu, thread %zu, life %zu, step %zu",
           ffo_last_error_message(), seed, worker_count, self == NULL ? worker_count : self->number,
           self == NULL ? 0 : self->life, self == NULL ? 0 : self->step);
  return text;
}

static double elapsed(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - begun.tv_sec) + (double)(now.tv_nsec - begun.tv_nsec) / 1e9;
}

static bool is_over(void) { return interrupted || (!soak && elapsed() >= seconds); }

/* ---- One step ----------------------------------------------------------------------------- */

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

/* ---- Lives -------------------------------------------------------------------------------- */

/* A life ends after a number of steps. What it held stays, for the next life to go on with. */
static void *live(void *argument)
{
  worker *me = argument;
  self = me;
  misuses = 0;
  dice fate = { mix(mix(seed) + me->number) + mix(me->life) };
  const size_t steps = roll_of(&fate, 8) == 0 ? roll_of(&fate, 50) : roll_of(&fate, 20000);
  for (me->step = 0; me->step < steps && (me->step % 64 != 0 || !is_over()); me->step++) {
    dice dice = { mix(mix(mix(mix(seed) + me->number) + me->life) + me->step) };
    step(me, &dice);
  }
  me->steps += me->step;
  me->misuses += misuses;
  atomic_store(&me->ended, true);
  CHECK_EQUAL(sem_post(&life_ended), 0);
  return NULL;
}

static void begin_life(worker *me)
{
  atomic_store(&me->ended, false);
  CHECK_EQUAL(pthread_create(&me->thread, NULL, live, me), 0);
  me->runs = true;
}

static void report(void)
{
  const ffo_stats stats = ledger_look();
  size_t steps = 0;
  size_t lives = 0;
  for (size_t i = 0; i < worker_count; i++) {
    steps += workers[i].steps;
    lives += workers[i].life + 1;
  }
  printf("%7.1f s: %zu lives, %zu steps, %" PRIu64 " blocks made, %" PRIu64 " live, %" PRIu64
         " misuses, %" PRIu64 " bytes reserved\n",
         elapsed(), lives, steps, stats.created_blocks, stats.live_blocks, stats.misuses,
         stats.reserved_bytes);
  fflush(stdout);
}

static void run(void)
{
  size_t running = worker_count;
  double reported = 0;
  for (size_t i = 0; i < worker_count; i++) {
    workers[i].number = i;
    begin_life(&workers[i]);
  }
  while (running > 0) {
    while (sem_wait(&life_ended) != 0) {
      CHECK_EQUAL(errno, EINTR);
    }
    for (size_t i = 0; i < worker_count; i++) {
      worker *it = &workers[i];
      if (!it->runs || !atomic_load(&it->ended)) {
        continue;
      }
      CHECK_EQUAL(pthread_join(it->thread, NULL), 0);
      it->runs = false;
      if (is_over()) {
        running--;
      } else {
        it->life++;
        begin_life(it);
      }
    }
    if (soak && elapsed() >= reported + 10) {
      reported = elapsed();
      report();
    }
  }
}

static void end_all(void)
{
  dice dice = { seed };
  for (size_t i = 0; i < worker_count; i++) {
    worker *it = &workers[i];
    while (it->held != 0) {
      end_one(it, it->held - 1, &dice);
    }
    for (size_t j = 0; j < PASSED; j++) {
      item *given = it->passed[j];
      if (given != NULL) {
        item_end(given, &dice);
        free(given);
      }
    }
  }
}

static void check_balance(void)
{
  const ffo_stats stats = ledger_look();
  size_t made = 0;
  for (size_t i = 0; i < worker_count; i++) {
    made += workers[i].misuses;
  }
  CHECK_EQUAL(stats.misuses, made);
  CHECK_EQUAL(stats.forgotten_blocks, forgotten);
  CHECK_EQUAL(nodes_dropped, nodes_made);
  CHECK_EQUAL(payloads_dropped, payloads_adopted);
  CHECK_BALANCED();
}

/* ---- The program -------------------------------------------------------------------------- */

static const char usage[] =
    "stress [OPTIONS]\n"
    "  --seconds N  how long to go on (30; under Valgrind 10)\n"
    "  --seed N     which decisions to take (one is chosen and printed)\n"
    "  --threads N  how many threads at once, up to 64 (4)\n"
    "  --soak       go on until interrupted, with a line every ten seconds\n"
    "  --help       this text\n";

static void interrupt(int number)
{
  (void)number;
  interrupted = 1;
}

static void misunderstand(const char *argument)
{
  fprintf(stderr, "stress: cannot make sense of \"%s\"\n%s", argument, usage);
  exit(2);
}

static uint64_t number_of(const char *option, const char *text)
{
  char *end = NULL;
  const uint64_t number = text == NULL ? 0 : strtoull(text, &end, 10);
  if (text == NULL || *text == '\0' || *end != '\0') {
    misunderstand(text == NULL ? option : text);
  }
  return number;
}

static void read_arguments(char **arguments)
{
  for (char **at = arguments + 1; *at != NULL; at++) {
    if (strcmp(*at, "--help") == 0) {
      fputs(usage, stdout);
      exit(0);
    } else if (strcmp(*at, "--soak") == 0) {
      soak = true;
    } else if (strcmp(*at, "--seconds") == 0) {
      seconds = (double)number_of(*at, at[1]);
      at++;
    } else if (strcmp(*at, "--seed") == 0) {
      seed = number_of(*at, at[1]);
      at++;
    } else if (strcmp(*at, "--threads") == 0) {
      worker_count = number_of(*at, at[1]);
      at++;
    } else {
      misunderstand(*at);
    }
  }
  if (worker_count == 0 || worker_count > MOST_THREADS) {
    misunderstand("--threads");
  }
}

int main(int count, char **arguments)
{
  (void)count;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  seed = mix((uint64_t)begun.tv_nsec ^ ((uint64_t)time(NULL) << 20)) % 1000000000;
  seconds = (double)rounds(30, 10);
  read_arguments(arguments);
  CHECK(signal(SIGINT, interrupt) != SIG_ERR);
  CHECK(signal(SIGTERM, interrupt) != SIG_ERR);
  CHECK_EQUAL(sem_init(&life_ended, 0, 0), 0);
  heap = ledger_look().heap;
  printf("--seed %" PRIu64 " --threads %zu, on the %s heap\n", seed, worker_count,
         heap == FFO_HEAP_SLAB ? "slab" : "system");
  fflush(stdout);

  register_kinds();
  run();
  report();
  end_all();
  check_balance();
  report();
  return 0;
}
