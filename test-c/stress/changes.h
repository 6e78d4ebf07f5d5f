/* What the stress program does with what it has: every way in which a block changes or trades its
 * name. The item says afterwards what it has become. */
#ifndef FFO_TEST_CHANGES_H
#define FFO_TEST_CHANGES_H

#include "items.h"

static void change_config(item *it, dice *dice)
{
  ffo_config *config = it->block;
  char *name = string_make(dice, it->cookie, name_length(it->cookie));
  ffo_status status;
  switch (roll_of(dice, 4)) {
  case 0:
    CHECK_OK(ffo_config_set_name(config, name));
    break;
  case 1: {
    char *taken = ffo_config_take_name(config, &status);
    CHECK_OK(status);
    CHECK(config->name == NULL);
    if (taken != NULL) {
      check_string(taken, it->cookie, name_length(it->cookie));
    }
    CHECK_OK(ffo_string_free(taken));
    break;
  }
  case 2: {
    ffo_config *clone = ffo_config_clone(config, &status);
    CHECK_OK(status);
    check_config(clone, it->cookie);
    CHECK((clone->name == NULL) == (config->name == NULL));
    CHECK_OK(ffo_config_free(clone));
    break;
  }
  default:
    CHECK_OK(ffo_box_put(config, offsetof(ffo_config, name), name));
    return;
  }
  CHECK_OK(ffo_string_free(name));
}

static void change_tree(item *it, dice *dice)
{
  static const size_t fields[] = { offsetof(node, left), offsetof(node, right) };
  const size_t field = fields[roll_of(dice, 2)];
  ffo_status status;
  node *root = it->block;
  if (roll_of(dice, 2) == 0) {
    CHECK_OK(ffo_box_put(root, field, node_make(dice, roll(dice), roll_of(dice, 3))));
    return;
  }
  node *taken = ffo_box_take(root, field, &status);
  CHECK_OK(status);
  if (taken == NULL) {
    return;
  }
  check_node(taken, taken->words[0]);
  if (roll_of(dice, 2) == 0) {
    CHECK_OK(ffo_box_free(taken, node_type));
    return;
  }

  /* The child goes on in its parent's place. */
  CHECK_OK(ffo_box_free(root, node_type));
  it->block = taken;
  it->cookie = taken->words[0];
}

/* The elements that a vec has got are given the pattern. */
static void vec_grown(item *it, size_t before)
{
  const size_t size = it->vec.element_size;
  if (it->vec.length > before) {
    pattern_fill((char *)it->vec.data + before * size, it->cookie, before * size,
                 (it->vec.length - before) * size);
  }
}

static void change_vec(item *it, dice *dice)
{
  ffo_vec *vec = &it->vec;
  const size_t before = vec->length;
  const size_t size = vec->element_size;
  unsigned char elements[40 * 40];
  const size_t count = roll_of(dice, 40);
  pattern_fill(elements, it->cookie, before * size, count * size + (count == 0 ? size : 0));
  switch (roll_of(dice, 7)) {
  case 0:
    CHECK_OK(ffo_vec_push(vec, elements));
    if (count == 0) {
      pattern_check((char *)vec->data + before * size, it->cookie, before * size, size);
    }
    vec_grown(it, before);
    break;
  case 1:
    CHECK_OK(ffo_vec_append(vec, elements, count));
    CHECK_EQUAL(vec->length, before + count);
    break;
  case 2:
    CHECK_OK(ffo_vec_reserve(vec, roll_size(dice) / size));
    break;
  case 3:
    CHECK_OK(ffo_vec_resize(vec, roll_size(dice) / size));
    vec_grown(it, before);
    break;
  case 4:
    CHECK_OK(ffo_vec_shrink(vec));
    break;
  case 5: {
    ffo_vec parts = *vec;
    CHECK_OK(ffo_vec_into_raw_parts(vec, &parts.data, &parts.length, &parts.capacity));
    CHECK(vec->data == NULL && vec->capacity == 0);
    *vec = parts;
    it->kind = PARTS;
    break;
  }
  default: {
    if (vec->data == NULL) {
      break;
    }
    const ffo_vec parts = *vec;
    ffo_status status;
    it->handle = ffo_vec_into_handle(vec, &status);
    CHECK_OK(status);
    *vec = parts;
    it->kind = HANDLE;
    it->behind = VEC;
  }
  }
}

static void change_parts(item *it)
{
  const ffo_vec parts = it->vec;
  CHECK_OK(ffo_vec_from_raw_parts(&it->vec, parts.data, parts.length, parts.capacity,
                                  parts.element_size));
  it->kind = VEC;
}

/* Out of the handle again, under the name that it had. */
static void trade_back(item *it)
{
  ffo_status status = FFO_OK;
  if (it->behind == VEC) {
    CHECK_OK(ffo_vec_from_handle(&it->vec, it->handle));
  } else {
    it->block = ffo_handle_into_raw(it->handle, it->type, &status);
  }
  CHECK_OK(status);
  it->kind = it->behind;
}

static void change_handle(item *it, dice *dice)
{
  ffo_status status;
  uint32_t retained;
  switch (roll_of(dice, 4)) {
  case 0: {
    size_t size;
    void *lent = ffo_handle_borrow_mut(it->handle, it->type, &size, &status);
    CHECK_OK(status);
    CHECK_EQUAL(size, content_size(it));
    CHECK(ffo_handle_borrow(it->handle, it->type, NULL, &status) == NULL);
    CHECK_STATUS(status, FFO_E_BORROW_CONFLICT);
    CHECK_STATUS(ffo_handle_release(it->handle), FFO_E_BORROWED);
    check_content(it->behind, it, lent);
    if (it->behind == PLAIN || it->behind == STRING || it->behind == VEC) {
      it->cookie = roll(dice);
      pattern_fill(lent, it->cookie, 0, size);
    }
    CHECK_OK(ffo_handle_return(it->handle));
    break;
  }
  case 1:
    CHECK_OK(ffo_handle_try_retain(it->handle, &retained));
    CHECK_EQUAL(retained, 1);
    CHECK(ffo_handle_into_raw(it->handle, it->type, &status) == NULL);
    CHECK_STATUS(status, FFO_E_SHARED);
    CHECK_OK(ffo_handle_close(it->handle));
    break;
  default:
    trade_back(it);
  }
}

/* Changes an item that is not shared. */
static void item_change(item *it, dice *dice)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  check_item(it);
  if (it->kind == ADOPTED) {
    CHECK_OK(ffo_handle_describe(it->handle, &info));
    CHECK_EQUAL(info.flags, FFO_BLOCK_ADOPTED);
    return;
  }
  if (it->kind < VEC && roll_of(dice, 3) == 0) {
    ffo_status status;
    it->handle = ffo_handle_from_raw(it->block, it->type, &status);
    CHECK_OK(status);
    it->behind = it->kind;
    it->kind = HANDLE;
    return;
  }
  switch (it->kind) {
  case CONFIG:
    change_config(it, dice);
    break;
  case TREE:
    change_tree(it, dice);
    break;
  case VEC:
    change_vec(it, dice);
    break;
  case PARTS:
    change_parts(it);
    break;
  case HANDLE:
    change_handle(it, dice);
    break;
  case STRING: {
    ffo_status status;
    char *clone = ffo_string_clone(it->block, &status);
    CHECK_OK(status);
    check_string(clone, it->cookie, it->size);
    CHECK_OK(ffo_string_free(it->block));
    it->block = clone;
    break;
  }
  default:
    CHECK_OK(ffo_tag(it->block, roll_of(dice, 2) == 0 ? "tagged by the stress program" : NULL));
    CHECK_OK(ffo_describe(it->block, &info));
    CHECK_EQUAL(info.size, it->size);
    CHECK_EQUAL(info.type, it->type);
  }
}

#endif
