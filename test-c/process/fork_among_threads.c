/* A process forks while its other threads are inside the library, making and freeing blocks of all
 * sizes. Whatever they held at that moment, each child goes on: it makes and frees thousands of
 * blocks and exits. A child that waits for a thread that it has not inherited hangs, and the test
 * ends by its timeout. */
#include "bytes.h"
#include "ledger.h"
#include "threads.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 3, PAIRS = 9000, SIZES = 200 };

static const size_t sizes[] = { 8, 24, 60, 100, 500, 1000, 4000, 30000, 70000, 300000 };

static atomic_bool is_over;
static atomic_bool child_runs; /* the others leave the processor to it */
static atomic_size_t calls;    /* of the others */
static char *before[SIZES];

static size_t size_of(size_t i) { return sizes[i % (sizeof sizes / sizeof *sizes)]; }

/* Makes so many blocks that slabs come and go, sometimes on a heap that has just begun. */
static void be_busy(size_t number)
{
  enum { HELD = 300 };
  char *held[HELD];
  for (size_t i = 0; !is_over; i++) {
    while (child_runs) {
      sched_yield();
    }
    for (size_t j = 0; j < HELD; j++) {
      held[j] = bytes_new(size_of(j / 7 + i + number));
      calls++;
    }
    for (size_t j = 0; j < HELD; j++) {
      CHECK_OK(bytes_free(held[j]));
      calls++;
    }
    if (i % 3 == 0) {
      CHECK_OK(ffo_thread_detach());
    }
    CHECK_OK(ffo_handle_release(
        ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL)));
  }
}

static int run_child(void)
{
  char *held[32] = { NULL };
  for (size_t i = 0; i < SIZES; i++) {
    CHECK_OK(bytes_free(before[i]));
    CHECK_STATUS(bytes_free(before[i]), FFO_E_DOUBLE_FREE);
  }
  for (size_t i = 0; i < PAIRS; i++) {
    CHECK_OK(bytes_free(held[i % 32]));
    held[i % 32] = bytes_new(i % 90 == 0 ? 300000 : size_of(i / 3) / 32 + 1);
  }
  for (size_t i = 0; i < 32; i++) {
    CHECK_OK(bytes_free(held[i]));
  }
  for (size_t i = 0; i < 100; i++) {
    CHECK_OK(ffo_handle_release(
        ffo_handle_from_raw(ffo_string_new("a child's", NULL), FFO_TYPE_STRING, NULL)));
  }
  return 0;
}

static void fork_often(void)
{
  const size_t forks = rounds(200, 20);
  for (size_t i = 0; i < SIZES; i++) {
    before[i] = bytes_new(size_of(i));
  }
  for (size_t i = 0; i < forks; i++) {
    int status;
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(60);
      _exit(run_child());
    }
    child_runs = true;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
    child_runs = false;
    for (const size_t until = calls + 1000 + i * 37 % 1000; calls < until;) {
      sched_yield();
    }
  }
  for (size_t i = 0; i < SIZES; i++) {
    CHECK_OK(bytes_free(before[i]));
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  if (number > 0) {
    be_busy(number);
  } else {
    fork_often();
    is_over = true;
  }
}

int main(void)
{
  team_run(BUSY + 1, work, NULL);
  CHECK_BALANCED();
  return 0;
}
