/* A box with two owned children of its own kind and a name, for trees of any shape. */
#ifndef FFO_TEST_NODE_H
#define FFO_TEST_NODE_H

#include "refusal.h"

#include <stdatomic.h>

typedef struct node {
  char *name;
  struct node *left;
  struct node *right;
} node;

/* How many drop callbacks of nodes have run. */
static atomic_size_t node_drops;

static inline void FFO_CALL node_drop(void *payload, void *context)
{
  (void)payload;
  (void)context;
  atomic_fetch_add_explicit(&node_drops, 1, memory_order_relaxed);
}

/* The type of nodes whose end is told to `drop`. */
static inline ffo_type node_register(const char *name, ffo_drop_fn drop)
{
  static const ffo_owned_field fields[] = {
    { offsetof(node, name), FFO_TYPE_STRING, 0 },
    { offsetof(node, left), FFO_TYPE_SELF, 0 },
    { offsetof(node, right), FFO_TYPE_SELF, 0 },
  };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = name;
  desc.size = sizeof(node);
  desc.fields = fields;
  desc.field_count = 3;
  desc.drop = drop;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static inline node *node_new(ffo_type type)
{
  node *it = ffo_box_new(type, NULL);
  CHECK(it != NULL);
  return it;
}

/* A chain of nodes, linked by hand. */
static inline node *node_chain(ffo_type type, size_t length)
{
  node *first = NULL;
  for (size_t i = 0; i < length; i++) {
    node *it = node_new(type);
    it->left = first;
    first = it;
  }
  return first;
}

/* How a message about a bad field begins. */
#define FIELD(function, offset)                                                                    \
  function ": the owned field at offset " offset                                                   \
           " of 0x.., a block of type \"node\", holds 0x.., which"

/* Of a field whose block stands elsewhere in the same tree. */
#define CLAIMED_TWICE(offset)                                                                      \
  FIELD("ffo_box_free", offset)                                                                    \
  " is claimed already: twice in this tree, in a cycle, or by another call"

#endif
