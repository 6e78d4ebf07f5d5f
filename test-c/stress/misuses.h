/* Misuse on purpose. Each kind must be answered by its own name, whatever the other threads do; so
 * only such mistakes are made whose answer does not depend on them. */
#ifndef FFO_TEST_MISUSES_H
#define FFO_TEST_MISUSES_H

#include "changes.h"

/* Where blocks live in this process: an ffo_heap. */
static uint32_t heap;

/* How many misuses this thread has made. */
static _Thread_local size_t misuses;

static void expect_misuse(const char *file, int line, const char *call, ffo_status status,
                          ffo_status expected)
{
  check_text(file, line, call, ffo_status_name(status), ffo_status_name(expected));
  check_text(file, line, "ffo_last_error()", ffo_status_name(ffo_last_error()),
             ffo_status_name(expected));
  misuses += expected >= 20 && expected <= 49;
}

#define EXPECT(call, expected) expect_misuse(__FILE__, __LINE__, #call, call, expected)

/* A second free. On the slab heap what this thread has just made and freed is its own to reuse, and
 * nobody else's. On the system heap another thread may have been given the address meanwhile: there
 * only a type may be named that no block has, and the answer may be about the block there now. */
static void free_again(void *block, ffo_type type)
{
  if (heap == FFO_HEAP_SLAB) {
    EXPECT(ffo_box_free(block, type), FFO_E_DOUBLE_FREE);
    EXPECT(ffo_box_free(block, absent_type), FFO_E_DOUBLE_FREE);
    EXPECT(ffo_forget(block), FFO_E_DOUBLE_FREE);
    return;
  }
  const ffo_status status = ffo_box_free(block, absent_type);
  CHECK(status == FFO_E_DOUBLE_FREE || status == FFO_E_WRONG_TYPE ||
        status == FFO_E_INTERIOR_POINTER || status == FFO_E_FOREIGN_POINTER);
  misuses++;
}

static void free_twice(dice *dice)
{
  switch (roll_of(dice, 4)) {
  case 0: {
    char *string = string_make(dice, 1, roll_of(dice, 200));
    CHECK_OK(ffo_string_free(string));
    free_again(string, FFO_TYPE_STRING);
    break;
  }
  case 1: {
    ffo_config *config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_free(config));
    free_again(config, FFO_TYPE_CONFIG);
    break;
  }
  case 2: {
    const ffo_type type = plain_types[roll_of(dice, 8)];
    void *box = ffo_box_new(type, NULL);
    CHECK_OK(ffo_box_free(box, type));
    free_again(box, type);
    break;
  }
  default: {
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, 4, 1 + roll_of(dice, 20)));
    ffo_vec copy = vec;
    CHECK_OK(ffo_vec_dispose(&vec));
    CHECK_OK(ffo_vec_dispose(&vec));
    if (heap == FFO_HEAP_SLAB) {
      EXPECT(ffo_vec_dispose(&copy), FFO_E_DOUBLE_FREE);
    }
  }
  }
}

static void free_foreign(dice *dice)
{
  static char foreign[4096];
  static void *const strange[] = { foreign + 16, (void *)8, (void *)(uintptr_t)-16, (void *)1,
                                   (void *)((uintptr_t)1 << 52) };
  void *pointer = strange[roll_of(dice, 5)];
  EXPECT(ffo_string_free(pointer), FFO_E_FOREIGN_POINTER);
  EXPECT(ffo_box_free(pointer, node_type), FFO_E_FOREIGN_POINTER);
}

static void use_stale_handle(dice *dice, ffo_handle stale)
{
  ffo_status status;
  uint32_t retained;
  switch (roll_of(dice, 4)) {
  case 0:
    EXPECT(ffo_handle_release(stale), FFO_E_STALE_HANDLE);
    break;
  case 1:
    EXPECT(ffo_handle_retain(stale), FFO_E_STALE_HANDLE);
    CHECK_OK(ffo_handle_try_retain(stale, &retained));
    CHECK_EQUAL(retained, 0);
    break;
  case 2:
    CHECK(ffo_handle_borrow(stale, FFO_TYPE_STRING, NULL, &status) == NULL);
    EXPECT(status, FFO_E_STALE_HANDLE);
    break;
  default:
    EXPECT(ffo_handle_return(stale), FFO_E_STALE_HANDLE);
    CHECK(ffo_handle_into_raw(stale, FFO_TYPE_STRING, &status) == NULL);
    EXPECT(status, FFO_E_STALE_HANDLE);
  }
}

static void use_invalid_handle(dice *dice)
{
  static const ffo_handle strange[] = { 1, 0xFFFF, ~(ffo_handle)0, (ffo_handle)1 << 63 };
  const ffo_handle handle = strange[roll_of(dice, 4)];
  EXPECT(ffo_handle_release(handle), FFO_E_INVALID_HANDLE);
  EXPECT(ffo_handle_retain(handle), FFO_E_INVALID_HANDLE);
}

static void misuse_handle(item *it)
{
  ffo_status status;
  const ffo_type wrong = it->type == node_type ? FFO_TYPE_CONFIG : node_type;
  CHECK(ffo_handle_borrow(it->handle, wrong, NULL, &status) == NULL);
  EXPECT(status, FFO_E_WRONG_TYPE);
  if (!it->shared) {
    EXPECT(ffo_handle_return(it->handle), FFO_E_NOT_BORROWED);
  }
  if (it->kind == HANDLE) {
    const void *lent = ffo_handle_borrow(it->handle, it->type, NULL, NULL);
    EXPECT(ffo_box_free((void *)(uintptr_t)lent, it->type), FFO_E_NOT_OWNED);
    CHECK_OK(ffo_handle_return(it->handle));
  }
}

static void misuse_vec(item *it)
{
  ffo_vec edited = it->vec;
  if (it->vec.data == NULL || it->kind != VEC) {
    return;
  }
  edited.capacity++;
  EXPECT(ffo_vec_push(&edited, "an element of up to forty bytes, quite long"),
         FFO_E_PARTS_MISMATCH);
  EXPECT(ffo_vec_dispose(&edited), FFO_E_PARTS_MISMATCH);
}

/* Misuse of something that is this thread's, and lives on. */
static void misuse_item(item *it, dice *dice)
{
  if (it->kind == HANDLE || it->kind == ADOPTED) {
    misuse_handle(it);
    return;
  }
  if (it->kind == VEC || it->kind == PARTS) {
    misuse_vec(it);
    return;
  }
  char *start = it->block;
  const node *root = it->block;
  const ffo_config *config = it->block;
  switch (roll_of(dice, 3)) {
  case 0:
    EXPECT(ffo_box_free(it->block, it->type == FFO_TYPE_VEC ? FFO_TYPE_STRING : FFO_TYPE_VEC),
           FFO_E_WRONG_TYPE);
    EXPECT(ffo_box_free(it->block, it->type == node_type ? FFO_TYPE_CONFIG : node_type),
           FFO_E_WRONG_TYPE);
    break;
  case 1:
    if (it->kind == TREE || it->kind == CONFIG) {
      EXPECT(ffo_box_free(start + 8, it->type), FFO_E_INTERIOR_POINTER);
    } else if (it->size > 1) {
      EXPECT(ffo_box_free(start + 1 + roll_of(dice, it->size - 1), it->type),
             FFO_E_INTERIOR_POINTER);
    }
    break;
  default:
    if (it->kind == TREE && root->right != NULL && roll_of(dice, 2) == 0) {
      EXPECT(ffo_box_free(root->right, node_type), FFO_E_NOT_OWNED);
    }
    if (it->kind == CONFIG && config->name != NULL) {
      ffo_config *copy = ffo_config_new(1, 2, NULL);
      char *name = config->name;
      ffo_block_info info = FFO_BLOCK_INFO_INIT;
      CHECK_OK(ffo_describe(name, &info));
      copy->name = name;
      if (info.owned_by == config) {
        EXPECT(ffo_config_free(copy), FFO_E_NOT_OWNED);
      }
      copy->name = NULL;
      CHECK_OK(ffo_config_free(copy));
    }
  }
}

#endif
