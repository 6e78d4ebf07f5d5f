/* Uses the library from two threads, and has it catch an exception inside. In a section of the runtime's lies what another .NET runtime
 * in the same program would bring along; ours must not take it for its own. */
#include "work.h"

#include <ffi_ownership.h>
#include <pthread.h>
#include <stddef.h>

static char not_ours[] = "a module of another runtime";
static void *module __attribute__((section("__modules"), used)) = not_ours;

static void *make(void *status)
{
  return ffo_string_new("made here, freed there", (ffo_status *)status);
}

int work(void)
{
  pthread_t thread;
  void *text;
  ffo_status status;
  if (pthread_create(&thread, NULL, make, &status) != 0 || pthread_join(thread, &text) != 0) {
    return 1;
  }
  char *const volatile again = text;
  const int freed = ffo_string_free(text) == FFO_OK;
  const int refused = ffo_string_free(again) == FFO_E_DOUBLE_FREE;
  const int excepted = ffo_stats_get((ffo_stats *)8) == FFO_E_INTERNAL;
  return status == FFO_OK && freed && refused && excepted ? 0 : 2;
}
