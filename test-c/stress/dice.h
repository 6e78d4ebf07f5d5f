/* Decisions and contents that follow from numbers alone, so that a seed brings them back. */
#ifndef FFO_TEST_DICE_H
#define FFO_TEST_DICE_H

#include "check.h"

static inline uint64_t mix(uint64_t value)
{
  value += 0x9E3779B97F4A7C15u;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

/* The dice of one step. Each step has its own, so what a step meets, which may depend on other
 * threads, does not change what the steps after it decide. */
typedef struct dice {
  uint64_t key;
} dice;

static inline uint64_t roll(dice *dice) { return mix(dice->key++); }

/* One of 0 to sides - 1. */
static inline size_t roll_of(dice *dice, size_t sides) { return (size_t)(roll(dice) % sides); }

/* Sizes as programs have them: mostly small, a few large, rarely beyond any slot. */
static inline size_t roll_size(dice *dice)
{
  switch (roll_of(dice, 64)) {
  case 0:
    return roll_of(dice, 200000);
  case 1:
  case 2:
    return roll_of(dice, 40000);
  default:
    return roll_of(dice, roll_of(dice, 4) == 0 ? 2000 : 70);
  }
}

/* The word of a cookie's pattern at an index: bytes from 1 to 127, so that it is text, too. */
static inline uint64_t pattern_word(uint64_t cookie, size_t index)
{
  return (mix(cookie + index * 0x9E3779B97F4A7C15u) & 0x7F7F7F7F7F7F7F7Fu) | 0x0101010101010101u;
}

static inline size_t pattern_step(uint64_t cookie, size_t offset, size_t left, uint64_t *word)
{
  const size_t within = offset % 8;
  const size_t length = left < 8 - within ? left : 8 - within;
  *word = pattern_word(cookie, offset / 8) >> (8 * within);
  return length;
}

/* Writes `size` bytes of the pattern, from the pattern's byte `offset` on. */
static inline void pattern_fill(void *memory, uint64_t cookie, size_t offset, size_t size)
{
  uint64_t word;
  for (size_t done = 0, step; done < size; done += step) {
    step = pattern_step(cookie, offset + done, size - done, &word);
    memcpy((char *)memory + done, &word, step);
  }
}

static inline void pattern_check(const void *memory, uint64_t cookie, size_t offset, size_t size)
{
  uint64_t word;
  for (size_t done = 0, step; done < size; done += step) {
    step = pattern_step(cookie, offset + done, size - done, &word);
    CHECK(memcmp((const char *)memory + done, &word, step) == 0);
  }
}

#endif
