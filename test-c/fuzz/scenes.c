/* A few operations that belong together: what single draws would seldom bring about. */
#include "generate.h"

static uint8_t vec(maker *by) { return (uint8_t)roll_of(&by->dice, VECS); }

static void add_drawn(maker *by, uint8_t code, uint8_t a)
{
  uint8_t drawn_a = a;
  uint8_t b = (uint8_t)roll(&by->dice);
  uint32_t n = (uint32_t)roll(&by->dice);
  draw_arguments(by, code, &drawn_a, &b, &n);
  add(by, code, a, b, n);
}

/* A vec is edited and used, and then, as it was, used again. */
static void edited_vec(maker *by)
{
  static const uint8_t uses[] = { OP_vec_push,           OP_vec_append,     OP_vec_resize,
                                  OP_vec_shrink,         OP_vec_dispose,    OP_vec_reserve,
                                  OP_vec_into_raw_parts, OP_vec_into_handle };
  const uint8_t a = vec(by);
  const uint8_t copy = vec(by);
  dice *dice = &by->dice;
  const bool wide = chance(dice, 2);
  /* The elements are wide, and few. */
  add(by, OP_vec_init, a, wide ? (uint8_t)(16 + roll_of(dice, 4)) : (uint8_t)roll(dice),
      wide ? 3u << 29 | ((uint32_t)roll_of(dice, 64) << 20) : draw_size(by));
  add(by, OP_vec_length, a, 0, (uint32_t)roll(dice));
  add(by, OP_vec_copy, a, copy, 0);
  add(by, OP_vec_edit, a, (uint8_t)roll(dice), (uint32_t)roll(dice));
  add_drawn(by, uses[roll_of(dice, sizeof uses)], a);
  add_drawn(by, uses[roll_of(dice, sizeof uses)], a);
  add(by, OP_vec_swap, a, copy, 0);
  add_drawn(by, OP_vec_dispose, a);
}

/* A copy of a vec is kept while the vec lives on, and is used then. */
static void outdated_vec(maker *by)
{
  static const uint8_t lives[] = { OP_vec_round,  OP_vec_churn,  OP_vec_push,
                                   OP_vec_resize, OP_vec_shrink, OP_vec_dispose };
  const uint8_t a = vec(by);
  const uint8_t copy = vec(by);
  dice *dice = &by->dice;
  add(by, OP_vec_init, a, (uint8_t)roll(dice), (uint32_t)(roll(dice) % 500));
  add(by, OP_vec_copy, a, copy, 0);
  const uint8_t life = lives[roll_of(dice, sizeof lives)];
  add(by, life, a, 0, chance(dice, 2) ? (uint32_t)roll(dice) & ~63u : (uint32_t)roll(dice) % 500);
  add(by, OP_vec_swap, a, copy, 0);
  add_drawn(by, chance(dice, 2) ? OP_vec_dispose : OP_vec_push, a);
  add(by, OP_vec_swap, a, copy, 0);
}

/* A box with a child or two, and what becomes of it. */
static void tree(maker *by)
{
  static const uint8_t ends[] = { OP_box_free, OP_handle_from_raw, OP_forget, OP_box_take,
                                  OP_race };
  dice *dice = &by->dice;
  const uint8_t box = pick_place(by);
  static const uint8_t shapes[] = { 1, 3, 7, 8 };
  add(by, OP_box_new, box, shapes[roll_of(dice, sizeof shapes)], 0);
  for (size_t i = roll_of(dice, 4); i-- > 0;) {
    const uint8_t child = pick_place(by);
    chance(dice, 3) ? add(by, OP_box_new, child, shapes[roll_of(dice, sizeof shapes)], 0)
                    : add(by, OP_string_new, child, 0, draw_size(by));
    add(by, chance(dice, 3) ? OP_store : OP_box_put, box, child, (uint32_t)roll(dice));
  }
  add_drawn(by, ends[roll_of(dice, sizeof ends)], box);
}

/* A block behind a handle is lent, changed, given back, and ends. */
static void lent(maker *by)
{
  static const uint8_t steps[] = { OP_handle_retain,   OP_handle_close,   OP_handle_release,
                                   OP_handle_return,   OP_handle_borrow,  OP_handle_borrow_mut,
                                   OP_handle_into_raw, OP_handle_describe };
  dice *dice = &by->dice;
  const uint8_t p = pick_place(by);
  const uint8_t h = pick(by, by->h[by->lane], HANDLES, NOTHING | DEAD);
  const uint8_t shown = pick_place(by);
  chance(dice, 2) ? add(by, OP_config_new, p, 0, 1)
                  : add(by, OP_box_new, p, (uint8_t)roll_of(dice, 9), 0);
  add(by, OP_handle_from_raw, p, h, 31);
  add(by, chance(dice, 2) ? OP_handle_borrow : OP_handle_borrow_mut, h, shown, 31);
  if (chance(dice, 2)) {
    add(by, OP_config_set_name, shown, 0, draw_size(by));
  }
  for (size_t i = roll_of(dice, 6); i-- > 0;) {
    add_drawn(by, steps[roll_of(dice, sizeof steps)], h);
  }
}

/* A block ends, others come, and its old name is used. */
static void late_free(maker *by)
{
  dice *dice = &by->dice;
  const uint8_t p = pick_place(by);
  const uint32_t n = draw_size(by);
  add(by, OP_string_new, p, 0, n);
  add(by, OP_string_free, p, 0, 0);
  for (size_t i = roll_of(dice, 4); i-- > 0;) {
    add(by, OP_string_new, pick_place(by), 0, chance(dice, 2) ? n : draw_size(by));
  }
  add(by, chance(dice, 3) ? OP_describe : OP_string_free, p, 0, 0);
}

/* Nothing is warm yet: the first blocks of the process have any size up to 64 MiB. */
void draw_start(maker *by)
{
  static const uint8_t makers[] = { OP_string_new, OP_string_from_bytes, OP_string_from_utf8,
                                    OP_vec_init,   OP_vec_resize,        OP_vec_append,
                                    OP_box_new };
  dice *dice = &by->dice;
  for (size_t i = 1 + roll_of(dice, 4); i-- > 0;) {
    /* Each power of two as likely as any other. */
    const uint32_t size = (uint32_t)(roll(dice) % (MOST_BYTES + 1)) >> roll_of(dice, 16);
    const uint32_t n = (chance(dice, 3) ? 4u : 3u) << 29 | size;
    const uint8_t code = makers[roll_of(dice, sizeof makers)];
    const uint8_t a = code == OP_vec_init || code == OP_box_new ? pick_place(by) : vec(by);
    if (code == OP_vec_resize || code == OP_vec_append) {
      add(by, OP_vec_init, a, (uint8_t)roll_of(dice, 17), 0);
    }
    add(by, code, code == OP_box_new ? pick_place(by) : a,
        code == OP_box_new    ? (uint8_t)(9 + roll_of(dice, 2))
        : code == OP_vec_init ? (uint8_t)roll_of(dice, 17)
                              : 0,
        n);
    if (chance(dice, 4)) {
      add(by, OP_validate, 0, 0, 0);
    }
  }
}

void draw_scene(maker *by)
{
  static void (*const scenes[])(maker * by) = { edited_vec, outdated_vec, tree, lent, late_free };
  scenes[roll_of(&by->dice, 5)](by);
}
