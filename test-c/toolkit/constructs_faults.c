/* Each construct of the library acme that makes something, with its N-th allocation failing, for
 * N = 1, 2, 3 ... until it succeeds without a failure. A refused one gives nothing; the leak report,
 * which the test asks for, says that nothing is left. */
#include <acme.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("%s:%d: %s; %s\n", __FILE__, __LINE__, #condition, acme_last_error_message());        \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

static _Thread_local size_t left; /* allocations until one fails; 0: none does */
static _Thread_local int fired;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static int fails_now(void)
{
  if (left == 0 || --left > 0)
    return 0;
  fired = 1;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails_now() ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) { return fails_now() ? NULL : __libc_calloc(count, size); }

void *realloc(void *memory, size_t size)
{
  return fails_now() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
  return fails_now() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
  if (fails_now())
    return ENOMEM;
  *memory = __libc_memalign(alignment, size);
  return *memory == NULL ? ENOMEM : 0;
}

static acme_status text(void)
{
  acme_status status;
  char *const made = acme_greet("a name that is longer than a short text may be", "Dr.", &status);
  CHECK((made != NULL) == (status == ACME_OK) && acme_string_free(made) == ACME_OK);
  return status;
}

static acme_status handle(void)
{
  acme_status status;
  const acme_counter made = acme_counter_new(1, &status);
  CHECK((made != 0) == (status == ACME_OK) && acme_counter_close(made) == ACME_OK);
  return status;
}

static acme_status box(void)
{
  acme_status status;
  acme_person *const made = acme_person_make("Ann", "ann@example.org", 1, &status);
  CHECK((made != NULL) == (status == ACME_OK) && acme_person_free(made) == ACME_OK);
  return status;
}

static acme_status chain(void)
{
  acme_status status;
  acme_node *const made = acme_chain(20, &status);
  CHECK((made != NULL) == (status == ACME_OK) && acme_node_free(made) == ACME_OK);
  return status;
}

static acme_status structs(void)
{
  acme_people_list made;
  const acme_status status = acme_people(20, &made);
  CHECK((made.data != NULL) == (status == ACME_OK) && acme_people_free(&made) == ACME_OK);
  return status;
}

static acme_status numbers(void)
{
  acme_numbers made;
  const acme_status status = acme_count_down(100, &made);
  CHECK((made.data != NULL) == (status == ACME_OK) && acme_numbers_free(&made) == ACME_OK);
  return status;
}

static acme_status found(void)
{
  char *rest;
  bool is_found;
  const acme_status status = acme_find("a needle in a haystack", "needle", &rest, &is_found);
  CHECK((rest != NULL) == (status == ACME_OK) && is_found == (status == ACME_OK));
  CHECK(acme_string_free(rest) == ACME_OK);
  return status;
}

static uint8_t see(void *context, size_t index, const char *word, const char *const *rest,
                   size_t rest_count, const double *values, size_t values_count, uint8_t is_last)
{
  (void)context, (void)index, (void)word, (void)rest, (void)rest_count, (void)values;
  (void)values_count, (void)is_last;
  return 1;
}

static acme_status words(void) { return acme_each_word("one two three", see, NULL); }

static size_t refusals;

/* What the runtime needs for the first exception, and for code that runs first, it may take from
 * malloc and end the process without it: that is its own matter, so each has been called before. */
static void try_all(const char *name, acme_status (*attempt)(void))
{
  CHECK(attempt() == ACME_OK && acme_throw(5) == ACME_E_OUT_OF_MEMORY);
  size_t n = 0;
  do {
    fired = 0;
    left = ++n;
    const acme_status status = attempt();
    left = 0;
    CHECK(status == ACME_OK || (status == ACME_E_OUT_OF_MEMORY && fired));
    refusals += status != ACME_OK;
  } while (fired);
  int32_t live = 9;
  CHECK(acme_live_counters(&live) == ACME_OK && live == 0);
  printf("%s: %zu allocations\n", name, n - 1);
}

int main(void)
{
  try_all("text", text);
  try_all("handle", handle);
  try_all("box", box);
  try_all("chain", chain);
  try_all("structs", structs);
  try_all("numbers", numbers);
  try_all("found", found);
  try_all("words", words);
  printf("%zu refusals\n", refusals);
  return 0;
}
