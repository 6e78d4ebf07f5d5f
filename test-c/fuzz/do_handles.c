/* Handles: borrows, references and numbers. */
#include "handles.h"

#include <string.h>

/* A type for a call about a handle: mostly the block's. */
ffo_type type_for(lane *on, uint32_t n, const handle_model *handle, argument *text)
{
  if (n % 32 > SHAPES + 5 && handle != NULL) {
    for (unsigned i = 0; i < SHAPES; i++) {
      if (handle->type >= 256 && on->world->types[i] == handle->type) {
        return type_of(on, i, NULL, text);
      }
    }
    sprintf(text->text, "%uu", handle->type);
    return handle->type;
  }
  return type_of(on, n, NULL, text);
}

argument handle_at(lane *on, uint8_t a, ffo_handle *value)
{
  argument made = { 0 };
  if (a >= 240) {
    *value = 0;
    strcpy(made.text, "0");
  } else {
    *value = on->h[a % HANDLES];
    sprintf(made.text, "h[%u][%u]", on->number, a % HANDLES);
  }
  return made;
}

static void borrow(lane *on, const op *o, bool exclusive)
{
  ffo_handle it;
  argument text;
  const argument name = handle_at(on, o->a, &it);
  handle_model *handle = handle_of(on, it);
  const ffo_type type = type_for(on, o->n, handle, &text);
  const char *call = exclusive ? "ffo_handle_borrow_mut" : "ffo_handle_borrow";
  ffo_status status = FFO_STATUS_FORCE_32;
  size_t size = 77;
  statuses errors =
      !is_known(on, type) ? ONE(FFO_E_UNKNOWN_TYPE) : handle_errors(on, it, type, &handle);
  if (errors == 0 && (exclusive ? handle->borrows > 0 : handle->exclusive)) {
    errors = ONE(FFO_E_BORROW_CONFLICT);
  }
  say(on, "p[%u][%u] = (void *)%s(%s, %s, &size, &s);", on->number, o->b % POINTERS, call,
      name.text, text.text);
  void *lent = exclusive
                   ? on->world->api->handle_borrow_mut(it, type, &size, &status)
                   : (void *)(uintptr_t)on->world->api->handle_borrow(it, type, &size, &status);
  settle(on, call, status, errors != 0 ? errors : ONE(FFO_OK));
  void *expected = errors != 0             ? NULL
                   : handle->block != NULL ? (void *)handle->block->address
                                           : handle->payload;
  if (lent != expected || size != (errors != 0 ? 0 : handle->size)) {
    found(on, "%s gives %p of %zu bytes, not %p", call, lent, size, expected);
  }
  if (errors == 0) {
    handle->borrows++;
    handle->exclusive = exclusive;
    count_add(&on->world->sum.borrows, 1);
  }
  on->p[o->b % POINTERS] = lent;
}

void do_handle_borrow(lane *on, const op *o) { borrow(on, o, false); }

void do_handle_borrow_mut(lane *on, const op *o) { borrow(on, o, true); }

/* The end of a handle and of what is behind it; errors are those of fields that hold nothing of it. */
static statuses end_handle(lane *on, handle_model *handle)
{
  bool overrun = false;
  if (handle->block != NULL) {
    content_check(on, handle->block, handle->block->size);
    overrun = tree_end(on, handle->block);
  } else {
    on->world->expected_drops += handle->drops;
    count_add(&on->world->sum.live, (uint64_t)-1);
    count_add(&on->world->sum.freed, 1);
  }
  handle->stale = true;
  count_add(&on->world->sum.handles, (uint64_t)-1);
  return overrun ? ONE(FFO_E_OVERRUN) : 0;
}

/* Fields that hold what is not the tree's are set to NULL by the caller: the end of a closing handle
 * with a bad field is told in the ABI, but what else it then ends depends on where it stands. */
static void mend_fields(lane *on, block *root)
{
  for (size_t i = 0; root != NULL && fields_of(root) && i < root->shape->fields; i++) {
    void *value;
    size_t at;
    unsigned char *field = root->address + root->shape->field[i].offset;
    memcpy(&value, field, sizeof value);
    block *child = value == NULL ? NULL : block_at(on, value, &at);
    if (child != NULL && child->owner == OWNED && child->parent == root && at == 0) {
      mend_fields(on, child);
    } else if (value != NULL) {
      memset(field, 0, sizeof value);
      say(on, "memset(block_at[%u][%zu] + %zu, 0, 8);", on->number, block_number(on, root),
          root->shape->field[i].offset);
    }
  }
}

void do_handle_return(lane *on, const op *o)
{
  ffo_handle it;
  const argument name = handle_at(on, o->a, &it);
  handle_model *handle = handle_of(on, it);
  statuses errors = handle_errors(on, it, FFO_TYPE_NONE, &handle);
  if (handle != NULL && !handle->stale) {
    errors = handle->borrows == 0 ? ONE(FFO_E_NOT_BORROWED) : 0;
  }
  if (errors != 0) {
    say(on, "s = ffo_handle_return(%s);", name.text);
    settle(on, "ffo_handle_return", on->world->api->handle_return(it), errors);
    return;
  }
  const bool ends = handle->closing && handle->borrows == 1;
  if (ends && handle->block != NULL && claim_errors(on, handle->block) != 0) {
    mend_fields(on, handle->block);
  }
  statuses told = 0;
  if (handle->exclusive && handle->block != NULL && !ends) {
    told = claim_errors(on, handle->block);
    if (told == 0) {
      tree_own(on, handle->block);
    }
  }
  handle->borrows--;
  handle->exclusive = false;
  count_add(&on->world->sum.borrows, (uint64_t)-1);
  if (ends) {
    told = end_handle(on, handle);
  }
  say(on, "s = ffo_handle_return(%s);", name.text);
  settle(on, "ffo_handle_return", on->world->api->handle_return(it),
         told != 0 ? told : ONE(FFO_OK));
}

void do_handle_retain(lane *on, const op *o)
{
  ffo_handle it;
  const argument name = handle_at(on, o->a, &it);
  handle_model *handle;
  const statuses errors = handle_errors(on, it, FFO_TYPE_NONE, &handle);
  say(on, "s = ffo_handle_retain(%s);", name.text);
  settle(on, "ffo_handle_retain", on->world->api->handle_retain(it),
         errors != 0 ? errors : ONE(FFO_OK));
  if (errors == 0) {
    handle->references++;
  }
}

void do_handle_try_retain(lane *on, const op *o)
{
  ffo_handle it;
  const argument name = handle_at(on, o->a, &it);
  handle_model *handle;
  uint32_t retained = 77;
  statuses errors = handle_errors(on, it, FFO_TYPE_NONE, &handle);
  const bool stale = errors == ONE(FFO_E_STALE_HANDLE);
  errors = o->b == 1 ? ONE(FFO_E_NULL_ARGUMENT) : stale ? 0 : errors;
  say(on, "s = ffo_handle_try_retain(%s, %s);", name.text, o->b == 1 ? "NULL" : "&retained");
  settle_question(on, "ffo_handle_try_retain",
                  on->world->api->handle_try_retain(it, o->b == 1 ? NULL : &retained),
                  errors != 0 ? errors : ONE(FFO_OK));
  if (o->b != 1 && retained != (errors == 0 && !stale)) {
    found(on, "ffo_handle_try_retain says %u", retained);
  }
  if (errors == 0 && !stale) {
    handle->references++;
  }
}

static void release(lane *on, const op *o, bool close)
{
  ffo_handle it;
  const argument name = handle_at(on, o->a, &it);
  const char *call = close ? "ffo_handle_close" : "ffo_handle_release";
  handle_model *handle = NULL;
  statuses errors = it == 0 ? 0 : handle_errors(on, it, FFO_TYPE_NONE, &handle);
  bool ends = false;
  if (errors == 0 && handle != NULL && handle->references == 1) {
    if (handle->borrows > 0) {
      errors = close ? 0 : ONE(FFO_E_BORROWED);
    } else {
      ends = true;
      errors = handle->block == NULL ? 0 : claim_errors(on, handle->block);
    }
  }
  statuses told = errors;
  if (errors == 0 && handle != NULL) {
    if (ends) {
      told = end_handle(on, handle);
    } else if (handle->references == 1) {
      handle->closing = true;
      handle->references = 0;
    } else {
      handle->references--;
    }
  }
  say(on, "s = %s(%s);", call, name.text);
  const ffo_status status =
      close ? on->world->api->handle_close(it) : on->world->api->handle_release(it);
  settle(on, call, status, told != 0 ? told : ONE(FFO_OK));
}

void do_handle_release(lane *on, const op *o) { release(on, o, false); }

void do_handle_close(lane *on, const op *o) { release(on, o, true); }

/* Numbers that were never a handle: small, all ones, and a handle with a bit turned. */
void do_handle_garbage(lane *on, const op *o)
{
  ffo_handle *to = &on->h[o->a % HANDLES];
  const char *name = "h";
  switch (o->n % 3) {
  case 0:
    *to = o->n;
    say(on, "%s[%u][%u] = %u;", name, on->number, o->a % HANDLES, o->n);
    break;
  case 1:
    *to ^= (ffo_handle)1 << o->n / 3 % 64;
    say(on, "%s[%u][%u] ^= 1ull << %u;", name, on->number, o->a % HANDLES, o->n / 3 % 64);
    break;
  default:
    *to = ((ffo_handle)o->n * 0x9E3779B97F4A7C15u | (ffo_handle)1 << 62) & ~((ffo_handle)1 << 63);
    say(on, "%s[%u][%u] = %lluu;", name, on->number, o->a % HANDLES, (unsigned long long)*to);
  }
}

void do_handle_copy(lane *on, const op *o)
{
  on->h[o->b % HANDLES] = on->h[o->a % HANDLES];
  say(on, "h[%u][%u] = h[%u][%u];", on->number, o->b % HANDLES, on->number, o->a % HANDLES);
}
