/* Draws a program from a seed. Most of its calls are right, and most of what is wrong is wrong in one
 * way: what variables hold is followed, roughly, and a call mostly gets what it is for. */
#include "generate.h"

uint64_t roll(dice *dice)
{
  uint64_t word = dice->state += 0x9E3779B97F4A7C15u;
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9u;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EBu;
  return word ^ (word >> 31);
}

size_t roll_of(dice *dice, size_t sides) { return roll(dice) % sides; }

bool chance(dice *dice, size_t one_in) { return roll_of(dice, one_in) == 0; }

/* A size's shape, see size_of: in some programs hardly any block is small. */
uint32_t draw_size(maker *by)
{
  static const uint8_t often[] = { 0, 0, 0, 0, 1, 1, 2, 2, 2, 4, 4, 5, 6, 7 };
  static const uint8_t more[] = { 0, 1, 2, 3, 3, 4, 4, 4, 6, 7 };
  const uint32_t shape =
      by->large ? more[roll_of(&by->dice, sizeof more)] : often[roll_of(&by->dice, sizeof often)];
  return shape << 29 | (uint32_t)(roll(&by->dice) & 0x1FFFFFFF);
}

/* A variable that holds one of these kinds, or, now and then, any. */
uint8_t pick(maker *by, const uint8_t *kinds, unsigned count, unsigned wanted)
{
  uint8_t fitting[32];
  size_t found = 0;
  for (unsigned i = 0; i < count && i < by->spread; i++) {
    if ((kinds[i] & wanted) != 0) {
      fitting[found++] = (uint8_t)i;
    }
  }
  return found != 0 && !chance(&by->dice, 12)
             ? fitting[roll_of(&by->dice, found)]
             : (uint8_t)roll_of(&by->dice, by->spread < count ? by->spread : count);
}

uint8_t pick_pointer(maker *by, unsigned wanted)
{
  const uint8_t picked = pick(by, by->p[by->lane], POINTERS, wanted);
  return chance(&by->dice, 40) ? (uint8_t)(picked | (5 + roll_of(&by->dice, 3)) << 5) : picked;
}

/* Where a result goes: mostly where nothing is that somebody must still free. */
uint8_t pick_place(maker *by) { return pick(by, by->p[by->lane], POINTERS, NOTHING | DEAD); }

void add(maker *by, uint8_t code, uint8_t a, uint8_t b, uint32_t n)
{
  program *made = by->made;
  if (made->count < MOST_OPS) {
    made->ops[made->count++] = (op){ code, (uint8_t)by->lane, a, b, n };
    follow(by, code, a, b);
  }
}

static uint8_t draw_code(maker *by)
{
  unsigned total = 0;
  uint8_t code = 0;
  for (unsigned i = 0; i < OP_COUNT; i++) {
    total += op_weights[i];
  }
  for (size_t at = roll_of(&by->dice, total); at >= op_weights[code]; code++) {
    at -= op_weights[code];
  }
  return code;
}

static bool has(const uint8_t *kinds, unsigned count, unsigned wanted)
{
  unsigned held = 0;
  for (unsigned i = 0; i < count; i++) {
    held |= kinds[i];
  }
  return (held & wanted) != 0;
}

/* What there is nothing for yet, something is made for, mostly. */
static uint8_t instead_of(maker *by, uint8_t code)
{
  const uint8_t *p = by->p[by->lane];
  switch (code) {
  case OP_string_clone:
  case OP_string_free:
  case OP_string_length:
  case OP_string_shorten:
  case OP_strings_free:
    return has(p, POINTERS, STRING) ? code : OP_string_new;
  case OP_config_clone:
  case OP_config_set_name:
  case OP_config_take_name:
  case OP_config_free:
    return has(p, POINTERS, CONFIG) ? code : OP_config_new;
  case OP_box_put:
  case OP_box_take:
  case OP_store:
  case OP_box_free:
    return has(p, POINTERS, BOX) ? code : OP_box_new;
  case OP_vec_from_raw_parts:
    return has(p, POINTERS, DATA) ? code : OP_vec_into_raw_parts;
  case OP_vec_from_handle:
    return has(by->h[by->lane], HANDLES, DATA) ? code : OP_vec_into_handle;
  default:
    break;
  }
  if (code > OP_vec_init && code <= OP_vec_into_handle) {
    return has(by->v[by->lane], VECS, HELD) ? code : OP_vec_init;
  }
  if (code > OP_handle_adopt && code <= OP_handle_copy) {
    return has(by->h[by->lane], HANDLES, HELD | DATA) ? code : OP_handle_from_raw;
  }
  return code;
}

static void draw_op(maker *by)
{
  dice *dice = &by->dice;
  uint8_t code = draw_code(by);
  code = chance(dice, 8) ? code : instead_of(by, code);
  uint8_t a = (uint8_t)roll(dice);
  uint8_t b = (uint8_t)roll(dice);
  uint32_t n = (uint32_t)roll(dice);
  draw_arguments(by, code, &a, &b, &n);
  add(by, code, a, b, n);
}

void program_generate(program *made, uint64_t seed)
{
  static const unsigned lengths[] = { 4, 12, 40, 100, 200, 400 };
  maker by = { .dice = { seed * 0xD1B54A32D192ED03u + 1 }, .made = made };
  dice *dice = &by.dice;
  *made = (program){ 0 };
  made->lanes = chance(dice, 3) ? 2 + (uint32_t)roll_of(dice, MOST_LANES - 1) : 1;
  made->system = chance(dice, 3);
  made->quarantine = chance(dice, 5) ? 1u << roll_of(dice, 27) : 0;
  made->zero = chance(dice, 5);
  made->log = chance(dice, 5);
  made->report = chance(dice, 5);
  made->size_a = 1 + (uint32_t)(roll(dice) % (64u << 20) >> roll_of(dice, 12));
  made->size_b = 1 + (uint32_t)(roll(dice) % (64u << 20) >> roll_of(dice, 12));
  by.large = chance(dice, 3);
  by.spread = 3 + (unsigned)roll_of(dice, 22);
  for (unsigned i = 0; i < MOST_LANES; i++) {
    for (unsigned j = 0; j < POINTERS; j++) {
      by.p[i][j] = by.h[i][j % HANDLES] = by.v[i][j % VECS] = NOTHING;
    }
  }
  const size_t count = 1 + roll_of(dice, by.large ? 80 : lengths[roll_of(dice, 6)]);
  if (chance(dice, 4)) {
    draw_start(&by);
  }
  while (made->count < count) {
    by.lane = (unsigned)roll_of(dice, made->lanes);
    if (chance(dice, 25)) {
      draw_scene(&by);
    } else {
      draw_op(&by);
    }
  }
}
