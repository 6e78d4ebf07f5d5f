/* The library is closed while another thread is attached to it, goes on calling, and ends after it:
 * the library stays, as the header says, so all of that works. */
#include "api.h"
#include "threads.h"

static api library;

static void make_and_free(void)
{
  ffo_status status = FFO_E_INTERNAL;
  char *text = library.string_new("loaded", &status);
  CHECK_EQUAL(status, FFO_OK);
  CHECK_TEXT(text, "loaded");
  CHECK_EQUAL(library.string_free(text), FFO_OK);
}

/* Alone: on the system heap another thread may have got the address by then. */
static void free_twice(void)
{
  char *text = library.string_new("freed twice", NULL);
  CHECK_EQUAL(library.string_free(text), FFO_OK);
  CHECK_EQUAL(library.string_free(text), FFO_E_DOUBLE_FREE);
}

static void work(team *team, size_t number)
{
  make_and_free();
  team_meet(team);
  if (number == 0) {
    CHECK_EQUAL(dlclose(library.library), 0);
  }
  team_meet(team);
  for (int i = 0; i < 1000; i++) {
    make_and_free();
  }
}

int main(int count, char **arguments)
{
  CHECK_EQUAL(count, 2);
  library = api_load(arguments[1]);
  free_twice();
  team_run(2, work, NULL);
  free_twice();
  api_check_balanced(&library);

  /* Opened again it is the same library, with the same ledger. */
  char *text = library.string_new("from before", NULL);
  const api again = api_load(arguments[1]);
  CHECK_EQUAL(again.string_free(text), FFO_OK);
  CHECK_EQUAL(dlclose(again.library), 0);
  api_check_balanced(&library);
  return 0;
}
