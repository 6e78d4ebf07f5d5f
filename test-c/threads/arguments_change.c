/* A thread changes what another one has just passed to a call, which no caller may do. What the call answers may then be
 * anything; but it ends, writes where it was told to and nowhere else, and hands out no bytes of freed blocks. */
#include "ledger.h"
#include "threads.h"

enum { SMALL = 4, LARGE = 300, LIVE = 200, FIELDS = 400, UNITS = 6000 };

static atomic_bool is_over;

/* Both threads let their calls count in the same variable, each for an array of its own. */
static size_t count;

static void list(team *team, size_t number)
{
  static ffo_block_info arrays[2][LARGE];
  const size_t room = number == 0 ? SMALL : LARGE;
  ffo_block_info *const array = arrays[number];
  (void)team;
  for (size_t i = rounds(3000, 20); i > 0; i--) {
    memset(array, 0x5A, sizeof arrays[number]);
    array[0].struct_size = sizeof *array;
    CHECK_OK(ffo_live_list(0, array, room, &count));
    for (size_t at = room; at < LARGE; at++) {
      CHECK_EQUAL(array[at].struct_size, 0x5A5A5A5A);
    }
  }
}

static ffo_owned_field fields[FIELDS];
static ffo_type_desc description = FFO_TYPE_DESC_INIT;
static char type_name[32];

static void change_description(void)
{
  for (size_t i = 0; !is_over; i++) {
    *(volatile size_t *)&description.field_count = i % 2 == 0 ? 1 : FIELDS;
    *(volatile size_t *)&fields[0].offset = i % 3 == 0 ? 0 : SIZE_MAX / 16 * 8;
    *(volatile ffo_type *)&fields[0].type = i % 5 == 0 ? FFO_TYPE_STRING : 30000;
    *(volatile char *)&type_name[4] = i % 7 == 0 ? '\0' : '-';
  }
}

static void describe(team *team, size_t number)
{
  (void)team;
  if (number > 0) {
    change_description();
    return;
  }
  for (size_t i = rounds(20000, 20); i > 0; i--) {
    ffo_type type = FFO_TYPE_NONE;
    snprintf(type_name, sizeof type_name, "type%zu", i);
    if (ffo_type_register(&description, &type) == FFO_OK) {
      void *const box = ffo_box_new(type, NULL);
      CHECK(box != NULL);
      CHECK_OK(ffo_box_free(box, type));
    }
  }
  is_over = true;
}

static uint16_t text[UNITS];

static void change_text(void)
{
  while (!is_over) {
    for (size_t i = UNITS; i-- > 0;) {
      *(volatile uint16_t *)&text[i] = 'a';
    }
    for (size_t i = 0; i < UNITS; i++) {
      *(volatile uint16_t *)&text[i] = 0x20AC;
    }
  }
}

static void convert(team *team, size_t number)
{
  static char secret[3 * UNITS];
  (void)team;
  if (number > 0) {
    change_text();
    return;
  }
  memset(secret, 'S', sizeof secret);
  for (size_t i = rounds(5000, 20); i > 0; i--) {
    size_t length = 0;
    CHECK_OK(ffo_string_free(ffo_string_from_bytes(secret, sizeof secret - 1, NULL)));
    char *const made = ffo_string_from_utf16(text, UNITS, NULL);
    CHECK_OK(ffo_string_length(made, &length));
    CHECK(memchr(made, 'S', length) == NULL);
    CHECK_OK(ffo_string_free(made));
  }
  is_over = true;
}

int main(void)
{
  char *live[LIVE];
  for (size_t i = 0; i < LIVE; i++) {
    live[i] = ffo_string_new("live", NULL);
  }
  team_race(2, list, NULL);
  for (size_t i = 0; i < LIVE; i++) {
    CHECK_OK(ffo_string_free(live[i]));
  }

  for (size_t i = 0; i < FIELDS; i++) {
    fields[i].offset = sizeof(void *) * i;
    fields[i].type = FFO_TYPE_STRING;
  }
  description.name = type_name;
  description.size = sizeof(void *) * FIELDS;
  description.fields = fields;
  team_race(2, describe, NULL);

  is_over = false;
  for (size_t i = 0; i < UNITS; i++) {
    text[i] = 'a';
  }
  team_race(2, convert, NULL);
  CHECK_BALANCED();
  return 0;
}
