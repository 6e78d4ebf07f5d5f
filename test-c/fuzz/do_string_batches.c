/* Several strings in one call. */
#include "run.h"

#include <string.h>

void do_strings_new(lane *on, const op *o)
{
  enum { MOST = 8 };
  const char *texts[MOST];
  char *made[MOST];
  const size_t count = o->b % MOST;
  const bool huge = o->n % 16 == 1;
  const bool no_out = o->n % 16 == 2;
  const bool no_texts = o->n % 16 == 3;
  const bool null_text = o->n % 16 == 4 && count > 0;
  statuses allowed = ONE(FFO_OK);
  for (size_t i = 0; i < count; i++) {
    texts[i] = text_of(room_for(on, (o->n >> 4) % 3000 * i));
    made[i] = (char *)1;
    say(on, "texts[%zu] = text(%zu);", i, strlen(texts[i]));
  }
  if (null_text) {
    texts[o->n / 16 % count] = NULL;
    say(on, "texts[%zu] = NULL;", o->n / 16 % count);
    allowed = ONE(FFO_E_NULL_ARGUMENT);
  }
  if ((no_out || no_texts) && count > 0) {
    allowed = ONE(FFO_E_NULL_ARGUMENT);
  }
  const size_t said = huge ? SIZE_MAX / 8 + 2 + count : count;
  say(on, "s = ffo_strings_new(%s, %zuu, %s);", no_texts ? "NULL" : "texts", said,
      huge || no_out ? "NULL" : "made");
  const ffo_status status =
      on->world->api->strings_new(no_texts ? NULL : texts, said, huge || no_out ? NULL : made);
  if (huge) { /* a count that wraps: nothing may be read */
    allowed = ONE(FFO_E_SIZE_OVERFLOW) | ONE(FFO_E_NULL_ARGUMENT);
  }
  settle(on, "ffo_strings_new", status, allowed);
  if (null_text && !no_out && !no_texts) {
    check_place(on, "ffo_strings_new", o->n / 16 % count);
    on->at = o;
    const size_t before = o->n / 16 % count; /* were made and freed again */
    count_add(&on->world->sum.created, before);
    count_add(&on->world->sum.freed, before);
  }
  for (size_t i = 0; !huge && !no_out && i < count; i++) {
    const unsigned to = (o->a + (unsigned)i) % POINTERS;
    if (status != FFO_OK) {
      if (made[i] != NULL) {
        found(on, "ffo_strings_new failed, and out[%zu] is not NULL", i);
      }
      continue;
    }
    block *entry = block_made(on, made[i], strlen(texts[i]) + 1, FFO_TYPE_STRING);
    char name[32];
    content_check_text(on, entry, texts[i]);
    say(on, "p[%u][%u] = made[%zu];", on->number, to, i);
    snprintf(name, sizeof name, "p[%u][%u]", on->number, to);
    on->p[to] = made[i];
    content_fill(on, entry, name);
  }
}

void do_strings_free(lane *on, const op *o)
{
  enum { MOST = 8 };
  char *strings[MOST];
  char *before[MOST];
  const size_t count = o->b % MOST;
  size_t expected = 0;
  size_t freed = 77;
  statuses first = 0;
  for (size_t i = 0; i < count; i++) {
    const unsigned from = (o->a + (unsigned)i) % POINTERS;
    const argument it = pointer_of(on, (uint8_t)(from | (o->n >> i & 32)), o->n);
    strings[i] = before[i] = it.value;
    say(on, "made[%zu] = %s;", i, it.text);
  }
  const bool null = o->n % 16 == 1 && count > 0;
  say(on, "s = ffo_strings_free(%s, %zu, %s);", null ? "NULL" : "made", count,
      o->n % 16 == 2 ? "NULL" : "&size");
  const ffo_status status =
      on->world->api->strings_free(null ? NULL : strings, count, o->n % 16 == 2 ? NULL : &freed);
  if (null) {
    settle(on, "ffo_strings_free", status, ONE(FFO_E_NULL_ARGUMENT));
    return;
  }
  /* Each in turn, as the library has met them. */
  unsigned misuses = 0;
  for (size_t i = 0; i < count; i++) {
    block *root;
    const statuses errors =
        before[i] == NULL ? 0 : end_errors(on, before[i], FFO_TYPE_STRING, &root);
    statuses error = errors;
    if (before[i] != NULL && errors == 0) {
      error = tree_end(on, root) ? ONE(FFO_E_OVERRUN) : 0;
      expected++;
    }
    misuses += error != 0;
    first = first == 0 ? error : first;
    if (strings[i] != (errors == 0 ? NULL : before[i])) {
      found(on, "ffo_strings_free leaves %p in the array for %p", (void *)strings[i],
            (void *)before[i]);
    }
  }
  settle(on, "ffo_strings_free", status, first == 0 ? ONE(FFO_OK) : first);
  for (unsigned i = 1; i < misuses; i++) {
    count_add(&on->world->sum.misuses, 1);
    if (on->world->hook != 0) {
      on->world->expected_hook_calls++;
    }
  }
  if (o->n % 16 != 2 && freed != expected) {
    found(on, "ffo_strings_free says that %zu were freed, not %zu", freed, expected);
  }
}
