/* What the stress program makes: every kind of block, each full of its cookie's pattern. */
#ifndef FFO_TEST_KINDS_H
#define FFO_TEST_KINDS_H

#include "dice.h"

#include <stdatomic.h>

typedef enum kind {
  STRING,
  CONFIG,
  PLAIN, /* a box that owns nothing */
  TREE,  /* a box with children */
  VEC,
  PARTS, /* a vec taken apart; its numbers stay in the item */
  HANDLE,
  ADOPTED, /* memory of the C library's behind a handle */
} kind;

/* A block or a reference to one, with all that is needed to check and to end it. */
typedef struct item {
  kind kind;
  kind behind; /* of a handle: what it was */
  bool shared; /* of a handle: other items may hold references, so its content stays */
  ffo_type type;
  uint64_t cookie;
  size_t size; /* what the pattern fills: a string's length, a box's size */
  void *block;
  ffo_handle handle;
  ffo_vec vec;
} item;

typedef struct node {
  uint64_t words[3]; /* the first is the cookie, the others are its pattern */
  char *name;
  ffo_config *config;
  struct node *left;
  struct node *right;
} node;

enum { PLAIN_TYPES = 12 };

static const size_t plain_sizes[PLAIN_TYPES] = { 1,  8,   15,  16,   24,   40,
                                                 64, 100, 500, 1000, 5000, 70000 };
static const size_t plain_alignments[PLAIN_TYPES] = { 0, 8, 0, 16, 64, 0, 64, 4, 256, 0, 4096, 32 };
static ffo_type plain_types[PLAIN_TYPES];
static ffo_type node_type;
static ffo_type adopted_type;
static ffo_type absent_type; /* of which there is never a block */

/* Nodes that were made and that were dropped; payloads that were adopted and that left. */
static atomic_size_t nodes_made;
static atomic_size_t nodes_dropped;
static atomic_size_t payloads_adopted;
static atomic_size_t payloads_dropped;

static void FFO_CALL node_drop(void *payload, void *context)
{
  const node *it = payload;
  (void)context;
  pattern_check(&it->words[1], it->words[0], 8, sizeof it->words - 8);
  atomic_fetch_add_explicit(&nodes_dropped, 1, memory_order_relaxed);
}

static void FFO_CALL payload_drop(void *payload, void *context)
{
  const uint64_t cookie = *(uint64_t *)payload;
  pattern_check((uint64_t *)payload + 1, cookie, 8, (uintptr_t)context - 8);
  memset(payload, 0, 8);
  free(payload);
  atomic_fetch_add_explicit(&payloads_dropped, 1, memory_order_relaxed);
}

static void register_kinds(void)
{
  static const ffo_owned_field fields[] = {
    { offsetof(node, name), FFO_TYPE_STRING, 0 },
    { offsetof(node, config), FFO_TYPE_CONFIG, 0 },
    { offsetof(node, left), FFO_TYPE_SELF, 0 },
    { offsetof(node, right), FFO_TYPE_SELF, 0 },
  };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "adopted";
  CHECK_OK(ffo_type_register(&desc, &adopted_type));
  desc.name = "absent";
  desc.size = 1;
  CHECK_OK(ffo_type_register(&desc, &absent_type));
  for (size_t i = 0; i < PLAIN_TYPES; i++) {
    char name[32];
    snprintf(name, sizeof name, "plain %zu", i);
    desc.name = name;
    desc.size = plain_sizes[i];
    desc.alignment = plain_alignments[i];
    CHECK_OK(ffo_type_register(&desc, &plain_types[i]));
  }
  desc.name = "node";
  desc.size = sizeof(node);
  desc.alignment = 0;
  desc.fields = fields;
  desc.field_count = 4;
  desc.drop = node_drop;
  CHECK_OK(ffo_type_register(&desc, &node_type));
}

/* ---- Making ------------------------------------------------------------------------------- */

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

/* The cookie says whether there is a name, and which. */
static size_t name_length(uint64_t cookie) { return cookie % 60; }

static void check_string(const char *string, uint64_t cookie, size_t length)
{
  size_t recorded;
  CHECK_OK(ffo_string_length(string, &recorded));
  CHECK_EQUAL(recorded, length);
  pattern_check(string, cookie, 0, length);
  CHECK_EQUAL(string[length], 0);
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

static void check_config(const ffo_config *config, uint64_t cookie)
{
  CHECK_EQUAL(config->max_connections, (int32_t)pattern_word(cookie, 0));
  CHECK_EQUAL(config->timeout_ms, (int32_t)pattern_word(cookie, 1));
  if (config->name != NULL) {
    check_string(config->name, cookie, name_length(cookie));
  }
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

static void check_node(const node *it, uint64_t cookie)
{
  CHECK_EQUAL(it->words[0], cookie);
  pattern_check(&it->words[1], cookie, 8, sizeof it->words - 8);
  if (it->name != NULL) {
    check_string(it->name, cookie, name_length(cookie));
  }
  if (it->config != NULL) {
    check_config(it->config, cookie);
  }
  if (it->left != NULL) {
    check_node(it->left, it->left->words[0]);
  }
  if (it->right != NULL) {
    check_node(it->right, it->right->words[0]);
  }
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

/* ---- Checking ----------------------------------------------------------------------------- */

static void check_content(kind kind, const item *it, const void *block)
{
  switch (kind) {
  case STRING:
    check_string(block, it->cookie, it->size);
    break;
  case CONFIG:
    check_config(block, it->cookie);
    break;
  case PLAIN:
    pattern_check(block, it->cookie, 0, it->size);
    break;
  case TREE:
    check_node(block, it->cookie);
    break;
  case ADOPTED:
    CHECK_EQUAL(*(const uint64_t *)block, it->cookie);
    pattern_check((const uint64_t *)block + 1, it->cookie, 8, it->size - 8);
    break;
  default:
    if (it->vec.length != 0) {
      pattern_check(block, it->cookie, 0, it->vec.length * it->vec.element_size);
    }
  }
}

static size_t content_size(const item *it)
{
  switch (it->behind) {
  case CONFIG:
    return sizeof(ffo_config);
  case TREE:
    return sizeof(node);
  case VEC:
    return it->vec.length * it->vec.element_size;
  default:
    return it->size;
  }
}

static void check_item(const item *it)
{
  if (it->kind != HANDLE && it->kind != ADOPTED) {
    check_content(it->kind, it, it->kind == VEC || it->kind == PARTS ? it->vec.data : it->block);
    return;
  }
  size_t size;
  ffo_status status;
  const void *lent = ffo_handle_borrow(it->handle, it->type, &size, &status);
  CHECK_OK(status);
  check_content(it->kind == ADOPTED ? ADOPTED : it->behind, it, lent);
  if (it->kind == HANDLE) {
    CHECK_EQUAL(size, content_size(it));
  }
  CHECK_OK(ffo_handle_return(it->handle));
}

/* ---- Ending ------------------------------------------------------------------------------- */

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
