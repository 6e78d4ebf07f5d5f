/* Many threads register the same types at once: each type gets one number, the same for all. */
#include "ledger.h"
#include "threads.h"

enum { THREADS = 4, TYPES = 500 };

static ffo_type types[THREADS][TYPES];

static void work(team *team, size_t number)
{
  for (size_t i = 0; i < TYPES; i++) {
    char name[32];
    ffo_type_desc desc = FFO_TYPE_DESC_INIT;
    snprintf(name, sizeof name, "type %zu", i);
    desc.name = name;
    desc.size = i + 1;
    if (i % 50 == 0) {
      team_meet(team);
    }
    CHECK_OK(ffo_type_register(&desc, &types[number][i]));
    CHECK_TEXT(ffo_type_name(types[number][i]), name);
    CHECK_OK(ffo_box_free(ffo_box_new(types[number][i], NULL), types[number][i]));
  }
}

int main(void)
{
  team_run(THREADS, work, NULL);
  ffo_type highest = 0;
  for (size_t i = 0; i < TYPES; i++) {
    for (size_t thread = 1; thread < THREADS; thread++) {
      CHECK_EQUAL(types[thread][i], types[0][i]);
    }
    for (size_t j = 0; j < i; j++) {
      CHECK(types[0][i] != types[0][j]);
    }
    highest = types[0][i] > highest ? types[0][i] : highest;
  }
  CHECK_EQUAL(highest, 256 + TYPES - 1);
  CHECK_BALANCED();
  return 0;
}
