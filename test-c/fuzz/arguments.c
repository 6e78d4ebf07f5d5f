#include "run.h"

#include <string.h>

static char foreign[8192];

/* Addresses that are no block of ours, and never will be. */
static const struct {
  const char *text;
  uintptr_t number; /* 0: within foreign */
} strangers[] = { { "foreign + 16", 0 },
                  { "(void *)8", 8 },
                  { "(void *)1", 1 },
                  { "(void *)-16", (uintptr_t)-16 },
                  { "(void *)0x10000000000000", (uintptr_t)1 << 52 },
                  { "(void *)0x7ffffffff000", 0x7ffffffff000 } };

enum { STRANGERS = sizeof strangers / sizeof *strangers };

argument pointer_of(lane *on, uint8_t a, uint32_t n)
{
  argument made;
  const unsigned number = (a & 31) % POINTERS;
  void *value = on->p[number];
  size_t offset;
  const block *at = value == NULL ? NULL : block_at(on, value, &offset);
  if (at == NULL && on->world->parallel) {
    value = NULL; /* another lane's block may be there now */
    on->p[number] = NULL;
    say(on, "p[%u][%u] = NULL;", on->number, number);
  }
  switch (a >> 5) {
  case 5: {
    const size_t size = at != NULL ? at->size - offset : 1;
    if (value != NULL && size > 1) {
      const size_t inside = 1 + n % (size - 1);
      made.value = (char *)value + inside;
      snprintf(made.text, sizeof made.text, "(char *)p[%u][%u] + %zu", on->number, number, inside);
      return made;
    }
    break;
  }
  case 6:
    made.value = NULL;
    strcpy(made.text, "NULL");
    return made;
  case 7:
    made.value = strangers[n % STRANGERS].number == 0 ? (void *)(foreign + 16)
                                                      : (void *)strangers[n % STRANGERS].number;
    strcpy(made.text, strangers[n % STRANGERS].text);
    return made;
  default:
    break;
  }
  made.value = value;
  snprintf(made.text, sizeof made.text, "p[%u][%u]", on->number, number);
  return made;
}

void pointer_store(lane *on, unsigned to, void *value) { on->p[to % POINTERS] = value; }

ffo_type type_of_shape(lane *on, unsigned number)
{
  world *world = on->world;
  const shape *of = &world->shapes[number];
  for (size_t i = 0; i < of->fields; i++) {
    if (of->field[i].type < SHAPES) {
      type_of_shape(on, (unsigned)of->field[i].type);
    }
  }
  pthread_mutex_lock(&world->lock);
  if (world->types[number] == FFO_TYPE_NONE) {
    ffo_type_desc desc;
    ffo_owned_field fields[MOST_FIELDS];
    char name[64];
    describe_shape(on, number, &desc, fields, name);
    if (world->api->type_register(&desc, &world->types[number]) != FFO_OK) {
      found(on, "a type cannot be registered");
    }
  }
  pthread_mutex_unlock(&world->lock);
  say(on, "register_shape(%u);", number);
  return world->types[number];
}

/* A type: a shape's, a built-in one, none, or the one that the block has. */
ffo_type type_of(lane *on, uint32_t n, const void *pointer, argument *text)
{
  size_t offset;
  const block *at;
  ffo_type type = FFO_TYPE_NONE;
  n %= 32;
  if (n < SHAPES) {
    type = type_of_shape(on, n);
    snprintf(text->text, sizeof text->text, "t[%u]", n);
    return type;
  }
  switch (n) {
  case SHAPES:
    type = 31000;
    break;
  case SHAPES + 1:
    type = FFO_TYPE_STRING;
    break;
  case SHAPES + 2:
    type = FFO_TYPE_CONFIG;
    break;
  case SHAPES + 3:
    type = FFO_TYPE_VEC;
    break;
  case SHAPES + 4:
    break;
  case SHAPES + 5:
    type = FFO_TYPE_SELF;
    break;
  default:
    at = pointer == NULL ? NULL : block_at(on, pointer, &offset);
    at = at != NULL || pointer == NULL ? at : block_dead(on, pointer, &offset);
    type = at != NULL ? at->type : FFO_TYPE_STRING;
  }
  for (unsigned i = 0; i < SHAPES; i++) {
    if (type >= 256 && on->world->types[i] == type) {
      snprintf(text->text, sizeof text->text, "t[%u]", i);
      return type;
    }
  }
  snprintf(text->text, sizeof text->text, "%uu", type);
  return type;
}

/* Sizes: mostly small, any up to 64 MiB, powers of two and their neighbours, and what is too large. */
size_t size_of(lane *on, uint32_t n)
{
  const uint32_t v = n & 0x1FFFFFFF;
  (void)on;
  switch (n >> 29) {
  case 0:
  case 1:
    return v % 300;
  case 2:
    return v % 70000;
  case 3:
    return v % (MOST_BYTES + 1);
  case 4: {
    const size_t power = (size_t)1 << v % 27;
    const size_t near = power + v / 32 % 5;
    return near < 2 ? 0 : near - 2 > MOST_BYTES ? MOST_BYTES : near - 2;
  }
  case 5:
    return SIZE_MAX - v % 1000;
  case 6:
    return ((size_t)1 << (41 + v % 23)) + v / 64 % 3 - 1;
  default:
    return LARGEST_BLOCK + 1 + v % 5;
  }
}

size_t room_for(lane *on, size_t bytes)
{
  return bytes <= MOST_BYTES && on->live_bytes + bytes > 2 * MOST_BYTES ? bytes % 4096 : bytes;
}
