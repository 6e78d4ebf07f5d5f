/* Each function, used rightly and wrongly. */
#include <my_library.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) ((condition) ? (void)0 : fail(__LINE__, #condition))

static void fail(int line, const char *condition)
{
  fprintf(stderr, "line %d: %s; the last error is: %s\n", line, condition, my_library_last_error_message());
  exit(1);
}

int main(void)
{
  my_library_status status;
  const my_library_tally tally = my_library_tally_new(&status);
  CHECK(tally != 0 && status == MY_LIBRARY_OK);
  CHECK(my_library_tally_most_frequent(tally, &status) == NULL && status == MY_LIBRARY_E_OUT_OF_RANGE);

  uint64_t count = 9;
  CHECK(my_library_tally_count(tally, "once", &count) == MY_LIBRARY_OK && count == 1);
  CHECK(my_library_tally_count(tally, "twice", &count) == MY_LIBRARY_OK && count == 1);
  CHECK(my_library_tally_count(tally, "twice", &count) == MY_LIBRARY_OK && count == 2);
  CHECK(my_library_tally_count(tally, NULL, &count) == MY_LIBRARY_E_NULL_ARGUMENT && count == 0);
  CHECK(my_library_tally_count(tally, "word", NULL) == MY_LIBRARY_E_NULL_ARGUMENT);
  CHECK(my_library_tally_count(tally, "", &count) == MY_LIBRARY_E_INVALID_ARGUMENT);
  CHECK(strcmp(my_library_last_error_message(), "my_library_tally_count: the word is empty") == 0);

  char *const word = my_library_tally_most_frequent(tally, &status);
  CHECK(word != NULL && strcmp(word, "twice") == 0);
  CHECK(my_library_string_free(word) == MY_LIBRARY_OK);
  CHECK(my_library_string_free(word) == MY_LIBRARY_E_DOUBLE_FREE);

  CHECK(my_library_tally_close(tally) == MY_LIBRARY_OK);
  CHECK(my_library_tally_close(tally) == MY_LIBRARY_E_STALE_HANDLE);
  CHECK(my_library_tally_close(42) == MY_LIBRARY_E_INVALID_HANDLE);
  return 0;
}
