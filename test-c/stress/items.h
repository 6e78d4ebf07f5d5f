/* Items: how they are made and how they end. */
#ifndef FFO_TEST_ITEMS_H
#define FFO_TEST_ITEMS_H

#include "checking.h"

static char *string_make(dice *dice, uint64_t cookie, size_t length)
{
  ffo_status status;
  char *text = malloc(length + 1);
  char *made;
  pattern_fill(text, cookie, 0, length);
  text[length] = '\0';
  switch (roll_of(dice, 5)) {
  case 0:
    made = ffo_string_new(text, &status);
    break;
  case 1:
    made = ffo_string_from_utf8(text, length, &status);
    break;
  case 2: {
    uint16_t *units = malloc((length + 1) * sizeof *units);
    for (size_t i = 0; i < length; i++) {
      units[i] = (unsigned char)text[i];
    }
    made = ffo_string_from_utf16(units, length, &status);
    free(units);
    break;
  }
  case 3: {
    const char *texts[2] = { text, text };
    char *both[2];
    size_t freed;
    status = ffo_strings_new(texts, 2, both);
    made = both[0];
    both[0] = NULL;
    CHECK_OK(ffo_strings_free(both, 2, &freed));
    CHECK_EQUAL(freed, 1);
    break;
  }
  default:
    made = ffo_string_from_bytes(text, length, &status);
  }
  free(text);
  CHECK_OK(status);
  CHECK(made != NULL);
  return made;
}

static void config_fill(ffo_config *config, uint64_t cookie)
{
  config->max_connections = (int32_t)pattern_word(cookie, 0);
  config->timeout_ms = (int32_t)pattern_word(cookie, 1);
}

static ffo_config *config_make(dice *dice, uint64_t cookie)
{
  ffo_config *config =
      roll_of(dice, 2) == 0 ? ffo_config_new(1, 2, NULL) : ffo_box_new(FFO_TYPE_CONFIG, NULL);
  CHECK(config != NULL);
  config_fill(config, cookie);
  switch (roll_of(dice, 4)) {
  case 0:
    config->name = string_make(dice, cookie, name_length(cookie));
    break;
  case 1: {
    char *name = string_make(dice, cookie, name_length(cookie));
    CHECK_OK(ffo_config_set_name(config, name));
    CHECK_OK(ffo_string_free(name));
    break;
  }
  case 2:
    CHECK_OK(ffo_box_put(config, offsetof(ffo_config, name),
                         string_make(dice, cookie, name_length(cookie))));
    break;
  default:
    break;
  }
  return config;
}

static void node_fill(node *it, uint64_t cookie)
{
  it->words[0] = cookie;
  pattern_fill(&it->words[1], cookie, 8, sizeof it->words - 8);
}

static node *node_make(dice *dice, uint64_t cookie, size_t depth)
{
  node *it = ffo_box_new(node_type, NULL);
  CHECK(it != NULL);
  CHECK_EQUAL(it->words[0], 0);
  atomic_fetch_add_explicit(&nodes_made, 1, memory_order_relaxed);
  node_fill(it, cookie);
  if (roll_of(dice, 2) == 0) {
    it->name = string_make(dice, cookie, name_length(cookie));
  }
  if (roll_of(dice, 4) == 0) {
    it->config = config_make(dice, cookie);
  }
  if (depth > 0) {
    it->left = roll_of(dice, 4) == 0 ? NULL : node_make(dice, mix(cookie), depth - 1);
    if (roll_of(dice, 2) == 0) {
      node *right = node_make(dice, mix(cookie + 1), depth - 1);
      CHECK_OK(ffo_box_put(it, offsetof(node, right), right));
    }
  }
  return it;
}

static void vec_make(item *it, dice *dice)
{
  const size_t element_size = 1 + roll_of(dice, 40);
  const size_t length = roll_size(dice) / element_size;
  CHECK_OK(ffo_vec_init(&it->vec, element_size, roll_of(dice, 2) == 0 ? 0 : length));
  CHECK_OK(ffo_vec_resize(&it->vec, length));
  if (length != 0) {
    pattern_fill(it->vec.data, it->cookie, 0, length * element_size);
  }
}

static void adopt(item *it, dice *dice)
{
  it->size = 16 + roll_of(dice, 100);
  uint64_t *payload = malloc(it->size);
  payload[0] = it->cookie;
  pattern_fill(payload + 1, it->cookie, 8, it->size - 8);
  it->type = adopted_type;
  it->handle = ffo_handle_adopt(payload, adopted_type, payload_drop, (void *)it->size, NULL);
  CHECK(it->handle != 0);
  atomic_fetch_add_explicit(&payloads_adopted, 1, memory_order_relaxed);
}

static item item_make(dice *dice)
{
  item it = { .kind = STRING, .cookie = roll(dice) };
  switch (roll_of(dice, 16)) {
  case 0:
  case 1:
  case 2:
    it.kind = CONFIG;
    it.type = FFO_TYPE_CONFIG;
    it.block = config_make(dice, it.cookie);
    break;
  case 3:
  case 4:
  case 5: {
    const size_t number = roll_of(dice, roll_of(dice, 16) == 0 ? PLAIN_TYPES : PLAIN_TYPES - 2);
    it.kind = PLAIN;
    it.type = plain_types[number];
    it.size = plain_sizes[number];
    it.block = ffo_box_new(it.type, NULL);
    CHECK(it.block != NULL);
    CHECK((uintptr_t)it.block % (plain_alignments[number] ? plain_alignments[number] : 16) == 0);
    pattern_fill(it.block, it.cookie, 0, it.size);
    break;
  }
  case 6:
    it.kind = TREE;
    it.type = node_type;
    it.block = node_make(dice, it.cookie, roll_of(dice, 4));
    break;
  case 7:
  case 8:
    it.kind = VEC;
    it.type = FFO_TYPE_VEC;
    vec_make(&it, dice);
    break;
  case 9:
    it.kind = ADOPTED;
    adopt(&it, dice);
    break;
  default:
    it.type = FFO_TYPE_STRING;
    it.size = roll_size(dice);
    it.block = string_make(dice, it.cookie, it.size);
  }
  return it;
}

static void item_end(item *it, dice *dice)
{
  check_item(it);
  switch (it->kind) {
  case STRING:
    CHECK_OK(roll_of(dice, 4) == 0 ? ffo_box_free(it->block, FFO_TYPE_STRING)
                                   : ffo_string_free(it->block));
    break;
  case CONFIG:
    CHECK_OK(ffo_config_free(it->block));
    break;
  case VEC:
    CHECK_OK(ffo_vec_dispose(&it->vec));
    break;
  case PARTS:
    CHECK_OK(ffo_box_free(it->vec.data, FFO_TYPE_VEC));
    break;
  case HANDLE:
  case ADOPTED:
    CHECK_OK(roll_of(dice, 2) == 0 ? ffo_handle_release(it->handle) : ffo_handle_close(it->handle));
    break;
  default:
    CHECK_OK(ffo_box_free(it->block, it->type));
  }
}

#endif
