/* What the files that draw programs share. */
#ifndef FFO_FUZZ_GENERATE_H
#define FFO_FUZZ_GENERATE_H

#include "ops.h"
#include "program.h"
#include "run.h"

/* What a variable holds, as far as can be told before the run. */
enum { NOTHING = 1, DEAD = 2, STRING = 4, CONFIG = 8, BOX = 16, DATA = 32, LENT = 64, HELD = 128 };
enum { OURS = STRING | CONFIG | BOX | DATA };

typedef struct maker {
  dice dice;
  program *made;
  bool large;
  unsigned spread; /* how many of its variables a lane uses */
  unsigned lane;
  uint8_t p[MOST_LANES][POINTERS];
  uint8_t v[MOST_LANES][VECS];
  uint8_t h[MOST_LANES][HANDLES];
} maker;

/* generate.c */
bool chance(dice *dice, size_t one_in);
uint32_t draw_size(maker *by);
uint8_t pick(maker *by, const uint8_t *kinds, unsigned count, unsigned wanted);
uint8_t pick_pointer(maker *by, unsigned wanted);
uint8_t pick_place(maker *by);
void add(maker *by, uint8_t code, uint8_t a, uint8_t b, uint32_t n);

/* draw.c */
void draw_arguments(maker *by, uint8_t code, uint8_t *a, uint8_t *b, uint32_t *n);
void follow(maker *by, uint8_t code, uint8_t a, uint8_t b); /* what the variables hold afterwards */

/* scenes.c: a few operations that belong together */
void draw_scene(maker *by);
void draw_start(maker *by);

#endif
