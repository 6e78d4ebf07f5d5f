/* The caller gives blocks of the system heap to libc's free(), which hands the addresses out again:
 * the ledger counts right, finds nothing damaged, and innocent calls succeed. */
#include "ledger.h"
#include "types.h"

#include "../stress/dice.h"

enum { BLOCKS = 500 };

static void libc_free(void *memory)
{
  void *volatile hidden = memory; /* the compiler would warn, and rightly */
  free(hidden);
}

/* A block that libc has taken back and not yet handed out may have libc's own data past its end. */
static void check_sound(void)
{
  const ffo_status status = ffo_validate();
  CHECK(status == FFO_OK || status == FFO_E_OVERRUN);
}

static void of_the_callers(void)
{
  char *strings[BLOCKS] = { NULL };
  size_t mistakes = 0;
  dice dice = { 1 };
  for (size_t i = 0; i < rounds(200000, 5000); i++) {
    char **at = &strings[roll_of(&dice, BLOCKS)];
    if (*at == NULL) {
      char text[100];
      memset(text, 'x', sizeof text);
      text[roll_of(&dice, 99)] = '\0';
      text[99] = '\0';
      *at = ffo_string_new(text, NULL);
      CHECK(*at != NULL);
      continue;
    }
    if (roll_of(&dice, 200) == 0) {
      libc_free(*at);
      mistakes++;
    } else {
      CHECK_OK(ffo_string_free(*at));
    }
    *at = NULL;
  }
  CHECK(mistakes > 0);
  for (int i = 0; i < BLOCKS; i++) {
    CHECK_OK(ffo_string_free(strings[i]));
  }
  check_sound();
}

/* The same address again, until it comes. */
static void *made_at(void *address, ffo_type type)
{
  static void *others[1000];
  size_t count = 0;
  void *block = ffo_box_new(type, NULL);
  while (block != address && count < 1000) {
    others[count++] = block;
    block = ffo_box_new(type, NULL);
  }
  while (count > 0) {
    CHECK_OK(ffo_box_free(others[--count], type));
  }
  return block;
}

static void of_somebody_else(void)
{
  const ffo_type type = register_type("of 16", 16, NULL, NULL);

  /* A handle's block. */
  void *block = ffo_box_new(type, NULL);
  const ffo_handle handle = ffo_handle_from_raw(block, type, NULL);
  libc_free(block);
  void *again = made_at(block, type);
  check_sound();
  if (again == block) {
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_handle_describe(handle, &info));
    CHECK_EQUAL(info.type, type);
    CHECK_EQUAL(info.handle, handle);
    CHECK_OK(ffo_handle_release(handle));
    CHECK_STATUS(ffo_handle_describe(handle, &info), FFO_E_STALE_HANDLE);
    CHECK_STATUS(ffo_handle_release(handle), FFO_E_STALE_HANDLE);
    CHECK_OK(ffo_box_free(again, type));
  }

  /* A handle's string: where its NUL was, the box has another byte, and that is no overrun. */
  block = ffo_string_new("of fifteen char", NULL);
  const ffo_handle text = ffo_handle_from_raw(block, FFO_TYPE_STRING, NULL);
  libc_free(block);
  again = made_at(block, type);
  if (again == block) {
    memset(again, 'x', 16);
    CHECK_OK(ffo_handle_release(text));
    CHECK_OK(ffo_box_free(again, type));
  }

  /* A forgotten one. */
  block = ffo_box_new(type, NULL);
  CHECK_OK(ffo_forget(block));
  libc_free(block);
  again = made_at(block, type);
  check_sound();
  if (again == block) {
    CHECK_OK(ffo_box_free(again, type));
  }

  /* A config's name. */
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "of fifteen char"));
  block = config->name;
  libc_free(block);
  again = made_at(block, type);
  check_sound();
  if (again == block) {
    CHECK_STATUS(ffo_config_free(config), FFO_E_WRONG_TYPE);
    config->name = NULL;
    CHECK_OK(ffo_config_free(config));
    CHECK_OK(ffo_box_free(again, type));
  }
}

int main(void)
{
  CHECK_EQUAL(ledger_look().heap, FFO_HEAP_SYSTEM);
  of_the_callers();
  of_somebody_else();
  check_sound();
  return 0;
}
