/* What freed large blocks keep: as much as lives, or 32 MiB if less does, and nothing when a call
 * comes 100 ms later. */
#include "bytes.h"
#include "ledger.h"
#include "memory.h"
#include "threads.h"

#include <time.h>

enum { MOST = 2000 };

static const size_t budget = (size_t)32 << 20;
/* Records, entries, the C library's own, slabs of slots. */
static const size_t slack = (size_t)6 << 20;

static char *blocks[MOST];

static void check_at_most(size_t bytes)
{
  const size_t now = resident_bytes();
  printf("resident %zu MiB, may be %zu\n", now >> 20, bytes >> 20);
  CHECK(now <= bytes);
}

static void wait_long(void)
{
  const struct timespec time = { 0, 150 * 1000000 };
  nanosleep(&time, NULL);
}

static void check_budget(size_t size)
{
  const size_t total = (size_t)120 << 20;
  wait_long();
  CHECK_OK(bytes_free(bytes_new(40000)));
  const size_t before = resident_bytes();
  const size_t count = bytes_fill(blocks, MOST, size, total);
  const size_t half = count / 2;
  for (size_t i = 0; i < count - half; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
  check_at_most(before + 2 * half * (size + size / 8 + 65536) + slack);
  for (size_t i = count - half; i < count; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
  check_at_most(before + budget + slack);
  wait_long();
  CHECK_OK(bytes_free(bytes_new(40000)));
  check_at_most(before + slack);
}

/* Each thread has a buffer that comes and goes; what they keep together is bounded. */
static void come_and_go(team *team, size_t number)
{
  (void)team;
  for (size_t i = 0; i < 60; i++) {
    const size_t size = (number + 1) * 700000 * (i % 5 + 1);
    char *block = bytes_new(size);
    memset(block, 'x', size);
    CHECK_OK(bytes_free(block));
  }
}

/* A buffer that comes and goes is made of memory that is there, although its addresses change, and its size
 * as well: each size in turn; also if what was freed last is a block of another size, or of none. */
static void check_buffer(const size_t *sizes, size_t count, size_t last)
{
  long before = 0;
  size_t bytes = 0;
  for (size_t i = 0; i < 60; i++) {
    const size_t size = sizes[i % count];
    before = i == 20 ? page_faults() : before;
    bytes += i >= 20 ? size : 0;
    char *other = last == 0 ? NULL : bytes_new(last);
    char *block = bytes_new(size);
    memset(block, (int)i, size);
    CHECK(block[0] == (char)i && block[size / 2] == (char)i && block[size - 1] == (char)i);
    CHECK_OK(bytes_free(block));
    if (other != NULL) {
      CHECK_OK(bytes_free(other));
    }
  }
  const long faults = page_faults() - before;
  const long pages = (long)(bytes / 4096);
  printf("%zu sizes from %zu bytes on: %ld page faults for %ld pages\n", count, sizes[0], faults,
         pages);
#ifdef __linux__
  CHECK(faults < pages / 10);
#endif
}

int main(void)
{
  for (size_t size = 1 << 20; size <= 25 << 20; size += 4 << 20) {
    check_buffer(&size, 1, 0);
  }
  static const size_t any_size[] = { 25 << 20, 5 << 20, 4 << 20, 14 << 20, 9000000, 23 << 20 };
  check_buffer(any_size, sizeof any_size / sizeof *any_size, 0);
  check_buffer(any_size, sizeof any_size / sizeof *any_size, 70000);
  static const size_t sizes[] = { 70000, 1 << 20, 3 << 20, 20 << 20, 50 << 20 };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    check_budget(sizes[i]);
  }
  const size_t before = resident_bytes();
  team_run(4, come_and_go, NULL);
  check_at_most(before + budget + slack);
  CHECK_BALANCED();
  return 0;
}
