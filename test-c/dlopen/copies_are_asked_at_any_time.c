/* Two threads make and free blocks of each size, and handles, in a copy of the library; two others have ours refuse them meanwhile. It is
 * always refused, and the message is one of those that were right at some moment. */
#include "strangers.h"

#include "threads.h"

enum { MAKERS = 2, PLACES = 64 };

typedef struct stage {
  stranger copy;
  _Atomic(void *) pointers[PLACES];
  _Atomic ffo_handle handles[PLACES];
  atomic_size_t working;
  size_t rounds;
} stage;

static void make(stage *on, size_t number)
{
  const stranger *const copy = &on->copy;
  for (size_t i = 0; i < on->rounds; i++) {
    const size_t place = (i * MAKERS + number) % PLACES;
    const size_t size = (size_t)1 << i % 22;
    ffo_vec vec;
    CHECK_EQUAL(copy->vec_init(&vec, 1, size), FFO_OK);
    atomic_store(&on->pointers[place], (char *)vec.data + (i % 3 == 0 ? size / 2 : 0));
    char *const text = copy->string_new("short", NULL);
    atomic_store(&on->pointers[(place + 7) % PLACES], text);
    const ffo_handle handle = copy->handle_from_raw(text, FFO_TYPE_STRING, NULL);
    CHECK(handle != 0);
    atomic_store(&on->handles[place], handle);
    CHECK_EQUAL(copy->vec_dispose(&vec), FFO_OK);
    CHECK_EQUAL(copy->handle_release(handle), FFO_OK);
  }
  (void)atomic_fetch_sub(&on->working, 1);
}

static void check_message(const stranger *copy, const char *const *forms)
{
  const char *const message = ffo_last_error_message();
  const char *const behind = strstr(message, copy->path);
  const char *const text = behind == NULL ? strchr(message + 17, ' ') : behind + strlen(copy->path);
  for (size_t i = 0; forms[i] != NULL; i++) {
    if (text != NULL && strncmp(text, forms[i], strlen(forms[i])) == 0) {
      return;
    }
  }
  fprintf(stderr, "%s\n", message);
  CHECK(!"a message of no known form");
}

static void ask(stage *on, size_t number)
{
  static const char *const pointers[] = {
    " (type \"ffo_vec\"); its ffo_vec_dispose frees it",
    " (type \"ffo_vec\"); only its start names it",
    " (type \"ffo_vec\"), and was freed there already",
    " (type \"ffo_vec\"), which would refuse to free it now",
    " (type \"string\"); its ffo_string_free frees it",
    " (type \"string\"); only its start names it",
    " (type \"string\"), and was freed there already",
    " (type \"string\"), which would refuse to free it now",
    ", which has no live block there",
    " is not from this copy of the library; free it where it was made",
    NULL
  };
  static const char *const handles[] = { " (type \"string\"); its ffo_handle_release ends it",
                                         ", and is stale there",
                                         " was never issued by this copy of the library", NULL };
  for (size_t i = number; atomic_load(&on->working) != 0; i++) {
    void *const pointer = atomic_load(&on->pointers[i % PLACES]);
    const ffo_handle handle = atomic_load(&on->handles[i % PLACES]);
    if (pointer != NULL) {
      CHECK_STATUS(ffo_string_free(pointer), FFO_E_FOREIGN_POINTER);
      check_message(&on->copy, pointers);
    }
    if (handle != 0) {
      CHECK_STATUS(ffo_handle_retain(handle), FFO_E_INVALID_HANDLE);
      const char *const text = ffo_last_error_message();
      CHECK(strncmp(text, "ffo_handle_retain: handle ", 26) == 0);
      check_message(&on->copy, handles);
    }
  }
}

static void work(team *team, size_t number)
{
  if (number < MAKERS) {
    make(team->shared, number);
  } else {
    ask(team->shared, number);
  }
}

int main(int count, char **arguments)
{
  CHECK_EQUAL(count, 2);
  static stage on;
  CHECK_OK(ffo_string_free(ffo_string_new("started", NULL)));
  on.copy = stranger_load_copy(arguments[1]);
  on.working = MAKERS;
  on.rounds = rounds(20000, 200);
  team_race(2 * MAKERS, work, &on);
  return 0;
}
