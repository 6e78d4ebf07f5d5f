/* 100 MB of blocks of all sizes are made and freed: the process is then nearly as small as before.
 * And neither blocks that come and go at the edge of a slab nor bursts of a few megabytes send
 * memory back and forth. */
#include "bytes.h"
#include "ledger.h"
#include "memory.h"

enum { MEGABYTES = 100, MOST = 600000 };

static char *blocks[MOST];

static void check_goes_back(size_t size)
{
  const size_t bytes = (size_t)MEGABYTES << 20;
  const size_t kept = (size_t)36 << 20;
  const size_t before = resident_bytes();
  const uint64_t reserved = ledger_look().reserved_bytes;
  const size_t count = bytes_fill(blocks, MOST, size, bytes);
  /* In the beginning there was what the blocks of the size before had left, which may be gone by now. */
  CHECK(resident_bytes() + kept >= before + bytes);
  CHECK(ledger_look().reserved_bytes + kept >= reserved + bytes);
  for (size_t i = 0; i < count; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }

  /* What stays: an entry for each block and a record for each slab, which a large block is; the
   * memory of 3 MiB of empty slabs and 32 MiB of large blocks'. */
  const size_t slabs = size > 32768 ? count : bytes / 65536;
  const size_t stays = count * 16 + slabs * 1536 + kept + (2 << 20);
  printf("%8zu bytes each: resident %zu, then %zu, may be %zu; reserved %" PRIu64 ", then %" PRIu64
         "\n",
         size, before, resident_bytes(), before + stays, reserved, ledger_look().reserved_bytes);
  CHECK(resident_bytes() <= before + stays);
  CHECK(ledger_look().reserved_bytes <= reserved + stays);
}

/* Slabs are filled one after another; at each length, so also where one has just become full, one
 * more block comes and goes. */
static void check_edge(size_t size, size_t count)
{
  const long before = page_faults();
  for (size_t i = 0; i < count; i++) {
    blocks[i] = bytes_new(size);
    for (size_t j = 0; j < 100; j++) {
      char *one_more = bytes_new(size);
      memset(one_more, 'x', size);
      CHECK_OK(bytes_free(one_more));
    }
  }
  for (size_t i = count; i-- > 0;) {
    CHECK_OK(bytes_free(blocks[i]));
    for (size_t j = 0; j < 100; j++) {
      char *one_more = bytes_new(size);
      memset(one_more, 'x', size);
      CHECK_OK(bytes_free(one_more));
    }
  }
  const long faults = page_faults() - before;
  const long pages = (long)(2 * (count + 1) * size / 4096);
  printf("%8zu bytes each: %ld page faults for %ld pages\n", size, faults, pages);
  CHECK(faults < 2 * pages + 300);
}

/* A burst is made and freed; after the first time its memory is there. */
static void check_bursts(size_t size, size_t count)
{
  long before = 0;
  for (size_t i = 0; i < 20; i++) {
    before = i == 1 ? page_faults() : before;
    for (size_t j = 0; j < count; j++) {
      blocks[j] = bytes_new(size);
      memset(blocks[j], 'x', size);
    }
    for (size_t j = 0; j < count; j++) {
      CHECK_OK(bytes_free(blocks[j]));
    }
  }
  const long faults = page_faults() - before;
  printf("%8zu bytes each: %ld page faults in bursts\n", size, faults);
  CHECK(faults < 300);
}

/* A block too large to keep its memory takes nobody else's. */
static void check_huge_block(void)
{
  check_bursts(200000, 1);
  const long before = page_faults();
  CHECK_OK(bytes_free(bytes_new((size_t)33 << 20)));
  for (size_t i = 0; i < 20; i++) {
    char *one = bytes_new(200000);
    memset(one, 'x', 200000);
    CHECK_OK(bytes_free(one));
  }
  const long faults = page_faults() - before;
  printf("%ld page faults behind a huge block\n", faults);
  CHECK(faults < 100);
}

int main(void)
{
  check_bursts(24, 60000);
  static const size_t sizes[] = { 200, 1000, 5000, 30000, 50000, 1 << 20, 7 << 20 };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    check_goes_back(sizes[i]);
  }
  check_edge(900, 300);
  check_edge(7000, 100);
  check_edge(30000, 50);
  check_edge(200000, 40); /* of a size that comes late: others hold what large blocks may keep */
  check_huge_block();
  CHECK_BALANCED();
  return 0;
}
