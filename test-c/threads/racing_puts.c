/* Two threads put one block into a field each of boxes of their own, or one puts it while the other frees it: one of the two has it. And
 * they put blocks of their own into one field: who comes last has it there, and what was there before is freed. */
#include "ledger.h"
#include "threads.h"

enum { SIDES = 2 };

typedef struct race {
  ffo_type type;
  size_t rounds;
  void *boxes[SIDES];
  char *text;
  bool has_it[SIDES];
} race;

static ffo_type register_holder(void)
{
  const ffo_owned_field fields[] = { { 0, FFO_TYPE_STRING, 0 } };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type;
  desc.name = "holder";
  desc.size = 16;
  desc.fields = fields;
  desc.field_count = 1;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static bool is_won(ffo_status status)
{
  CHECK(status == FFO_OK || status == FFO_E_NOT_OWNED || status == FFO_E_DOUBLE_FREE ||
        status == FFO_E_BORROWED);
  return status == FFO_OK;
}

static void begin(race *race)
{
  race->text = ffo_string_new("wanted", NULL);
  for (size_t i = 0; i < SIDES; i++) {
    race->boxes[i] = ffo_box_new(race->type, NULL);
    CHECK(race->boxes[i] != NULL);
  }
}

static void end(race *race)
{
  for (size_t i = 0; i < SIDES; i++) {
    CHECK_OK(ffo_box_free(race->boxes[i], race->type));
  }
  CHECK_EQUAL(ledger_look().live_blocks, 0);
}

static void put_one(race *race, size_t number, bool is_freed)
{
  race->has_it[number] =
      is_won(number == 1 && is_freed ? ffo_string_free(race->text)
                                     : ffo_box_put(race->boxes[number], 0, race->text));
}

/* A box that the other one is changing is tried again. */
static void put_own(race *race)
{
  char *own = ffo_string_new("one's own", NULL);
  ffo_status status;
  do {
    status = ffo_box_put(race->boxes[0], 0, own);
    CHECK(status == FFO_OK || status == FFO_E_BORROWED);
  } while (status != FFO_OK);
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      begin(race);
    }
    team_meet_closely(team);
    put_one(race, number, i % 2 == 1);
    team_meet_closely(team);
    if (number == 0) {
      CHECK(race->has_it[0] != race->has_it[1]);
      CHECK(!race->has_it[0] || *(char **)race->boxes[0] == race->text);
    }
    team_meet_closely(team);
    put_own(race);
    team_meet_closely(team);
    if (number == 0) {
      end(race);
    }
  }
}

int main(void)
{
  race race = { .type = register_holder(), .rounds = rounds(4000, 20) };
  team_race(SIDES, work, &race);
  CHECK_BALANCED();
  return 0;
}
