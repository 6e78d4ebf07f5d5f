/* Runs each pair against stand-ins for the library that only note their names: both functions of a
 * pair must make the same calls in the same order. Callgrind counts what the pairs themselves do,
 * see compare.cmake. */
#include "pairs.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 32 };

static const char *notes[MOST];
static size_t count;

static void note(const char *name)
{
  if (count < MOST) {
    notes[count++] = name;
  }
}

/* Any memory will do, where nobody looks. */
static max_align_t block[8];

static void *made(const char *name, ffo_status *status)
{
  note(name);
  *status = FFO_OK;
  return block;
}

static ffo_status done(const char *name)
{
  note(name);
  return FFO_OK;
}

char *ffo_string_new(const char *text, ffo_status *status)
{
  (void)text;
  return made("ffo_string_new", status);
}

ffo_status ffo_string_free(char *string)
{
  (void)string;
  return done("ffo_string_free");
}

ffo_config *ffo_config_new(int32_t max_connections, int32_t timeout_ms, ffo_status *status)
{
  (void)max_connections;
  (void)timeout_ms;
  return made("ffo_config_new", status);
}

ffo_status ffo_config_set_name(ffo_config *config, const char *name)
{
  (void)config;
  (void)name;
  return done("ffo_config_set_name");
}

ffo_status ffo_config_free(ffo_config *config)
{
  (void)config;
  return done("ffo_config_free");
}

ffo_status ffo_type_register(const ffo_type_desc *desc, ffo_type *out)
{
  (void)desc;
  *out = 256;
  return done("ffo_type_register");
}

void *ffo_box_new(ffo_type type, ffo_status *status)
{
  (void)type;
  return made("ffo_box_new", status);
}

ffo_status ffo_box_put(void *box, size_t offset, void *child)
{
  (void)box;
  (void)offset;
  (void)child;
  return done("ffo_box_put");
}

ffo_status ffo_box_free(void *box, ffo_type type)
{
  (void)box;
  (void)type;
  return done("ffo_box_free");
}

ffo_status ffo_vec_push(ffo_vec *vec, const void *element)
{
  (void)element;
  vec->data = block;
  vec->capacity = 4;
  vec->length++;
  return done("ffo_vec_push");
}

ffo_status ffo_vec_dispose(ffo_vec *vec)
{
  (void)vec;
  return done("ffo_vec_dispose");
}

ffo_handle ffo_vec_into_handle(ffo_vec *vec, ffo_status *status)
{
  *vec = (ffo_vec)FFO_VEC_INIT;
  made("ffo_vec_into_handle", status);
  return 1;
}

ffo_handle ffo_handle_from_raw(void *raw, ffo_type type, ffo_status *status)
{
  (void)raw;
  (void)type;
  made("ffo_handle_from_raw", status);
  return 1;
}

const void *ffo_handle_borrow(ffo_handle handle, ffo_type type, size_t *size, ffo_status *status)
{
  (void)handle;
  (void)type;
  *size = 8;
  return made("ffo_handle_borrow", status);
}

void *ffo_handle_borrow_mut(ffo_handle handle, ffo_type type, size_t *size, ffo_status *status)
{
  (void)handle;
  (void)type;
  *size = 8;
  return made("ffo_handle_borrow_mut", status);
}

ffo_status ffo_handle_return(ffo_handle handle)
{
  (void)handle;
  return done("ffo_handle_return");
}

ffo_status ffo_handle_try_retain(ffo_handle handle, uint32_t *retained)
{
  (void)handle;
  *retained = 1;
  return done("ffo_handle_try_retain");
}

ffo_status ffo_handle_close(ffo_handle handle)
{
  (void)handle;
  return done("ffo_handle_close");
}

/* On the way of failures, which no pair goes. */

ffo_status ffo_last_error_info(ffo_error_info *out)
{
  (void)out;
  return done("ffo_last_error_info");
}

const char *ffo_status_text(ffo_status status)
{
  (void)status;
  note("ffo_status_text");
  return "";
}

ffo_status ffo_vec_from_raw_parts(ffo_vec *vec, void *data, size_t length, size_t capacity,
                                  size_t element_size)
{
  (void)vec;
  (void)data;
  (void)length;
  (void)capacity;
  (void)element_size;
  return done("ffo_vec_from_raw_parts");
}

void use(const void *content)
{
  (void)content;
  note("use");
}

int give_up(ffo_status status)
{
  (void)status;
  note("give_up");
  return 1;
}

/* Runs a function and returns what it called, in one line. */
static const char *calls_of(int (*function)(const char *), char *line, size_t size)
{
  count = 0;
  if (function("text") != 0) {
    note("and failed");
  }
  line[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    snprintf(line + strlen(line), size - strlen(line), "%s ", notes[i]);
  }
  return line;
}

static int compare(const char *pair, int (*by_hand)(const char *), int (*owner)(const char *))
{
  char first[512];
  char second[512];
  if (strcmp(calls_of(by_hand, first, sizeof first), calls_of(owner, second, sizeof second)) == 0) {
    return 0;
  }
  printf("%s\n  by hand: %s\n  owner:   %s\n", pair, first, second);
  return 1;
}

#define COMPARE_PAIR(name) different += compare(#name, by_hand_##name, owner_##name);

int main(void)
{
  int different = 0;
  pairs_begin();
  FOR_EACH_PAIR(COMPARE_PAIR)
  return different == 0 ? 0 : 1;
}
