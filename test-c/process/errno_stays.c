/* No call changes errno: as the first one of the process, as a later one, as a thread's first one, and
 * where the system refuses what the library asks for. */
#include "bytes.h"
#include "every_call.h"
#include "threads.h"

#include <errno.h>
#include <sys/mman.h>

enum { KEPT = 12345 };

static void check_kept(const char *what)
{
  if (errno != KEPT) {
    fprintf(stderr, "%s: errno is %d, %s\n", what, errno, strerror(errno));
    _Exit(1);
  }
}

static void *on_new_thread(void *argument)
{
  const every_call *call = argument;
  errno = KEPT;
  call->call();
  check_kept("the thread's first call");
  return NULL;
}

static int check_call(size_t number)
{
  const every_call *call = &every_calls[number];
  pthread_t thread;
  errno = KEPT;
  call->call();
  check_kept("the first call");

  every_call_prepare();
  errno = KEPT;
  call->call();
  check_kept("a later call");
  CHECK_OK(its.status);

  every_call_prepare();
  CHECK_EQUAL(pthread_create(&thread, NULL, on_new_thread, (void *)(uintptr_t)call), 0);
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
  CHECK_OK(its.status);
  return 0;
}

/* Locked pages cannot be given back. */
static void large_blocks(void)
{
  for (size_t size = 1 << 15; size < (size_t)1 << 24; size *= 2) {
    errno = KEPT;
    void *block = bytes_new(size);
    check_kept("a large block");
    CHECK_OK(bytes_free(block));
    check_kept("its free");
  }
}

static void failures(void)
{
  ffo_status status;
  errno = KEPT;
  CHECK(bytes_try_new((size_t)1 << 40, &status) == NULL);
  check_kept("a block that there is no memory for");
  CHECK(ffo_stats_get((ffo_stats *)8) == FFO_E_INTERNAL);
  check_kept("an exception");
  CHECK_STATUS(ffo_report_leaks(0, "/no/such/folder/report"), FFO_E_IO);
  check_kept("a file that cannot be written");
  CHECK_STATUS(ffo_string_free((char *)&status), FFO_E_FOREIGN_POINTER);
  check_kept("a misuse");
}

/* Locks that others hold, and slabs that go from one thread to the next. */
static void contended(team *team, size_t number)
{
  (void)team;
  char *strings[256];
  errno = KEPT;
  for (size_t round = 0; round < 200; round++) {
    for (size_t i = 0; i < 256; i++) {
      strings[i] = ffo_string_new("some text that is not short", NULL);
      CHECK_OK(ffo_tag(strings[i], "tag"));
    }
    for (size_t i = 0; i < 256; i++) {
      CHECK_OK(ffo_string_free(strings[i]));
    }
  }
  (void)number;
  check_kept("calls of many threads");
}

int main(int count, char **arguments)
{
  child_work(count, arguments, check_call);
  every_call_run(arguments[0], check_call);
  every_call_check_complete();
  large_blocks();
  failures();
  team_run(4, contended, NULL);
  if (mlockall(MCL_CURRENT) == 0) {
    large_blocks();
  }
  return 0;
}
