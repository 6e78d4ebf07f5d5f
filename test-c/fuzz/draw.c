/* The arguments of an operation, and what it leaves in its variables. */
#include "generate.h"

static uint8_t vec(maker *by, unsigned wanted) { return pick(by, by->v[by->lane], VECS, wanted); }

static uint8_t handle(maker *by, unsigned wanted)
{
  return chance(&by->dice, 60) ? 250 : pick(by, by->h[by->lane], HANDLES, wanted);
}

/* A type for a call about something: mostly its own. */
static uint32_t type(maker *by)
{
  return (uint32_t)(roll(&by->dice) << 5) |
         (chance(&by->dice, 15) ? (uint32_t)roll_of(&by->dice, 32) : 31);
}

void draw_arguments(maker *by, uint8_t code, uint8_t *a, uint8_t *b, uint32_t *n)
{
  dice *dice = &by->dice;
  switch (code) {
  case OP_string_new:
  case OP_string_from_bytes:
  case OP_string_from_utf8:
  case OP_string_from_utf16:
    *a = pick_place(by);
    *n = draw_size(by);
    *b = chance(dice, 6) ? *b % 4 : 0;
    break;
  case OP_string_clone:
    *a = pick_pointer(by, STRING);
    *b = pick_place(by);
    break;
  case OP_string_length:
  case OP_string_free:
  case OP_string_shorten:
    *a = pick_pointer(by, STRING);
    *b %= 8;
    break;
  case OP_strings_new:
  case OP_strings_free:
    *a = pick_pointer(by, code == OP_strings_new ? NOTHING : STRING) & 31;
    break;
  case OP_config_new:
    *a = pick_place(by);
    break;
  case OP_config_clone:
  case OP_config_take_name:
    *a = pick_pointer(by, CONFIG | LENT);
    *b = pick_place(by);
    break;
  case OP_config_set_name:
    *a = pick_pointer(by, CONFIG | LENT);
    *n = draw_size(by);
    break;
  case OP_config_free:
    *a = pick_pointer(by, CONFIG);
    break;
  case OP_box_new:
    *a = pick_place(by);
    *b = (uint8_t)(chance(dice, 15) ? roll_of(dice, 32) : roll_of(dice, by->large ? 11 : 9));
    break;
  case OP_box_free:
    *a = pick_pointer(by, OURS);
    *b = (uint8_t)(chance(dice, 12) ? roll_of(dice, 32) : 31);
    break;
  case OP_box_put:
  case OP_store:
    *a = pick_pointer(by, BOX | CONFIG | LENT);
    *b = pick_pointer(by, STRING | CONFIG | BOX);
    break;
  case OP_box_take:
    *a = pick_pointer(by, BOX | CONFIG | LENT);
    *b = pick_place(by);
    break;
  case OP_vec_init:
    *a = vec(by, NOTHING | DEAD);
    *b = (uint8_t)roll_of(dice, chance(dice, 5) ? 26 : 20);
    *n = draw_size(by);
    break;
  case OP_vec_reserve:
  case OP_vec_append:
  case OP_vec_resize:
    *n = draw_size(by);
    __attribute__((fallthrough));
  case OP_vec_push:
  case OP_vec_shrink:
  case OP_vec_dispose:
  case OP_vec_length:
  case OP_vec_edit:
  case OP_vec_round:
  case OP_vec_churn:
    *a = chance(dice, 60) ? 200 : vec(by, HELD);
    *b %= 8;
    break;
  case OP_vec_copy:
  case OP_vec_swap:
    *a = vec(by, HELD);
    break;
  case OP_vec_into_raw_parts:
    *a = vec(by, HELD);
    *b = pick_place(by);
    break;
  case OP_vec_from_raw_parts:
    *a = vec(by, NOTHING);
    *b = pick_pointer(by, DATA);
    break;
  case OP_vec_into_handle:
    *a = vec(by, HELD);
    *b = handle(by, NOTHING | DEAD);
    break;
  case OP_vec_from_handle:
    *a = vec(by, NOTHING);
    *b = handle(by, DATA);
    break;
  case OP_handle_from_raw:
    *a = pick_pointer(by, OURS);
    *b = handle(by, NOTHING | DEAD);
    *n = type(by);
    break;
  case OP_handle_into_raw:
  case OP_handle_borrow:
  case OP_handle_borrow_mut:
    *a = handle(by, HELD | DATA);
    *b = pick_place(by);
    *n = type(by);
    break;
  case OP_handle_adopt:
    *a = chance(dice, 4) ? *a : 100 + *a % 100;
    *b = handle(by, NOTHING | DEAD);
    *n = (*n & ~31u) |
         (uint32_t)(chance(dice, 8) ? roll_of(dice, 32) : 4 * roll_of(dice, 2) + roll_of(dice, 2));
    break;
  case OP_handle_return:
  case OP_handle_retain:
  case OP_handle_try_retain:
  case OP_handle_release:
  case OP_handle_close:
  case OP_handle_describe:
    *a = handle(by, HELD | DATA);
    break;
  case OP_handle_copy:
    *a = handle(by, HELD | DATA) % HANDLES;
    *b = handle(by, NOTHING | DEAD) % HANDLES;
    break;
  case OP_forget:
  case OP_describe:
  case OP_tag:
  case OP_overrun:
  case OP_race:
    *a = pick_pointer(by, OURS);
    break;
  case OP_set_misuse_hook:
  case OP_join:
    *a = (uint8_t)roll_of(dice, 6);
    break;
  default:
    break;
  }
}

void follow(maker *by, uint8_t code, uint8_t a, uint8_t b)
{
  uint8_t *p = by->p[by->lane];
  uint8_t *v = by->v[by->lane];
  uint8_t *h = by->h[by->lane];
  uint8_t *const pa = &p[a % 32 % POINTERS];
  uint8_t *const pb = &p[b % 32 % POINTERS];
  uint8_t *const va = &v[a % VECS];
  uint8_t *const ha = &h[a % HANDLES];
  uint8_t *const hb = &h[b % HANDLES];
  switch (code) {
  case OP_string_new:
  case OP_string_from_bytes:
  case OP_string_from_utf8:
  case OP_string_from_utf16:
  case OP_strings_new:
    *pa = STRING;
    break;
  case OP_string_clone:
  case OP_config_take_name:
    *pb = STRING;
    break;
  case OP_config_new:
    *pa = CONFIG;
    break;
  case OP_config_clone:
    *pb = CONFIG;
    break;
  case OP_box_new:
    *pa = BOX;
    break;
  case OP_box_take:
    *pb = STRING | BOX | CONFIG;
    break;
  case OP_string_free:
  case OP_strings_free:
  case OP_config_free:
  case OP_box_free:
  case OP_forget:
    *pa = DEAD;
    break;
  case OP_vec_init:
  case OP_vec_swap:
    *va = HELD;
    break;
  case OP_vec_dispose:
    *va = DEAD;
    break;
  case OP_vec_into_raw_parts:
    *va = NOTHING;
    *pb = DATA;
    break;
  case OP_vec_from_raw_parts:
    *va = HELD;
    *pb = DEAD;
    break;
  case OP_vec_into_handle:
    *va = NOTHING;
    *hb = DATA;
    break;
  case OP_vec_from_handle:
    *va = HELD;
    *hb = DEAD;
    break;
  case OP_handle_from_raw:
    *pa = DEAD;
    *hb = HELD;
    break;
  case OP_handle_adopt:
  case OP_handle_copy:
    *hb = HELD;
    break;
  case OP_handle_into_raw:
    *ha = DEAD;
    *pb = STRING | BOX | CONFIG;
    break;
  case OP_handle_borrow:
  case OP_handle_borrow_mut:
    *pb = LENT;
    break;
  default:
    break;
  }
}
