/* Threads that keep no rules: each does, over and over, any call on any of the blocks and handles
 * that all of them share, at once and without asking. Every call is answered, none with an error
 * that speaks of damage; and when the dust has settled, what still lives can be ended one by one.
 *
 * The argument is a seed; the program prints the one that it took. */
#include "ledger.h"
#include "threads.h"

#include <time.h>

enum { THREADS = 4, SLOTS = 32 };

typedef struct thing {
  char *name;
  ffo_config *config;
  struct thing *child;
} thing;

static ffo_type types[3] = { FFO_TYPE_STRING, FFO_TYPE_CONFIG, FFO_TYPE_NONE };
static const size_t offsets[] = { offsetof(thing, name), offsetof(thing, config),
                                  offsetof(thing, child) };
static _Atomic(void *) pointers[SLOTS];
static _Atomic(ffo_handle) handles[SLOTS];
static size_t calls;

static uint32_t next_random(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

static void answered(ffo_status status)
{
  CHECK(status != FFO_E_INTERNAL && status != FFO_E_OUT_OF_MEMORY && status != FFO_E_OVERRUN &&
        status != FFO_E_WRITE_AFTER_FREE);
}

static void *make(ffo_type type)
{
  return type == FFO_TYPE_STRING ? ffo_string_new("a string", NULL) : ffo_box_new(type, NULL);
}

/* A new or a moved block takes a place; what was there before, if it still is, ends. */
static void store(void *block, size_t slot, ffo_type type)
{
  if (block != NULL) {
    answered(ffo_box_free(atomic_exchange(&pointers[slot], block), type));
  }
}

static void on_pointer(void *block, ffo_type type, uint32_t random)
{
  const size_t slot = random % SLOTS;
  const size_t offset = offsets[random / SLOTS % 3];
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  ffo_status status = FFO_OK;
  switch (random / 256 % 10) {
  case 0:
    answered(ffo_box_free(block, type));
    break;
  case 1: {
    const ffo_handle handle = ffo_handle_from_raw(block, type, &status);
    if (handle != 0) {
      answered(ffo_handle_close(atomic_exchange(&handles[slot], handle)));
    }
    break;
  }
  case 2:
    answered(ffo_box_put(block, offset, pointers[slot]));
    break;
  case 3:
    store(ffo_box_take(block, offset, &status), slot, type);
    break;
  case 4:
    answered(ffo_config_set_name(block, "a name"));
    break;
  case 5:
    store(ffo_config_take_name(block, &status), slot, type);
    break;
  case 6:
    store(ffo_string_clone(block, &status), slot, type);
    break;
  case 7:
    store(ffo_config_clone(block, &status), slot, type);
    break;
  case 8:
    answered(ffo_describe(block, &info));
    break;
  default:
    answered(ffo_tag(block, random & 1 ? "tagged" : NULL));
  }
  answered(status);
}

static void on_handle(ffo_handle handle, ffo_type type, uint32_t random)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  ffo_status status = FFO_OK;
  switch (random / 256 % 8) {
  case 0:
    answered(ffo_handle_release(handle));
    break;
  case 1:
    answered(ffo_handle_close(handle));
    break;
  case 2:
    answered(ffo_handle_retain(handle));
    break;
  case 3:
    ffo_handle_borrow(handle, type, NULL, &status);
    break;
  case 4:
    ffo_handle_borrow_mut(handle, type, NULL, &status);
    break;
  case 5:
    store(ffo_handle_into_raw(handle, type, &status), random % SLOTS, type);
    break;
  case 6:
    answered(ffo_handle_describe(handle, &info));
    break;
  default:
    answered(ffo_handle_return(handle));
    answered(ffo_handle_return(handle));
  }
  answered(status);
}

static void work(team *team, size_t number)
{
  uint64_t state = *(uint64_t *)team->shared + number;
  for (size_t i = 0; i < calls; i++) {
    const uint32_t random = next_random(&state);
    const ffo_type type = types[next_random(&state) % 3];
    const size_t slot = next_random(&state) % SLOTS;
    switch (next_random(&state) % 4) {
    case 0:
      store(make(type), slot, type);
      break;
    case 1:
      on_handle(handles[slot], type, random);
      break;
    default:
      on_pointer(pointers[slot], type, random);
    }
    if (i % 4096 == 0) {
      CHECK_OK(ffo_validate());
    }
  }
}

/* Ends a block that lives, and so whatever it owns. */
static void end(const ffo_block_info *info)
{
  if (info->handle == 0 && info->owned_by == NULL) {
    CHECK_OK(ffo_box_free((void *)(uintptr_t)info->address, info->type));
  }
  while (info->handle != 0 && ffo_handle_return(info->handle) == FFO_OK) {
  }
  while (info->handle != 0 && ffo_handle_close(info->handle) == FFO_OK) {
  }
}

static void end_all(void)
{
  size_t live;
  size_t listed;
  CHECK_OK(ffo_live_list(0, NULL, 0, &live));
  ffo_block_info *infos = calloc(live + 1, sizeof *infos);
  infos[0].struct_size = sizeof *infos;
  CHECK_OK(ffo_live_list(0, infos, live, &listed));
  CHECK_EQUAL(listed, live);
  for (size_t i = 0; i < live; i++) {
    end(&infos[i]);
  }
  free(infos);
}

int main(int count, char **arguments)
{
  static const ffo_owned_field fields[] = {
    { offsetof(thing, name), FFO_TYPE_STRING, 0 },
    { offsetof(thing, config), FFO_TYPE_CONFIG, 0 },
    { offsetof(thing, child), FFO_TYPE_SELF, 0 },
  };
  uint64_t seed = count > 1 ? strtoull(arguments[1], NULL, 10) : (uint64_t)time(NULL);
  printf("seed %" PRIu64 "\n", seed);
  fflush(stdout);
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "thing";
  desc.size = sizeof(thing);
  desc.fields = fields;
  desc.field_count = 3;
  CHECK_OK(ffo_type_register(&desc, &types[2]));
  calls = rounds(200000, 3000);
  team_run(THREADS, work, &seed);

  end_all();
  const ffo_stats stats = ledger_look();
  printf("%" PRIu64 " blocks were made, %" PRIu64 " calls were misuse\n", stats.created_blocks,
         stats.misuses);
  CHECK_BALANCED();
  return 0;
}
