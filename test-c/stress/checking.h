/* Whether a block still holds what its cookie says. */
#ifndef FFO_TEST_CHECKING_H
#define FFO_TEST_CHECKING_H

#include "kinds.h"

static void check_string(const char *string, uint64_t cookie, size_t length)
{
  size_t recorded;
  CHECK_OK(ffo_string_length(string, &recorded));
  CHECK_EQUAL(recorded, length);
  pattern_check(string, cookie, 0, length);
  CHECK_EQUAL(string[length], 0);
}

static void check_config(const ffo_config *config, uint64_t cookie)
{
  CHECK_EQUAL(config->max_connections, (int32_t)pattern_word(cookie, 0));
  CHECK_EQUAL(config->timeout_ms, (int32_t)pattern_word(cookie, 1));
  if (config->name != NULL) {
    check_string(config->name, cookie, name_length(cookie));
  }
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

#endif
