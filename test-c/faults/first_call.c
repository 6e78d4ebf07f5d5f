/* The library's start fails at its N-th allocation, in one process for each N: the call is refused,
 * and the next one starts the library. The runtime inside the library is up by then: it has no
 * promise to keep when there is no memory, so a call that needs nothing else has started it. */
#include "child.h"
#include "faults.h"

enum { REFUSED = 0, TOLERATED = 2, NO_FAILURE = 3 };

static int start_with_failure(size_t n)
{
  CHECK(ffo_version_number() >= FFO_VERSION_NUMBER);
  ffo_status status = FFO_E_INTERNAL;
  faults_arm(n);
  char *text = ffo_string_new("the first", &status);
  const bool fired = faults_disarm();
  if (status != FFO_OK) {
    CHECK(fired && text == NULL);
    CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
    CHECK_STATUS(ffo_last_error(), FFO_E_OUT_OF_MEMORY);
  }
  char *next = ffo_string_new("the next", NULL);
  CHECK_TEXT(next, "the next");
  CHECK_OK(ffo_string_free(next));
  CHECK_OK(ffo_string_free(text));
  CHECK_BALANCED();
  return status != FFO_OK ? REFUSED : fired ? TOLERATED : NO_FAILURE;
}

int main(int count, char **arguments)
{
  child_work(count, arguments, start_with_failure);
  size_t refusals = 0;
  for (size_t n = 1;; n++) {
    const int status = child_run(arguments[0], n, start_with_failure);
    if (status == NO_FAILURE) {
      printf("%zu allocations, %zu refusals\n", n - 1, refusals);
      CHECK(refusals > 0);
      return 0;
    }
    CHECK(status == REFUSED || status == TOLERATED);
    refusals += status == REFUSED;
  }
}
