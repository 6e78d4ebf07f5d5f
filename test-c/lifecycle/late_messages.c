/* A message is written when it is asked for. It tells what was so when the call was refused, whatever has happened since to the block,
 * its memory, its type and its owner, on this thread and on others, and in a child of the process. */
#include "child.h"
#include "ledger.h"
#include "threads.h"
#include "types.h"

#include <inttypes.h>

static char expected[1024];

/* The last error's message is `template` with addresses in it. */
#define CHECK_MESSAGE(...)                                                                         \
  do {                                                                                             \
    snprintf(expected, sizeof expected, __VA_ARGS__);                                              \
    CHECK_TEXT(ffo_last_error_message(), expected);                                                \
  } while (0)

#define HEX "0x%" PRIxPTR
#define AT(pointer) (uintptr_t)(pointer)

/* The slot is a block of another type by then, on the heaps that hand addresses out again. */
static void the_block_is_reused(void)
{
  enum { MOST = 20000 };
  static ffo_config *made[MOST];
  char *text = ffo_string_new("fifteen letters", NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);
  size_t count = 0;
  for (bool is_reused = false; count < MOST && !is_reused; count++) {
    made[count] = ffo_config_new(1, 2, NULL);
    is_reused = AT(made[count]) == AT(text);
  }
  CHECK_MESSAGE("ffo_string_free: " HEX " was freed already (type \"string\"); nothing changed",
                AT(text));
  for (size_t i = 0; i < count; i++) {
    CHECK_OK(ffo_config_free(made[i]));
  }
}

static void its_memory_goes_back(void)
{
  enum { SIZE = 48 << 20, OTHERS = 64 };
  const ffo_type large = register_type("large", SIZE, NULL, NULL);
  char *block = ffo_box_new(large, NULL);
  CHECK(block != NULL);
  CHECK_STATUS(ffo_box_free(block + 4096, large), FFO_E_INTERIOR_POINTER);
  CHECK_OK(ffo_box_free(block, large));
  for (int i = 0; i < OTHERS; i++) {
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, 1, (size_t)SIZE + (size_t)i * 4096));
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  CHECK_MESSAGE("ffo_box_free: " HEX " lies 4096 bytes into the block at " HEX
                " of type \"large\"; only its start names it",
                AT(block + 4096), AT(block));
}

static void its_type_is_registered(void)
{
  const ffo_type last = register_type("last before", 24, NULL, NULL);
  CHECK(ffo_box_new(last + 1, NULL) == NULL);
  CHECK_EQUAL(register_type("first behind", 24, NULL, NULL), last + 1);
  CHECK_MESSAGE("ffo_box_new: no type with the number %u is registered", (unsigned)(last + 1));
}

static void its_parent_is_freed(void)
{
  ffo_config *config = ffo_config_new(1, 2, NULL);
  char literal[] = "literal";
  config->name = literal;
  CHECK_STATUS(ffo_config_free(config), FFO_E_FOREIGN_POINTER);
  config->name = NULL;
  CHECK_OK(ffo_config_free(config));
  CHECK_MESSAGE("ffo_config_free: the owned field at offset %zu of " HEX
                ", a block of type \"ffo_config\", holds " HEX
                ", which is not from this copy of the library; free it where it was made",
                offsetof(ffo_config, name), AT(config), AT(literal));
}

static void its_handle_is_traded_back(void)
{
  char *text = ffo_string_new("text", NULL);
  const ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  CHECK_STATUS(ffo_string_free(text), FFO_E_NOT_OWNED);
  CHECK(ffo_handle_into_raw(handle, FFO_TYPE_STRING, NULL) == text);
  CHECK_OK(ffo_string_free(text));
  CHECK_MESSAGE(
      "ffo_string_free: " HEX
      " belongs to a handle; release the handle, or trade it back with ffo_handle_into_raw",
      AT(text));
}

static void fail_elsewhere(team *team, size_t number)
{
  (void)team;
  for (size_t i = 0; i < 100; i++) {
    CHECK_STATUS(ffo_handle_retain(1000 + number), FFO_E_INVALID_HANDLE);
    if (i % 2 == 0) {
      char message[128];
      snprintf(message, sizeof message,
               "ffo_handle_retain: handle 0x%zx was never issued by this copy of the library",
               1000 + number);
      CHECK_TEXT(ffo_last_error_message(), message);
    }
  }
}

static void other_threads_fail(void)
{
  CHECK_STATUS(ffo_handle_retain(7), FFO_E_INVALID_HANDLE);
  team_run(4, fail_elsewhere, NULL);
  CHECK_MESSAGE("ffo_handle_retain: handle 0x7 was never issued by this copy of the library");
}

/* Where it is, and as it is, until the thread's next failing call. */
static void it_stays(void)
{
  CHECK_STATUS(ffo_handle_retain(8), FFO_E_INVALID_HANDLE);
  ffo_error_info info = FFO_ERROR_INFO_INIT;
  CHECK_OK(ffo_last_error_info(&info));
  const char *message = ffo_last_error_message();
  CHECK_EQUAL(info.message, message);
  char copy[128];
  snprintf(copy, sizeof copy, "%s", message);
  CHECK_OK(ffo_string_free(ffo_string_new("a success", NULL)));
  team_run(1, fail_elsewhere, NULL);
  CHECK_EQUAL(ffo_last_error_message(), message);
  CHECK_TEXT(message, copy);

  /* Nobody asks for the first one. */
  CHECK_STATUS(ffo_handle_retain(9), FFO_E_INVALID_HANDLE);
  CHECK_STATUS(ffo_handle_retain(10), FFO_E_INVALID_HANDLE);
  CHECK_MESSAGE("ffo_handle_retain: handle 0xa was never issued by this copy of the library");
  CHECK_STATUS(ffo_handle_retain(11), FFO_E_INVALID_HANDLE);
  ffo_clear_error();
  CHECK_TEXT(ffo_last_error_message(), "");
}

#ifndef _WIN32
static void a_child_reads_it(void)
{
  char *text = ffo_string_new("in the parent", NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);
  fflush(NULL);
  const pid_t child = fork();
  CHECK(child >= 0);
  CHECK_MESSAGE("ffo_string_free: " HEX " was freed already (type \"string\"); nothing changed",
                AT(text));
  if (child == 0) {
    _exit(0);
  }
  CHECK_EQUAL(child_wait(child), 0);
}
#endif

/* A hook is told of one that nobody has asked for, and fails itself. Then the thread's is the first one again. */
static void FFO_CALL listen(const ffo_error_info *info, void *context)
{
  CHECK_TEXT(info->message,
             "ffo_handle_retain: handle 0xc was never issued by this copy of the library");
  CHECK_STATUS(ffo_handle_retain(13), FFO_E_INVALID_HANDLE);
  ++*(int *)context;
}

static void a_hook_fails(void)
{
  int heard = 0;
  CHECK_OK(ffo_set_misuse_hook(listen, &heard));
  CHECK_STATUS(ffo_handle_retain(12), FFO_E_INVALID_HANDLE);
  CHECK_OK(ffo_set_misuse_hook(NULL, NULL));
  CHECK_EQUAL(heard, 1);
  CHECK_MESSAGE("ffo_handle_retain: handle 0xc was never issued by this copy of the library");
}

int main(void)
{
  the_block_is_reused();
  its_memory_goes_back();
  its_type_is_registered();
  its_parent_is_freed();
  its_handle_is_traded_back();
  other_threads_fail();
  it_stays();
#ifndef _WIN32
  a_child_reads_it();
#endif
  a_hook_fails();
  CHECK_BALANCED();
  return 0;
}
