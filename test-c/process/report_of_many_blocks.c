/* A report takes no memory, however much it has to tell: a million blocks, in a process that may not
 * take another 256 KiB of addresses, and whose resident memory does not grow by more than that. */
#include "ledger.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BLOCKS = 1000000, ROOM_KIB = 256 };

static size_t count_lines(int file)
{
  static char buffer[1 << 16];
  size_t lines = 0;
  for (ssize_t length; (length = read(file, buffer, sizeof buffer)) > 0;) {
    for (ssize_t i = 0; i < length; i++) {
      lines += buffer[i] == '\n';
    }
  }
  return lines;
}

static void *reader_main(void *argument)
{
  static size_t lines;
  lines = count_lines(*(const int *)argument);
  return &lines;
}

static long kib(const char *what)
{
  static char status[8192];
  FILE *file = fopen("/proc/self/status", "r");
  CHECK(file != NULL);
  status[fread(status, 1, sizeof status - 1, file)] = '\0';
  CHECK_EQUAL(fclose(file), 0);
  const char *line = strstr(status, what);
  CHECK(line != NULL);
  return strtol(line + strlen(what), NULL, 10);
}

int main(void)
{
  int ends[2];
  char path[32];
  pthread_t reader;
  void *lines;
  struct rlimit before;
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK(ffo_string_new("fifteen letters", NULL) != NULL);
  }

  CHECK_EQUAL(pipe(ends), 0);
  snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
  CHECK_EQUAL(pthread_create(&reader, NULL, reader_main, &ends[0]), 0);
  const long resident = kib("VmHWM:");
  CHECK_EQUAL(getrlimit(RLIMIT_AS, &before), 0);
  const struct rlimit tight = { (rlim_t)(kib("VmSize:") + ROOM_KIB) * 1024, before.rlim_max };
  CHECK_EQUAL(setrlimit(RLIMIT_AS, &tight), 0);
  CHECK_OK(ffo_report_leaks(0, path));
  CHECK_EQUAL(setrlimit(RLIMIT_AS, &before), 0);
  CHECK(kib("VmHWM:") - resident <= ROOM_KIB);
  CHECK_EQUAL(close(ends[1]), 0);
  CHECK_EQUAL(pthread_join(reader, &lines), 0);
  CHECK_EQUAL(*(size_t *)lines, BLOCKS + 2); /* the sum, the type's, and the blocks */
  CHECK_EQUAL(ledger_look().live_blocks, BLOCKS);
  return 0;
}
