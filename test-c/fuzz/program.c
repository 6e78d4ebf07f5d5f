#include "program.h"

#include "ops.h"

#include <string.h>

const char *const op_names[OP_COUNT] = {
#define FUZZ_NAME(name, weight) #name,
  FUZZ_OPS(FUZZ_NAME)
#undef FUZZ_NAME
};

const unsigned op_weights[OP_COUNT] = {
#define FUZZ_WEIGHT(name, weight) weight,
  FUZZ_OPS(FUZZ_WEIGHT)
#undef FUZZ_WEIGHT
};

enum { OP_BYTES = 8 };

static const struct setting {
  const char *name;
  size_t offset;
} settings[] = {
  { "lanes", offsetof(program, lanes) },
  { "system", offsetof(program, system) },
  { "quarantine", offsetof(program, quarantine) },
  { "zero", offsetof(program, zero) },
  { "log", offsetof(program, log) },
  { "report", offsetof(program, report) },
  { "size_a", offsetof(program, size_a) },
  { "size_b", offsetof(program, size_b) },
};

enum { SETTINGS = sizeof settings / sizeof *settings };

static uint32_t *setting_of(program *of, size_t i)
{
  return (uint32_t *)((char *)of + settings[i].offset);
}

void op_write(const op *written, FILE *to)
{
  fprintf(to, "%u %s %u %u %u\n", written->lane, op_names[written->code], written->a, written->b,
          written->n);
}

void program_write(const program *written, FILE *to)
{
  program copy = *written;
  for (size_t i = 0; i < SETTINGS; i++) {
    fprintf(to, "%s %u\n", settings[i].name, *setting_of(&copy, i));
  }
  for (size_t i = 0; i < written->count; i++) {
    op_write(&written->ops[i], to);
  }
}

static bool read_op(op *read, const char *line)
{
  char name[64];
  unsigned lane;
  unsigned a;
  unsigned b;
  unsigned n;
  if (sscanf(line, "%u %63s %u %u %u", &lane, name, &a, &b, &n) != 5) {
    return false;
  }
  for (uint8_t code = 0; code < OP_COUNT; code++) {
    if (strcmp(name, op_names[code]) == 0) {
      *read = (op){ code, (uint8_t)lane, (uint8_t)a, (uint8_t)b, n };
      return true;
    }
  }
  return false;
}

static bool read_setting(program *to, const char *line)
{
  char name[64];
  unsigned value;
  if (sscanf(line, "%63s %u", name, &value) != 2) {
    return false;
  }
  for (size_t i = 0; i < SETTINGS; i++) {
    if (strcmp(name, settings[i].name) == 0) {
      *setting_of(to, i) = value;
      return true;
    }
  }
  return false;
}

/* Whatever the numbers are, a program can be run. */
static void make_sound(program *made)
{
  made->lanes = made->lanes < 1 ? 1 : made->lanes > MOST_LANES ? MOST_LANES : made->lanes;
  made->size_a = made->size_a == 0 ? 1 : 1 + (made->size_a - 1) % (64u << 20);
  made->size_b = made->size_b == 0 ? 1 : 1 + (made->size_b - 1) % (64u << 20);
  for (size_t i = 0; i < made->count; i++) {
    made->ops[i].code %= OP_COUNT;
    made->ops[i].lane %= made->lanes;
  }
}

bool program_read(program *read, FILE *from)
{
  char line[256];
  memset(read, 0, sizeof *read);
  while (fgets(line, sizeof line, from) != NULL) {
    if (line[0] == '#' || line[0] == '\n') {
      continue;
    }
    if (read_setting(read, line)) {
      continue;
    }
    if (read->count == MOST_OPS || !read_op(&read->ops[read->count], line)) {
      fprintf(stderr, "cannot make sense of: %s", line);
      return false;
    }
    read->count++;
  }
  make_sound(read);
  return true;
}

void program_from_bytes(program *made, const uint8_t *bytes, size_t length)
{
  memset(made, 0, sizeof *made);
  made->size_a = 3u << 20;
  made->size_b = 40000;
  while (length >= OP_BYTES && made->count < MOST_OPS) {
    op *to = &made->ops[made->count++];
    *to = (op){ bytes[0], bytes[1], bytes[2], bytes[3], 0 };
    memcpy(&to->n, bytes + 4, sizeof to->n);
    bytes += OP_BYTES;
    length -= OP_BYTES;
  }
  make_sound(made);
}

size_t program_to_bytes(const program *from, uint8_t *bytes, size_t capacity)
{
  size_t length = 0;
  for (size_t i = 0; i < from->count && length + OP_BYTES <= capacity; i++) {
    const op *of = &from->ops[i];
    const uint8_t head[4] = { of->code, of->lane, of->a, of->b };
    memcpy(bytes + length, head, sizeof head);
    memcpy(bytes + length + 4, &of->n, sizeof of->n);
    length += OP_BYTES;
  }
  return length;
}
