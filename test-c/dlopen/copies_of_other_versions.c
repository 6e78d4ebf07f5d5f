/* What a library of a later version would have in the list: a longer record, longer answers, kinds that are not known here. And one
 * that is too short to be any, or has no answers. */
#include "loading.h"

#include "refusal.h"

/* As in copies.h. */
typedef struct answer {
  size_t size;
  uint64_t offset;
  const char *type_name;
  const char *free_function;
} answer;

typedef struct record {
  struct record *next;
  size_t size;
  const char *name;
  const char *version;
  const char *path;
  uint32_t (*about_pointer)(const void *pointer, answer *answer);
  uint32_t (*about_handle)(uint64_t handle, answer *answer);
  void *later[4];
} record;

enum { FIRST_SIZE = offsetof(record, later) };

static char theirs[16];

static uint32_t about_pointer(const void *pointer, answer *about)
{
  CHECK_EQUAL(about->size, sizeof *about);
  const size_t at = (size_t)((const char *)pointer - theirs);
  about->type_name = at == 0 ? "column" : NULL;
  about->free_function = at == 0 ? "acme_column_free" : NULL;
  return at == 0 ? 1 : at < sizeof theirs ? 99 : 0;
}

static uint32_t about_handle(uint64_t handle, answer *about)
{
  about->type_name = "csv";
  about->free_function = handle == 7 ? "acme_csv_close" : NULL;
  return handle == 7 ? 6 : handle == 8 ? 99 : 0;
}

static uint32_t must_not_ask(const void *pointer, answer *about)
{
  (void)pointer;
  (void)about;
  CHECK(!"asked, though the record is too short for it");
  return 1;
}

static record later = { NULL, sizeof later,  "libacme",    "9.0.0",
                        NULL, about_pointer, about_handle, { NULL } };
static record shorter = { &later, FIRST_SIZE - 1, "libshort", "0.0.1",
                          NULL,   must_not_ask,   NULL,       { NULL } };
static record silent = { &shorter, FIRST_SIZE, "libsilent", "1.1.0", NULL, NULL, NULL, { NULL } };

int main(void)
{
  void *const ours = dlopen("libffi_ownership.so.1", RTLD_NOW | RTLD_NOLOAD);
  CHECK(ours != NULL);
  record **const first = dlsym(ours, "ffo_copies_v1");
  CHECK(first != NULL && *first == NULL);
  CHECK_OK(ffo_string_free(ffo_string_new("started", NULL)));
  CHECK(*first != NULL && (*first)->next == NULL && (*first)->size == FIRST_SIZE);
  CHECK_TEXT((*first)->name, "libffi_ownership");
  char version[32];
  CHECK(sscanf((*first)->version, "%31[0-9.]", version) == 1);
  snprintf(version, sizeof version, "%d.%d.%d", FFO_VERSION_MAJOR, FFO_VERSION_MINOR,
           FFO_VERSION_PATCH);
  CHECK(strncmp((*first)->version, version, strlen(version)) == 0);

  (*first)->next = &silent;
  CHECK_REFUSED(
      ffo_string_free(theirs), FFO_E_FOREIGN_POINTER,
      "ffo_string_free: 0x.. is a block of libacme (type \"column\"); its acme_column_free frees it");
  CHECK_TEXT(last_error().free_function, "acme_column_free");
  CHECK_REFUSED(ffo_string_free(theirs + 1), FFO_E_FOREIGN_POINTER,
                "ffo_string_free: 0x.. lies in memory of libacme, which has no live block there");
  CHECK_REFUSED(
      ffo_string_free(theirs + sizeof theirs), FFO_E_FOREIGN_POINTER,
      "ffo_string_free: 0x.. is not from this copy of the library; free it where it was made");
  CHECK_REFUSED(
      ffo_handle_release(7), FFO_E_INVALID_HANDLE,
      "ffo_handle_release: handle 0x.. is one of libacme (type \"csv\"); its acme_csv_close ends it");
  CHECK_REFUSED(ffo_handle_release(8), FFO_E_INVALID_HANDLE,
                "ffo_handle_release: handle 0x.. was never issued by this copy of the library");
  CHECK_REFUSED(ffo_handle_release(9), FFO_E_INVALID_HANDLE,
                "ffo_handle_release: handle 0x.. was never issued by this copy of the library");
  CHECK_BALANCED();
  return 0;
}
