/* Every function as the very first call of its process, rightly and wrongly: the status is the documented
 * one, and the call is followed by one that shows the library at work.
 *
 *   first_calls        each case in a process of its own, on both heaps
 *   first_calls CASE   one of them, in this process */
#include "first.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

unsigned first_case;   /* the one that is wanted */
unsigned first_number; /* the one that is looked at */
const char *first_name = "nothing";

int first_check(const char *call, long long is, long long expected)
{
  if (is != expected) {
    printf("case %u, %s: %lld, but expected is %lld; last error: %s\n", first_case, call, is,
           expected, ffo_last_error_message());
    return 1;
  }
  ffo_status status = FFO_E_INTERNAL;
  char *string = ffo_string_new("a second call", &status);
  if (status != FFO_OK || strcmp(string, "a second call") != 0 ||
      ffo_string_free(string) != FFO_OK || ffo_validate() != FFO_OK) {
    printf("case %u: after %s nothing works: %s\n", first_case, call, ffo_last_error_message());
    return 1;
  }
  return 0;
}

static int run_case(void)
{
  first_number = 0;
  int (*const groups[])(void) = { first_looks, first_strings, first_boxes, first_vecs,
                                  first_handles };
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
    const int result = groups[i]();
    if (result >= 0) {
      return result;
    }
  }
  return -1;
}

static int run_all(const char *heap)
{
  int failed = 0;
  setenv("FFO_HEAP", heap, 1);
  first_case = ~0u;
  run_case(); /* none is so high: counts them */
  const unsigned count = first_number;
  for (unsigned i = 0; i < count; i++) {
    char number[16];
    int status;
    snprintf(number, sizeof number, "%u", i);
    const pid_t child = fork();
    if (child == 0) {
      alarm(120);
#ifdef FFO_EMULATED /* the emulator cannot start another program; the library is as cold without */
      first_case = i;
      exit(run_case() == 0 ? 0 : 1);
#else
      execl("/proc/self/exe", "fuzz_first", number, (char *)NULL);
      _exit(127);
#endif
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
      printf("case %u on the %s heap ended with %#x\n", i, heap, status);
      failed++;
    }
  }
  printf("%u cases on the %s heap, %d failed\n", count, heap, failed);
  return failed + (count == 0);
}

int main(int argc, char **argv)
{
  if (argc > 1) {
    first_case = (unsigned)atoi(argv[1]);
    return run_case() == 0 ? 0 : 1;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  return run_all("slab") + run_all("system") == 0 ? 0 : 1;
}
