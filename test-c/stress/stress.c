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
#include "workers.h"

#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>

static uint64_t seed;
static double seconds;
static bool soak;
static struct timespec begun;
static sem_t life_ended;
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
