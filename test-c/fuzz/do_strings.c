/* Single strings. */
#include "run.h"

#include <string.h>

/* The status of a creator that was not given anywhere to write it. */
static ffo_status told(lane *on, const void *made, ffo_status status, bool untold)
{
  return !untold ? status : made != NULL ? FFO_OK : on->world->api->last_error();
}

block *made_into(lane *on, unsigned to, void *made, size_t size, ffo_type type)
{
  char name[32];
  to %= POINTERS;
  block *entry = block_made(on, made, size, type);
  on->p[to] = made;
  snprintf(name, sizeof name, "p[%u][%u]", on->number, to);
  content_fill(on, entry, name);
  return entry;
}

static void made_string(lane *on, const op *o, char *made, size_t length, const char *text)
{
  if (made == NULL) {
    pointer_store(on, o->a, NULL);
    return;
  }
  block *entry = block_made(on, made, length + 1, FFO_TYPE_STRING);
  entry->seed = 0;
  if (text != NULL) {
    content_check_text(on, entry, text);
  }
  char name[32];
  snprintf(name, sizeof name, "p[%u][%u]", on->number, o->a % POINTERS);
  on->p[o->a % POINTERS] = made;
  content_fill(on, entry, name);
}

void do_string_new(lane *on, const op *o)
{
  const size_t size = size_of(on, o->n);
  const size_t length = room_for(on, size > MOST_BYTES ? size % 5000 : size);
  const char *text = o->b == 1 ? NULL : text_of(length);
  ffo_status status = FFO_STATUS_FORCE_32;
  if (text == NULL) {
    say(on, "p[%u][%u] = ffo_string_new(NULL, &s);", on->number, o->a % POINTERS);
  } else {
    say(on, "p[%u][%u] = ffo_string_new(text(%zu), &s);", on->number, o->a % POINTERS, length);
  }
  char *made = on->world->api->string_new(text, o->b == 2 ? NULL : &status);
  settle(on, "ffo_string_new", told(on, made, status, o->b == 2),
         text == NULL ? ONE(FFO_E_NULL_ARGUMENT) : ONE(FFO_OK));
  made_string(on, o, made, length, text);
}

/* Short texts in which something is wrong at a place. */
static const char *spoiled(size_t length, size_t at, char with)
{
  static _Thread_local char text[400];
  memcpy(text, text_of(length), length);
  text[at] = with;
  return text;
}

void check_place(lane *on, const char *call, size_t at)
{
  ffo_error_info info = FFO_ERROR_INFO_INIT;
  on->world->api->last_error_info(&info);
  if (info.offset != at) {
    found(on, "%s: the place of the mistake is %zu, not %zu", call, info.offset, at);
  }
}

static void from_bytes(lane *on, const op *o, bool utf8)
{
  const char *call = utf8 ? "ffo_string_from_utf8" : "ffo_string_from_bytes";
  const fuzz_api *api = on->world->api;
  size_t length = size_of(on, o->n);
  size_t at = SIZE_MAX;
  const char *bytes;
  statuses allowed = ONE(FFO_OK);
  ffo_status status = FFO_STATUS_FORCE_32;
  if (o->b == 1) {
    bytes = NULL;
    allowed = length == 0 ? ONE(FFO_OK) : ONE(FFO_E_NULL_ARGUMENT);
  } else if (o->b == 2 || (o->b == 3 && utf8)) {
    length = 1 + length % 300;
    at = o->n / 7 % length;
    bytes = spoiled(length, at, o->b == 2 ? '\0' : '\xF5');
    allowed = o->b == 2 ? ONE(FFO_E_INTERIOR_NUL) : ONE(FFO_E_INVALID_UTF8);
  } else {
    length = room_for(on, length > MOST_BYTES ? length % 5000 : length);
    bytes = text_of(length);
  }
  if (bytes == NULL) {
    say(on, "p[%u][%u] = %s(NULL, %zuu, &s);", on->number, o->a % POINTERS, call, length);
  } else if (at == SIZE_MAX) {
    say(on, "p[%u][%u] = %s(text(%zu), %zu, &s);", on->number, o->a % POINTERS, call, length,
        length);
  } else {
    say(on, "p[%u][%u] = %s(spoiled(%zu, %zu, %d), %zu, &s);", on->number, o->a % POINTERS, call,
        length, at, bytes[at], length);
  }
  char *made = utf8 ? api->string_from_utf8(bytes, length, &status)
                    : api->string_from_bytes(bytes, length, &status);
  settle(on, call, status, allowed);
  if (at != SIZE_MAX) {
    check_place(on, call, at);
  }
  made_string(on, o, made, length, bytes);
}

void do_string_from_bytes(lane *on, const op *o) { from_bytes(on, o, false); }

void do_string_from_utf8(lane *on, const op *o) { from_bytes(on, o, true); }

void do_string_from_utf16(lane *on, const op *o)
{
  const size_t most = MOST_BYTES / 16;
  size_t count = size_of(on, o->n);
  size_t at = SIZE_MAX;
  uint16_t few[300];
  const uint16_t *units;
  statuses allowed = ONE(FFO_OK);
  ffo_status status = FFO_STATUS_FORCE_32;
  if (o->b == 1) {
    units = NULL;
    allowed = count == 0 ? ONE(FFO_OK) : ONE(FFO_E_NULL_ARGUMENT);
    say(on, "p[%u][%u] = ffo_string_from_utf16(NULL, %zuu, &s);", on->number, o->a % POINTERS,
        count);
  } else if (o->b == 2 || o->b == 3) {
    count = 1 + count % 300;
    at = o->n / 7 % count;
    memcpy(few, units_of(count), count * sizeof *few);
    few[at] = o->b == 2 ? 0 : 0xDC00;
    units = few;
    allowed = o->b == 2 ? ONE(FFO_E_INTERIOR_NUL) : ONE(FFO_E_INVALID_UTF16);
    say(on, "p[%u][%u] = ffo_string_from_utf16(spoiled_units(%zu, %zu, %u), %zu, &s);", on->number,
        o->a % POINTERS, count, at, few[at], count);
  } else {
    count = room_for(on, count > most ? count % 5000 : count);
    units = units_of(count);
    say(on, "p[%u][%u] = ffo_string_from_utf16(units(%zu), %zu, &s);", on->number, o->a % POINTERS,
        count, count);
  }
  char *made = on->world->api->string_from_utf16(units, count, &status);
  settle(on, "ffo_string_from_utf16", status, allowed);
  if (at != SIZE_MAX) {
    check_place(on, "ffo_string_from_utf16", at);
  }
  for (size_t i = 0; made != NULL && i < count; i++) {
    if (made[i] != (char)units[i]) {
      found(on, "a string from UTF-16 differs at %zu", i);
    }
  }
  made_string(on, o, made, count, NULL);
}

/* The text that a block has now. */
static size_t length_now(const block *of)
{
  return of->shortened != 0 ? of->shortened - 1 : of->size - 1;
}

void do_string_clone(lane *on, const op *o)
{
  const argument from = pointer_of(on, o->a, o->n);
  block *original = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  const statuses errors = from.value == NULL
                              ? ONE(FFO_E_NULL_ARGUMENT)
                              : read_errors(on, from.value, FFO_TYPE_STRING, &original);
  say(on, "p[%u][%u] = ffo_string_clone(%s, &s);", on->number, o->b % POINTERS, from.text);
  if (original != NULL) {
    content_check(on, original, original->size);
  }
  char *made = on->world->api->string_clone(from.value, &status);
  settle(on, "ffo_string_clone", status, errors != 0 ? errors : ONE(FFO_OK));
  if (made == NULL) {
    pointer_store(on, o->b, NULL);
    return;
  }
  const size_t length = length_now(original);
  if (memcmp(made, original->address, length) != 0 || made[length] != '\0') {
    found(on, "a clone of a string of %zu bytes has another text", length);
  }
  made_into(on, o->b, made, length + 1, FFO_TYPE_STRING);
}

void do_string_length(lane *on, const op *o)
{
  const argument of = pointer_of(on, o->a, o->n);
  block *named;
  size_t length = 77;
  statuses errors = 0;
  if (o->b != 1 && of.value != NULL) {
    errors = read_errors(on, of.value, FFO_TYPE_STRING, &named);
  } else {
    errors = ONE(FFO_E_NULL_ARGUMENT);
  }
  say(on, "s = ffo_string_length(%s, %s);", of.text, o->b == 1 ? "NULL" : "&size");
  const ffo_status status = on->world->api->string_length(of.value, o->b == 1 ? NULL : &length);
  settle_question(on, "ffo_string_length", status, errors != 0 ? errors : ONE(FFO_OK));
  const size_t expected = o->b == 1 ? 77 : status == FFO_OK ? named->size - 1 : 0;
  if (length != expected) {
    found(on, "ffo_string_length gives %zu instead of %zu", length, expected);
  }
}

statuses end_statuses(lane *on, statuses errors, block *root)
{
  if (root == NULL) {
    return errors == 0 ? ONE(FFO_OK) : errors;
  }
  content_check(on, root, root->size);
  return tree_end(on, root) ? ONE(FFO_E_OVERRUN) : ONE(FFO_OK);
}

void do_string_free(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  block *root = NULL;
  const statuses errors = it.value == NULL ? 0 : end_errors(on, it.value, FFO_TYPE_STRING, &root);
  const statuses allowed = end_statuses(on, errors, root);
  say(on, "s = ffo_string_free(%s);", it.text);
  settle(on, "ffo_string_free", on->world->api->string_free(it.value), allowed);
}

void do_string_shorten(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a & 31, 0);
  block *named;
  if (it.value == NULL || pointer_errors(on, it.value, FFO_TYPE_STRING, &named) != 0 ||
      named->owner != CALLERS || named->size < 2 || named->shortened != 0) {
    return;
  }
  named->shortened = 1 + o->n % (named->size - 1);
  say(on, "shorten(%u, %zu, %s, %zu);", on->number, block_number(on, named), it.text,
      named->shortened - 1);
  named->address[named->shortened - 1] = '\0';
}
