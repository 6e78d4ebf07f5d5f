/* Types of boxes without owned fields. */
#ifndef FFO_TEST_TYPES_H
#define FFO_TEST_TYPES_H

#include "check.h"

static inline ffo_type register_type(const char *name, size_t size, ffo_drop_fn drop, void *context)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = name;
  desc.size = size;
  desc.drop = drop;
  desc.context = context;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

#endif
