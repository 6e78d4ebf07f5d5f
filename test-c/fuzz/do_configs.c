/* Configs: boxes of a built-in type, with calls of their own for the name. */
#include "fields.h"

#include <stdlib.h>
#include <string.h>

void do_config_new(lane *on, const op *o)
{
  ffo_status status = FFO_STATUS_FORCE_32;
  say(on, "p[%u][%u] = ffo_config_new(%d, 5, &s);", on->number, o->a % POINTERS, (int)o->n);
  ffo_config *made = on->world->api->config_new((int32_t)o->n, 5, &status);
  settle(on, "ffo_config_new", status, ONE(FFO_OK));
  if (made->max_connections != (int32_t)o->n || made->timeout_ms != 5 || made->name != NULL) {
    found(on, "a new config has not what it was given");
  }
  made_into(on, o->a, made, sizeof *made, FFO_TYPE_CONFIG);
}

void do_config_clone(lane *on, const op *o)
{
  const argument from = pointer_of(on, o->a, o->n);
  block *original = NULL;
  block *name = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  statuses errors = from.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                       : read_errors(on, from.value, FFO_TYPE_CONFIG, &original);
  if (errors == 0 && value_at(original, 8) != NULL) {
    errors = read_errors(on, value_at(original, 8), FFO_TYPE_STRING, &name);
  }
  say(on, "p[%u][%u] = ffo_config_clone(%s, &s);", on->number, o->b % POINTERS, from.text);
  ffo_config *made = on->world->api->config_clone(from.value, &status);
  settle(on, "ffo_config_clone", status, errors != 0 ? errors : ONE(FFO_OK));
  if (made == NULL) {
    pointer_store(on, o->b, NULL);
    return;
  }
  if (memcmp(made, original->address, 8) != 0 || (made->name == NULL) != (name == NULL)) {
    found(on, "a clone of a config differs from it");
  }
  block *copy = made_into(on, o->b, made, sizeof *made, FFO_TYPE_CONFIG);
  if (name != NULL) {
    char text[64];
    const size_t length = name->shortened != 0 ? name->shortened - 1 : name->size - 1;
    if (memcmp(made->name, name->address, length) != 0 || made->name[length] != '\0') {
      found(on, "the name of a cloned config differs");
    }
    block *copied = block_made(on, made->name, length + 1, FFO_TYPE_STRING);
    snprintf(text, sizeof text, "((ffo_config *)p[%u][%u])->name", on->number, o->b % POINTERS);
    content_fill(on, copied, text);
    copied->owner = OWNED;
    copied->parent = copy;
  }
}

void do_config_set_name(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n / 8);
  const size_t size = size_of(on, o->n);
  size_t length = room_for(on, size > MOST_BYTES ? size % 3000 : size);
  const char *name = o->b % 4 == 1 ? NULL : text_of(length);
  char source[160];
  block *config = NULL;
  statuses errors = it.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                     : change_errors(on, it.value, FFO_TYPE_CONFIG, &config);
  if (errors == 0) {
    errors = former_errors(on, config, 8, FFO_TYPE_STRING);
  }
  snprintf(source, sizeof source, name == NULL ? "NULL" : "text(%zu)", length);
  if (o->b % 4 == 2 && errors == 0 && value_at(config, 8) != NULL) {
    block *former;
    if (pointer_errors(on, value_at(config, 8), FFO_TYPE_STRING, &former) == 0 &&
        !former->overrun && former->shortened == 0) {
      const size_t start = o->n % former->size;
      name = (const char *)former->address + start;
      length = former->size - 1 - start;
      snprintf(source, sizeof source, "((ffo_config *)%s)->name + %zu", it.text, start);
    }
  }
  char *copy = NULL;
  if (name != NULL && length < 100000) {
    copy = malloc(length + 1);
    memcpy(copy, name, length + 1);
  }
  const bool overrun = errors == 0 && end_former(on, config, 8);
  say(on, "s = ffo_config_set_name(%s, %s);", it.text, source);
  const ffo_status status = on->world->api->config_set_name(it.value, name);
  settle(on, "ffo_config_set_name", status,
         errors != 0 ? errors
         : overrun   ? ONE(FFO_E_OVERRUN)
                     : ONE(FFO_OK));
  if (errors == 0) {
    char *now = value_at(config, 8);
    if ((now == NULL) != (name == NULL)) {
      found(on, "ffo_config_set_name leaves the name %p", (void *)now);
    }
    if (now != NULL) {
      char text[96];
      if (copy != NULL && memcmp(now, copy, length + 1) != 0) {
        found(on, "ffo_config_set_name gives another name");
      }
      block *entry = block_made(on, now, length + 1, FFO_TYPE_STRING);
      snprintf(text, sizeof text, "((ffo_config *)%s)->name", it.text);
      content_fill(on, entry, text);
      entry->owner = OWNED;
      entry->parent = config;
    }
  }
  free(copy);
}

void do_config_take_name(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  block *config = NULL;
  block *name = NULL;
  ffo_status status = FFO_STATUS_FORCE_32;
  statuses errors = it.value == NULL ? ONE(FFO_E_NULL_ARGUMENT)
                                     : change_errors(on, it.value, FFO_TYPE_CONFIG, &config);
  if (errors == 0 && value_at(config, 8) != NULL) {
    errors = child_errors(on, config, value_at(config, 8), FFO_TYPE_STRING, &name);
  }
  say(on, "p[%u][%u] = ffo_config_take_name(%s, &s);", on->number, o->b % POINTERS, it.text);
  char *taken = on->world->api->config_take_name(it.value, &status);
  settle(on, "ffo_config_take_name", status, errors != 0 ? errors : ONE(FFO_OK));
  if (taken != (errors != 0 || name == NULL ? NULL : (char *)name->address)) {
    found(on, "ffo_config_take_name returns %p", (void *)taken);
  }
  if (errors == 0 && name != NULL) {
    name->owner = CALLERS;
    name->parent = NULL;
  }
  on->p[o->b % POINTERS] = taken;
}

void do_config_free(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a, o->n);
  block *root = NULL;
  const statuses errors = it.value == NULL ? 0 : end_errors(on, it.value, FFO_TYPE_CONFIG, &root);
  const statuses allowed = end_statuses(on, errors, root);
  say(on, "s = ffo_config_free(%s);", it.text);
  settle(on, "ffo_config_free", on->world->api->config_free(it.value), allowed);
}
