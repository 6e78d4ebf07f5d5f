/* Every operation that allocates: what it needs, what it does, and what is left after it.
 *
 * One file, although long: it is one table, with the functions that its rows name. */
#ifndef FFO_TEST_OPERATIONS_H
#define FFO_TEST_OPERATIONS_H

#include "ledger.h"
#include "temporary.h"

typedef struct operation {
  const char *name;
  void (*prepare)(void); /* makes what it works on; may be NULL */
  ffo_status (*attempt)(void);
  void (*clean_up)(void); /* ends what there is, after success and refusal; may be NULL */
} operation;

enum { MANY = 100 };

static char *string;
static char *strings[MANY];
static ffo_config *config;
static void *box;
static ffo_type type;
static ffo_vec vec;
static ffo_handle handle;
static unsigned registered;

static void make_string(void) { string = ffo_string_new("a string", NULL); }

static void free_string(void)
{
  CHECK_OK(ffo_string_free(string));
  string = NULL;
}

static ffo_status string_new(void)
{
  ffo_status status;
  string = ffo_string_new("a string", &status);
  return status;
}

static ffo_status string_from_utf16(void)
{
  ffo_status status;
  string = ffo_string_from_utf16((const uint16_t[]){ 'u', 0x20AC }, 2, &status);
  return status;
}

static void make_a_shortened_one(void)
{
  make_string();
  string[3] = '\0';
}

static ffo_status string_clone(void)
{
  ffo_status status;
  strings[0] = ffo_string_clone(string, &status);
  return status;
}

static void free_string_and_clone(void)
{
  free_string();
  CHECK_OK(ffo_string_free(strings[0]));
  strings[0] = NULL;
}

static ffo_status strings_new(void)
{
  const char *texts[MANY];
  for (size_t i = 0; i < MANY; i++) {
    texts[i] = "one of many";
  }
  const ffo_status status = ffo_strings_new(texts, MANY, strings);
  CHECK((strings[0] == NULL) == (status != FFO_OK));
  return status;
}

static void free_strings(void) { CHECK_OK(ffo_strings_free(strings, MANY, NULL)); }

static void make_config(void)
{
  config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "its first name"));
}

static void free_config(void)
{
  CHECK_OK(ffo_config_free(config));
  config = NULL;
}

static ffo_status config_new(void)
{
  ffo_status status;
  config = ffo_config_new(1, 2, &status);
  return status;
}

static ffo_status config_set_name(void)
{
  const ffo_status status = ffo_config_set_name(config, "its second name");
  CHECK_TEXT(config->name, status == FFO_OK ? "its second name" : "its first name");
  return status;
}

static ffo_status config_clone(void)
{
  ffo_status status;
  ffo_config *clone = ffo_config_clone(config, &status);
  if (status == FFO_E_OUT_OF_MEMORY) {
    /* The name that could not be copied is as it should be: nothing is said of its field. */
    ffo_error_info info = FFO_ERROR_INFO_INIT;
    CHECK_OK(ffo_last_error_info(&info));
    CHECK(info.pointer == NULL && info.offset == 0 && info.size != 0);
    CHECK(strstr(info.message, "ffo_config_clone: no memory for ") == info.message);
  }
  CHECK_OK(ffo_config_free(clone));
  return status;
}

static ffo_status type_register(void)
{
  char name[32];
  const ffo_owned_field field = { 0, FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  snprintf(name, sizeof name, "type %u", registered);
  desc.name = name;
  desc.size = 8;
  desc.fields = &field;
  desc.field_count = 1;
  const ffo_status status = ffo_type_register(&desc, &type);
  registered += status == FFO_OK;
  CHECK_EQUAL(type, status == FFO_OK ? 255 + registered : 0);
  return status;
}

static void register_a_type(void)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "aligned";
  desc.size = 100;
  desc.alignment = 64;
  CHECK_OK(ffo_type_register(&desc, &type));
}

static ffo_status box_new(void)
{
  ffo_status status;
  box = ffo_box_new(type, &status);
  return status;
}

static void free_box(void)
{
  CHECK_OK(ffo_box_free(box, type));
  box = NULL;
}

static void make_vec(void)
{
  CHECK_OK(ffo_vec_init(&vec, 4, 2));
  CHECK_OK(ffo_vec_append(&vec, "onlytwo", 2));
}

static void free_vec(void) { CHECK_OK(ffo_vec_dispose(&vec)); }

/* A refused call leaves the vec as it was. */
static ffo_status on_vec(ffo_status (*call)(void))
{
  const ffo_vec before = vec;
  const ffo_status status = call();
  CHECK(status == FFO_OK || memcmp(&before, &vec, sizeof vec) == 0);
  CHECK(memcmp(vec.data, "onlytwo", 8) == 0);
  return status;
}

static ffo_status push(void) { return ffo_vec_push(&vec, "push"); }
static ffo_status append(void) { return ffo_vec_append(&vec, vec.data, 2); }
static ffo_status reserve(void) { return ffo_vec_reserve(&vec, 1000); }
static ffo_status resize(void) { return ffo_vec_resize(&vec, 1000); }
static ffo_status shrink(void) { return ffo_vec_shrink(&vec); }

static ffo_status vec_init(void) { return ffo_vec_init(&vec, 4, 1000); }
static ffo_status vec_push(void) { return on_vec(push); }
static ffo_status vec_append(void) { return on_vec(append); }
static ffo_status vec_reserve(void) { return on_vec(reserve); }
static ffo_status vec_resize(void) { return on_vec(resize); }
static ffo_status vec_shrink(void) { return on_vec(shrink); }

static void make_a_roomy_vec(void)
{
  make_vec();
  CHECK_OK(ffo_vec_reserve(&vec, 1000));
}

static ffo_status vec_into_handle(void)
{
  ffo_status status;
  handle = ffo_vec_into_handle(&vec, &status);
  return status;
}

static void free_vec_and_handle(void)
{
  free_vec();
  CHECK_OK(ffo_handle_release(handle));
  handle = 0;
}

#if FFO_VERSION_NUMBER >= 10100
/* Structs that own a string each; the last of them stands behind the length already. */
typedef struct person {
  uint64_t number;
  char *name;
} person;

enum { PEOPLE = 4 };

static void register_people(void)
{
  const ffo_owned_field field = { offsetof(person, name), FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "person";
  desc.size = sizeof(person);
  desc.fields = &field;
  desc.field_count = 1;
  CHECK_OK(ffo_type_register(&desc, &type));
}

static void make_people(void)
{
  register_people();
  CHECK_OK(ffo_vec_init_of(&vec, type, PEOPLE));
  for (uint64_t i = 0; i < PEOPLE; i++) {
    const person next = { i, ffo_string_new("somebody", NULL) };
    CHECK_OK(ffo_vec_push(&vec, &next));
  }
  vec.length--;
  make_string();
}

static void make_roomy_people(void)
{
  make_people();
  vec.length++;
  CHECK_OK(ffo_vec_reserve(&vec, 1000));
  vec.length--;
}

/* The elements behind the length are there as before, too, with what they own. */
static ffo_status on_people(ffo_status (*call)(void))
{
  const ffo_vec before = vec;
  const ffo_status status = call();
  if (status != FFO_OK) {
    CHECK(memcmp(&before, &vec, sizeof vec) == 0);
    for (uint64_t i = 0; i < PEOPLE; i++) {
      ffo_block_info info = FFO_BLOCK_INFO_INIT;
      const person *kept = (const person *)vec.data + i;
      CHECK(kept->number == i);
      CHECK_OK(ffo_describe(kept->name, &info));
      CHECK(info.owned_by == vec.data);
    }
  }
  return status;
}

static ffo_status push_person(void)
{
  const person next = { PEOPLE, string };
  const ffo_status status = ffo_vec_push(&vec, &next);
  string = status == FFO_OK ? NULL : string;
  return status;
}

static ffo_status vec_init_of(void) { return ffo_vec_init_of(&vec, type, 1000); }
static ffo_status people_push(void) { return on_people(push_person); }
static ffo_status people_reserve(void) { return on_people(reserve); }
static ffo_status people_resize(void) { return on_people(resize); }
static ffo_status people_shrink(void) { return on_people(shrink); }

static ffo_status people_into_handle(void) { return on_people(vec_into_handle); }

static void free_people(void)
{
  free_string();
  free_vec_and_handle();
}
#endif

static ffo_status handle_from_raw(void)
{
  ffo_status status;
  handle = ffo_handle_from_raw(string, FFO_TYPE_STRING, &status);
  string = status == FFO_OK ? NULL : string;
  return status;
}

static void free_string_or_handle(void)
{
  free_string();
  CHECK_OK(ffo_handle_release(handle));
  handle = 0;
}

static ffo_status handle_adopt(void)
{
  static char payload;
  ffo_status status;
  handle = ffo_handle_adopt(&payload, type, NULL, NULL, &status);
  return status;
}

static ffo_status tag(void)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  const ffo_status status = ffo_tag(string, "a tag");
  CHECK_OK(ffo_describe(string, &info));
  CHECK_TEXT(info.tag, status == FFO_OK ? "a tag" : "");
  return status;
}

static ffo_status report_leaks(void) { return ffo_report_leaks(0, NOWHERE); }

static const operation operations[] = {
  { "string_new", NULL, string_new, free_string },
  { "string_from_utf16", NULL, string_from_utf16, free_string },
  { "string_clone", make_string, string_clone, free_string_and_clone },
  { "string_clone, shortened", make_a_shortened_one, string_clone, free_string_and_clone },
  { "strings_new", NULL, strings_new, free_strings },
  { "config_new", NULL, config_new, free_config },
  { "config_set_name", make_config, config_set_name, free_config },
  { "config_clone", make_config, config_clone, free_config },
  { "type_register", NULL, type_register, NULL },
  { "box_new, aligned", register_a_type, box_new, free_box },
  { "vec_init", NULL, vec_init, free_vec },
  { "vec_push", make_vec, vec_push, free_vec },
  { "vec_append", make_vec, vec_append, free_vec },
  { "vec_reserve", make_vec, vec_reserve, free_vec },
  { "vec_resize", make_vec, vec_resize, free_vec },
  { "vec_shrink", make_a_roomy_vec, vec_shrink, free_vec },
  { "vec_into_handle", make_vec, vec_into_handle, free_vec_and_handle },
#if FFO_VERSION_NUMBER >= 10100
  { "vec_init_of", register_people, vec_init_of, free_vec },
  { "vec_push, owning", make_people, people_push, free_people },
  { "vec_reserve, owning", make_people, people_reserve, free_people },
  { "vec_resize, owning", make_people, people_resize, free_people },
  { "vec_shrink, owning", make_roomy_people, people_shrink, free_people },
  { "vec_into_handle, owning", make_people, people_into_handle, free_people },
#endif
  { "handle_from_raw", make_string, handle_from_raw, free_string_or_handle },
  { "handle_adopt", register_a_type, handle_adopt, free_string_or_handle },
  { "tag", make_string, tag, free_string },
  { "report_leaks", make_string, report_leaks, free_string },
};

#endif
