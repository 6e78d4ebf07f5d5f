/* Draws a program from a seed. Most of its calls are right, and most of what is wrong is wrong in one
 * way. */
#include "ops.h"
#include "program.h"

uint64_t roll(dice *dice)
{
  uint64_t word = dice->state += 0x9E3779B97F4A7C15u;
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
  return word ^ (word >> 31);
}

size_t roll_of(dice *dice, size_t sides)
{
  return roll(dice) % sides;
}

/* A size's shape, see size_of: in some programs hardly any block is small. */
static uint32_t draw_size(dice *dice, bool large)
{
  static const uint8_t often[] = { 0, 0, 0, 0, 1, 1, 2, 2, 2, 4, 4, 5, 6, 7 };
  static const uint8_t more[] = { 0, 1, 2, 3, 3, 4, 4, 4, 6, 7 };
  const uint32_t shape = large ? more[roll_of(dice, sizeof more)] : often[roll_of(dice, sizeof often)];
  return shape << 29 | (uint32_t)(roll(dice) & 0x1FFFFFFF);
}

static uint8_t draw_pointer(dice *dice, unsigned spread)
{
  const unsigned way = roll_of(dice, 40) == 0 ? 5 + (unsigned)roll_of(dice, 3) : 0;
  return (uint8_t)(way << 5 | roll_of(dice, spread));
}

static op draw_op(dice *dice, const program *made, bool large, unsigned spread, unsigned total)
{
  size_t at = roll_of(dice, total);
  uint8_t code = 0;
  while (at >= op_weights[code]) {
    at -= op_weights[code++];
  }
  op drawn = { code, (uint8_t)roll_of(dice, made->lanes), draw_pointer(dice, spread),
               (uint8_t)roll(dice), draw_size(dice, large) };
  switch (code) {
  case OP_box_new: /* a shape */
    drawn.b = (uint8_t)(roll_of(dice, 12) == 0 ? roll_of(dice, 32) : roll_of(dice, large ? 11 : 9));
    break;
  case OP_box_free: /* the right type */
    drawn.b = (uint8_t)(roll_of(dice, 12) == 0 ? roll_of(dice, 32) : 31);
    break;
  case OP_handle_from_raw:
  case OP_handle_into_raw:
  case OP_handle_borrow:
  case OP_handle_borrow_mut:
    drawn.n = (uint32_t)(roll(dice) << 5) | (roll_of(dice, 12) == 0 ? (uint32_t)roll_of(dice, 32) : 31);
    drawn.b = (uint8_t)roll_of(dice, spread);
    break;
  case OP_handle_adopt:
    drawn.n = (uint32_t)(roll(dice) << 5) | (uint32_t)roll_of(dice, 12);
    break;
  case OP_box_put:
  case OP_box_take:
  case OP_store:
  case OP_config_clone:
  case OP_config_take_name:
  case OP_string_clone:
  case OP_vec_into_raw_parts:
  case OP_vec_from_raw_parts:
    drawn.b = draw_pointer(dice, spread);
    drawn.n = (uint32_t)roll(dice);
    break;
  case OP_vec_init:
    drawn.b = (uint8_t)(roll_of(dice, 6) == 0 ? roll_of(dice, 24) : roll_of(dice, 18));
    break;
  case OP_set_misuse_hook:
  case OP_join:
    drawn.a = (uint8_t)roll_of(dice, 6);
    break;
  case OP_vec_edit:
  case OP_vec_length:
  case OP_vec_round:
  case OP_vec_churn:
  case OP_handle_garbage:
  case OP_forget:
  case OP_describe:
  case OP_tag:
    drawn.n = (uint32_t)roll(dice);
    break;
  default:
    break;
  }
  return drawn;
}

void program_generate(program *made, uint64_t seed)
{
  static const unsigned lengths[] = { 4, 12, 40, 100, 200, 300 };
  dice dice = { seed * 0xD1B54A32D192ED03u + 1 };
  unsigned total = 0;
  *made = (program){ 0 };
  for (unsigned i = 0; i < OP_COUNT; i++) {
    total += op_weights[i];
  }
  made->lanes = roll_of(&dice, 3) == 0 ? 2 + (uint32_t)roll_of(&dice, MOST_LANES - 1) : 1;
  made->system = roll_of(&dice, 3) == 0;
  made->quarantine = roll_of(&dice, 5) == 0 ? 1u << roll_of(&dice, 27) : 0;
  made->zero = roll_of(&dice, 5) == 0;
  made->log = roll_of(&dice, 5) == 0;
  made->report = roll_of(&dice, 5) == 0;
  made->size_a = 1 + (uint32_t)(roll(&dice) % (64u << 20) >> roll_of(&dice, 12));
  made->size_b = 1 + (uint32_t)(roll(&dice) % (64u << 20) >> roll_of(&dice, 12));
  const bool large = roll_of(&dice, 3) == 0;
  const unsigned spread = 3 + (unsigned)roll_of(&dice, 22);
  made->count = 1 + roll_of(&dice, large ? 60 : lengths[roll_of(&dice, 6)]);
  for (size_t i = 0; i < made->count; i++) {
    made->ops[i] = draw_op(&dice, made, large, spread, total);
  }
}
