/* One thread tags a block, clears the tag, and tags it again, while another ends the block: a string by its
 * pointer or by its handle, a name with its config. The tag is set, or the call says that another is at
 * work on the block or that it is freed; and a new block in its place has no tag. */
#include "ledger.h"
#include "threads.h"

enum { TAGGERS = 2 };

typedef struct race {
  size_t rounds;
  void *tagged;
  void *ended;
  ffo_handle handle;
  atomic_size_t set;
  atomic_size_t refused;
} race;

static void make(race *race, size_t round)
{
  race->handle = 0;
  race->tagged = race->ended = ffo_string_new("tagged", NULL);
  if (round % 3 == 1) {
    race->handle = ffo_handle_from_raw(race->tagged, FFO_TYPE_STRING, NULL);
    CHECK(race->handle != 0);
  } else if (round % 3 == 2) {
    ffo_config *config = ffo_config_new(1, 1, NULL);
    CHECK_OK(ffo_box_put(config, offsetof(ffo_config, name), race->tagged));
    race->ended = config;
  }

  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(race->tagged, &info));
  CHECK_TEXT(info.tag, "");
}

static void end(const race *race, size_t round)
{
  if (round % 3 == 1) {
    CHECK_OK(ffo_handle_release(race->handle));
  } else if (round % 3 == 2) {
    CHECK_OK(ffo_config_free(race->ended));
  } else {
    CHECK_OK(ffo_string_free(race->ended));
  }
}

static void tag(race *race, size_t turns)
{
  ffo_status status = FFO_OK;
  for (size_t i = 0; i < turns && status != FFO_E_DOUBLE_FREE; i++) {
    status = ffo_tag(race->tagged, i % 3 == 2 ? NULL : "a tag");
    atomic_fetch_add(status == FFO_OK ? &race->set : &race->refused, 1);
    if (status != FFO_OK && status != FFO_E_BORROWED) {
      CHECK_STATUS(status, FFO_E_DOUBLE_FREE);
    }
  }
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      make(race, i);
    }
    team_meet(team);
    if (number < TAGGERS) {
      tag(race, 4 + i % 5);
    } else {
      for (volatile size_t wait = 0; wait < i % 64 * 8; wait++) {
      }
      end(race, i);
    }
    team_meet(team);
    if (number == 0) {
      ffo_block_info info = FFO_BLOCK_INFO_INIT;
      CHECK_OK(ffo_describe(race->tagged, &info));
      CHECK_EQUAL(info.owner, FFO_OWNER_NOBODY);
      CHECK_TEXT(info.tag, "");
      CHECK_EQUAL(ledger_look().live_blocks, 0);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(60000, 300) };
  team_run(TAGGERS + 1, work, &race);
  printf("%zu tags set, %zu refused\n", race.set, race.refused);
  CHECK_BALANCED();
  return 0;
}
