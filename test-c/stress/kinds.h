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

/* The cookie says whether there is a name, and which. */
static size_t name_length(uint64_t cookie) { return cookie % 60; }

#endif
