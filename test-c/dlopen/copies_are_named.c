/* The library that the program is linked with gets what another copy of it has made: the message names the copy's file, and what
 * frees it there. On the system heap a copy tells of handles only. */
#include "strangers.h"

#include "child.h"

static const char *says;

static const char *foreign(const char *function)
{
  static char whole[1024];
  snprintf(whole, sizeof whole, "%s: 0x..%s", function, says);
  return whole;
}

static const char *invalid(const char *function)
{
  static char whole[1024];
  snprintf(whole, sizeof whole, "%s: handle 0x..%s", function, says);
  return whole;
}

#define FOREIGN(function) foreign(function)
#define INVALID(function) invalid(function)
#include "../misuse/foreign_pointer.h"
#include "../misuse/invalid_handle.h"

static const char unknown_pointer[] =
    " is not from this copy of the library; free it where it was made";
static const char unknown_handle[] = " was never issued by this copy of the library";

static bool is_on_slabs(void)
{
  const char *const heap = getenv("FFO_HEAP");
  return RUNNING_ON_VALGRIND == 0 && (heap == NULL || strcmp(heap, "slab") == 0);
}

/* before, the path of the copy's file, behind. */
static const char *about(const stranger *copy, const char *before, const char *behind)
{
  static char text[1024];
  char plain[1024];
  snprintf(plain, sizeof plain, "%s%s%s", before, copy->path, behind);
  normalise(text, sizeof text, plain);
  return text;
}

static void check_pointer(const stranger *copy, void *pointer, const char *before,
                          const char *behind)
{
  if (!is_on_slabs()) {
    return; /* malloc gives both copies what either has freed, and that is a double free to it */
  }
  says = about(copy, before, behind);
  check_foreign(pointer);
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_STATUS(ffo_describe(pointer, &info), FFO_E_FOREIGN_POINTER); /* only asks */
  CHECK_MESSAGE(foreign("ffo_describe"));
}

static void check_strange_handle(const stranger *copy, ffo_handle handle, const char *before,
                                 const char *behind)
{
  says = about(copy, before, behind);
  check_invalid(handle);
}

static void check_pointers(const stranger *copy)
{
  char *const text = copy->string_new("a string of theirs", NULL);
  check_pointer(copy, text, " is a block of ", " (type \"string\"); its ffo_string_free frees it");
  check_pointer(copy, text + 3, " lies 3 bytes into a block of ",
                " (type \"string\"); only its start names it");
  if (is_on_slabs()) {
    CHECK_TEXT(last_error().free_function == NULL ? "none" : "some", "none");
    CHECK_EQUAL(last_error().offset, 3);
    CHECK_STATUS(ffo_string_free(text), FFO_E_FOREIGN_POINTER);
    CHECK_TEXT(last_error().free_function, "ffo_string_free");
    CHECK_EQUAL(last_error().actual_type, FFO_TYPE_NONE); /* which would be a number of ours */
  }
  CHECK_EQUAL(copy->string_free(text), FFO_OK);
  check_pointer(copy, text, " was a block of ", " (type \"string\"), and was freed there already");

  ffo_type type = FFO_TYPE_NONE;
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  const ffo_owned_field owned[] = { { .offset = 8, .type = FFO_TYPE_STRING } };
  desc.name = "acme_column";
  desc.size = 24;
  desc.fields = owned;
  desc.field_count = 1;
  CHECK_EQUAL(copy->type_register(&desc, &type), FFO_OK);
  char *const box = copy->box_new(type, NULL);
  check_pointer(copy, box, " is a block of ", " (type \"acme_column\"); its ffo_box_free frees it");
  char *const child = copy->string_new("a child", NULL);
  CHECK_EQUAL(copy->box_put(box, 8, child), FFO_OK);
  check_pointer(copy, child, " is a block of ",
                " (type \"string\"), which would refuse to free it now");
  CHECK_EQUAL(copy->box_free(box, type), FFO_OK);

  char *const config = (char *)copy->config_new(1, 2, NULL);
  check_pointer(copy, config, " is a block of ",
                " (type \"ffo_config\"); its ffo_config_free frees it");
  CHECK_EQUAL(copy->config_free((ffo_config *)config), FFO_OK);
  ffo_vec vec;
  for (size_t size = 4; size <= 4 << 20; size <<= 10) {
    CHECK_EQUAL(copy->vec_init(&vec, 1, size), FFO_OK);
    check_pointer(copy, vec.data, " is a block of ",
                  " (type \"ffo_vec\"); its ffo_vec_dispose frees it");
    char *const inside = (char *)vec.data + size / 2;
    char before[64];
    snprintf(before, sizeof before, " lies %zu bytes into a block of ", size / 2);
    check_pointer(copy, inside, before, " (type \"ffo_vec\"); only its start names it");
    char *const data = vec.data;
    CHECK_EQUAL(copy->vec_dispose(&vec), FFO_OK);
    check_pointer(copy, data, " was a block of ",
                  " (type \"ffo_vec\"), and was freed there already");
    check_pointer(copy, inside, " lies in memory of ", ", which has no live block there");
  }

  char *const kept = copy->string_new("kept", NULL);
  CHECK_EQUAL(copy->forget(kept), FFO_OK);
  check_pointer(copy, kept, " is a block of ",
                " (type \"string\"), which would refuse to free it now");
}

static void check_handles(const stranger *copy)
{
  static int payload;
  char *const text = copy->string_new("handled", NULL);
  const ffo_handle handle = copy->handle_from_raw(text, FFO_TYPE_STRING, NULL);
  CHECK(handle != 0);
  check_pointer(copy, text, " is a block of ",
                " (type \"string\"), which would refuse to free it now");
  check_strange_handle(copy, handle, " is one of ",
                       " (type \"string\"); its ffo_handle_release ends it");
  CHECK_EQUAL(copy->handle_release(handle), FFO_OK);
  check_strange_handle(copy, handle, " was one of ", ", and is stale there");

  ffo_type type = FFO_TYPE_NONE;
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "acme_csv";
  CHECK_EQUAL(copy->type_register(&desc, &type), FFO_OK);
  const ffo_handle adopted = copy->handle_adopt(&payload, type, NULL, NULL, NULL);
  check_strange_handle(copy, adopted, " is one of ",
                       " (type \"acme_csv\"); its ffo_handle_release ends it");
  CHECK_EQUAL(copy->handle_release(adopted), FFO_OK);
  says = unknown_handle;
  check_invalid(adopted ^ 1);
  says = unknown_pointer;
  check_foreign(&payload); /* static, so no allocator's */
}

/* In an owned field of ours. */
static void check_field(const stranger *copy)
{
  char *const text = copy->string_new("theirs", NULL);
  ffo_config *const config = ffo_config_new(1, 2, NULL);
  config->name = text;
  char whole[1024];
  snprintf(
      whole, sizeof whole,
      "ffo_config_free: the owned field at offset 8 of 0x.., a block of type \"ffo_config\", holds 0x.., which%s",
      about(copy, " is a block of ", " (type \"string\"); its ffo_string_free frees it"));
  CHECK_REFUSED(ffo_config_free(config), FFO_E_FOREIGN_POINTER, whole);
  config->name = NULL;
  CHECK_OK(ffo_config_free(config));
  CHECK_EQUAL(copy->string_free(text), FFO_OK);
}

/* The other way round. */
static void check_ours(const stranger *copy)
{
  Dl_info file;
  char expected[1024];
  char message[1024];
  char *const text = ffo_string_new("ours", NULL);
  CHECK(dladdr(dlsym(RTLD_DEFAULT, "ffo_string_new"), &file) != 0);
  CHECK_EQUAL(copy->string_free(text), FFO_E_FOREIGN_POINTER);
  snprintf(expected, sizeof expected,
           "ffo_string_free: %p is a block of %s (type \"string\"); its ffo_string_free frees it",
           (void *)text, file.dli_fname);
  snprintf(message, sizeof message, "%s", copy->last_error_message());
  CHECK_TEXT(message, expected);
  CHECK_OK(ffo_string_free(text));
}

static void check_all(const stranger *copy)
{
  check_pointers(copy);
  check_handles(copy);
  if (is_on_slabs()) {
    check_field(copy);
    check_ours(copy);
  }
}

int main(int count, char **arguments)
{
  CHECK_EQUAL(count, 2);
  char *const ours = ffo_string_new("ours", NULL);
  const stranger copy = stranger_load_copy(arguments[1]);
  const stranger another = stranger_load_copy(arguments[1]);
  char *const theirs = copy.string_new("theirs", NULL);
  says = is_on_slabs()
             ? about(&copy, " is a block of ", " (type \"string\"); its ffo_string_free frees it")
             : unknown_pointer;
  check_foreign(theirs);
  CHECK_EQUAL(copy.string_free(theirs), FFO_OK);
  CHECK_OK(ffo_string_free(ours));

  check_all(&copy);
  check_all(&another);
  const pid_t child = fork();
  if (child == 0) {
    check_all(&copy);
    check_all(&another);
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK_BALANCED();
  return 0;
}
