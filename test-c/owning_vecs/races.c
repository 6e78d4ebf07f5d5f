/* A vec is ended by two threads at once, as a vec and as raw data, while a third frees what its elements own. Each block ends
 * once, whoever gets it; what is refused is done again without what is gone. The number of rounds may be given. */
#include "people.h"
#include "threads.h"

enum { ELEMENTS = 12 };

typedef struct race {
  size_t rounds;
  ffo_vec people;
  char *names[ELEMENTS];
  bool is_freed[ELEMENTS];
  ffo_status answers[2];
} race;

static bool is_expected(ffo_status status)
{
  return status == FFO_OK || status == FFO_E_DOUBLE_FREE || status == FFO_E_NOT_OWNED ||
         status == FFO_E_BORROWED;
}

static void begin(race *race)
{
  /* Names are stored in place, and not claimed yet. */
  race->people = people_new(0, ELEMENTS);
  for (size_t i = 0; i < ELEMENTS; i++) {
    race->names[i] = ffo_string_new("somebody", NULL);
    *person_at(&race->people, i) = (person){ i, race->names[i], NULL };
  }
  race->people.length = ELEMENTS;
}

static void end(race *race)
{
  bool is_ended = race->answers[0] == FFO_OK || race->answers[1] == FFO_OK;
  CHECK(!(race->answers[0] == FFO_OK && race->answers[1] == FFO_OK));
  if (!is_ended) {
    for (size_t i = 0; i < ELEMENTS; i++) {
      if (race->is_freed[i]) {
        person_at(&race->people, i)->name = NULL;
      }
    }
    CHECK_OK(ffo_vec_dispose(&race->people));
  }
  CHECK(ends == ELEMENTS || ends == 0);
  ends = 0;
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      begin(race);
    }
    team_meet_closely(team);
    if (number == 0) {
      ffo_vec copy = race->people;
      race->answers[0] = ffo_vec_dispose(&copy);
      CHECK(is_expected(race->answers[0]));
    } else if (number == 1) {
      race->answers[1] = ffo_box_free(race->people.data, FFO_TYPE_VEC);
      CHECK(is_expected(race->answers[1]));
    } else {
      for (size_t j = 0; j < ELEMENTS; j++) {
        const size_t element = i % 2 == 0 ? j : ELEMENTS - 1 - j;
        const ffo_status status = ffo_string_free(race->names[element]);
        CHECK(is_expected(status));
        race->is_freed[element] = status == FFO_OK;
      }
    }
    team_meet(team);
    if (number == 0) {
      end(race);
      for (size_t j = 0; j < ELEMENTS; j++) {
        const ffo_status status = ffo_string_free(race->names[j]);
        CHECK(status == FFO_OK || status == FFO_E_DOUBLE_FREE);
      }
      CHECK_EQUAL(ledger_look().live_blocks, 0);
    }
    team_meet(team);
  }
}

int main(int count, char **arguments)
{
  race race = { .rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : rounds(3000, 100) };
  (void)person_type();
  team_race(3, work, &race);
  CHECK_BALANCED();
  return 0;
}
