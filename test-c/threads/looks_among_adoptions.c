/* Threads adopt payloads and let go of them in every way, and put strings behind handles, so that
 * slots of handles go from one to the other. Whoever looks meanwhile sees each payload with its own
 * address, size and type, never a record of the library's, and no damage. */
#include "bytes.h"
#include "ledger.h"
#include "threads.h"

enum { TYPES = 2, HELD = 8, LISTED = 200 };

typedef struct scene {
  ffo_type types[TYPES];
  char payloads[TYPES][64];
  atomic_bool is_over;
} scene;

static void drop(void *payload, void *context) { CHECK_EQUAL(*(char *)payload, *(char *)context); }

static void adopt(scene *it, size_t number)
{
  ffo_handle handles[HELD];
  void *payload = it->payloads[number];
  for (size_t i = 0; i < HELD; i++) {
    handles[i] = ffo_handle_adopt(payload, it->types[number], drop, payload, NULL);
    CHECK(handles[i] != 0);
  }
  for (size_t i = 0; i < HELD; i++) {
    if (i % 2 == 0) {
      CHECK_OK(ffo_handle_release(handles[i]));
    } else {
      CHECK_EQUAL(ffo_handle_into_raw(handles[i], it->types[number], NULL), payload);
    }
  }
}

static void trade(void)
{
  const ffo_handle handle = ffo_handle_from_raw(ffo_string_new("abc", NULL), FFO_TYPE_STRING, NULL);
  CHECK_OK(ffo_handle_release(handle));
}

static void check_line(const scene *it, const ffo_block_info *line)
{
  if (line->type == FFO_TYPE_STRING) {
    CHECK_EQUAL(line->size, 4);
    CHECK_EQUAL(line->flags, 0);
    return;
  }
  const size_t number = line->type == it->types[0] ? 0 : 1;
  CHECK_EQUAL(line->type, it->types[number]);
  CHECK_EQUAL(line->flags, FFO_BLOCK_ADOPTED);
  CHECK_EQUAL(line->address, it->payloads[number]);
  CHECK_EQUAL(line->size, 8 + 8 * number);
  CHECK(line->handle != 0);
  CHECK_EQUAL(line->references, 1);
}

static void look(scene *it)
{
  static ffo_block_info lines[LISTED];
  for (size_t round = rounds(20000, 200); round != 0; round--) {
    size_t count;
    lines[0].struct_size = sizeof *lines;
    CHECK_OK(ffo_live_list(0, lines, LISTED, &count));
    for (size_t i = 0; i < count && i < LISTED; i++) {
      check_line(it, &lines[i]);
    }
    CHECK_OK(ffo_validate());
  }
  atomic_store(&it->is_over, true);
}

static void work(team *team, size_t number)
{
  scene *it = team->shared;
  if (number == TYPES + 1) {
    look(it);
    return;
  }
  while (!atomic_load_explicit(&it->is_over, memory_order_relaxed)) {
    if (number == TYPES) {
      trade();
    } else {
      adopt(it, number);
    }
  }
}

int main(void)
{
  scene it = { .is_over = false };
  for (size_t i = 0; i < TYPES; i++) {
    ffo_type_desc description = FFO_TYPE_DESC_INIT;
    description.name = i == 0 ? "first" : "second";
    description.size = 8 + 8 * i;
    CHECK_OK(ffo_type_register(&description, &it.types[i]));
    it.payloads[i][0] = (char)i;
  }
  team_run(TYPES + 2, work, &it);
  CHECK_BALANCED();
  return 0;
}
