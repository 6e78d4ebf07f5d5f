/* The process comes to the limit of its addresses, as under `ulimit -v`, and stays there: the C library, the library's runtime and
 * the program have nothing left, and each creation is refused. With a higher limit everything works again. */
#include "bytes.h"
#include "ledger.h"
#include "memory.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

enum { REFUSALS = 10000, MOST_BLOCKS = 100000, LARGE = 1 << 20, ROOM = 48 << 20 };

/* Makes blocks of a size until there is no memory for one. */
static size_t fill(char **blocks, size_t size)
{
  ffo_status status = FFO_OK;
  size_t count = 0;
  while (status == FFO_OK) {
    CHECK(count < MOST_BLOCKS);
    char *block = bytes_try_new(size, &status);
    if (status == FFO_OK) {
      blocks[count++] = block;
    }
  }
  CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
  return count;
}

static void end(char **blocks, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
}

/* The first line of a file of a thread's, or "". */
static const char *line_of(const char *thread, const char *name)
{
  static char line[256];
  char path[128];
  line[0] = '\0';
  snprintf(path, sizeof path, "/proc/self/task/%.20s/%s", thread, name);
  FILE *file = fopen(path, "r");
  if (file != NULL) {
    if (fgets(line, sizeof line, file) == NULL) {
      line[0] = '\0';
    }
    fclose(file);
  }
  return line;
}

/* The runtime's own thread needs a little memory as it starts, and glibc ends the process if there is none. So it is to have
 * come to where it waits for work. */
static void wait_for_background_thread(void)
{
  for (bool waits = false; !waits;) {
    DIR *threads = opendir("/proc/self/task");
    CHECK(threads != NULL);
    for (const struct dirent *it = readdir(threads); it != NULL; it = readdir(threads)) {
      if (strncmp(line_of(it->d_name, "comm"), ".NET Finalizer", 14) == 0) {
        waits = strstr(line_of(it->d_name, "stat"), ") S ") != NULL;
      }
    }
    closedir(threads);
  }
}

int main(void)
{
  static char *large[MOST_BLOCKS];
  static char *small[MOST_BLOCKS];
  CHECK_OK(bytes_free(bytes_new(10)));
  wait_for_background_thread();
  struct rlimit limit;
  CHECK_EQUAL(getrlimit(RLIMIT_AS, &limit), 0);
  const struct rlimit before = limit;
  limit.rlim_cur = address_space_bytes() + ROOM;
  CHECK_EQUAL(setrlimit(RLIMIT_AS, &limit), 0);

  const size_t large_ones = fill(large, LARGE);
  const size_t small_ones = fill(small, 30000);
  CHECK(large_ones > 0);
  for (size_t i = 0; i < REFUSALS; i++) {
    ffo_status status;
    CHECK_EQUAL(bytes_try_new(LARGE, &status), NULL);
    CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
    CHECK_EQUAL(bytes_try_new(30000, &status), NULL);
    CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
  }
  CHECK_OK(ffo_validate());
  CHECK_EQUAL(ledger_look().live_blocks, large_ones + small_ones);

  CHECK_EQUAL(setrlimit(RLIMIT_AS, &before), 0);
  CHECK_OK(bytes_free(bytes_new(LARGE)));
  CHECK_OK(bytes_free(bytes_new(30000)));
  end(large, large_ones);
  end(small, small_ones);
  CHECK_BALANCED();
  return 0;
}
