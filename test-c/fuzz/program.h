/* A program is a list of small operations with numbers. It is drawn from a seed, written and read as
 * text, read from bytes as a coverage-guided fuzzer mutates them, shrunk, and run. */
#ifndef FFO_FUZZ_PROGRAM_H
#define FFO_FUZZ_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { MOST_OPS = 1024, MOST_LANES = 4 };

/* What the numbers mean is each operation's own; ops.h says it. */
typedef struct op {
  uint8_t code;
  uint8_t lane; /* whose variables it uses */
  uint8_t a;
  uint8_t b;
  uint32_t n;
} op;

typedef struct program {
  uint32_t lanes;      /* 1 to MOST_LANES */
  uint32_t system;     /* FFO_HEAP=system */
  uint32_t quarantine; /* FFO_QUARANTINE */
  uint32_t zero;       /* FFO_ZERO_ON_FREE */
  uint32_t log;        /* FFO_POLICY=log */
  uint32_t report;     /* FFO_LEAK_REPORT */
  uint32_t size_a;     /* of the two large types */
  uint32_t size_b;
  size_t count;
  op ops[MOST_OPS];
} program;

/* generate.c */
typedef struct dice {
  uint64_t state;
} dice;
uint64_t roll(dice *dice);
size_t roll_of(dice *dice, size_t sides);
void program_generate(program *made, uint64_t seed);

/* program.c */
void program_write(const program *written, FILE *to);
bool program_read(program *read, FILE *from); /* false, with a message, if a line makes no sense */
void program_from_bytes(program *made, const uint8_t *bytes, size_t length);
size_t program_to_bytes(const program *from, uint8_t *bytes, size_t capacity);
void op_write(const op *written, FILE *to);

#endif
