/* Vecs: what the caller does to the struct, and the stamp that each block has to itself. */
#include "vecs.h"

static ffo_vec *plain_vec(lane *on, uint8_t a, char *text) { return vec_of(on, a % VECS, text); }

void do_vec_length(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = plain_vec(on, o->a, name);
  vec->length = o->n % 16 == 0   ? vec->capacity + 1 + o->n / 16 % 3
                : o->n % 16 == 1 ? SIZE_MAX - o->n / 16 % 3
                                 : o->n / 16 % (vec->capacity + 1 == 0 ? 1 : vec->capacity + 1);
  say(on, "(%s)->length = %zuu;", name, vec->length);
}

void do_vec_copy(lane *on, const op *o)
{
  char name[32];
  on->w[o->b % VECS] = *plain_vec(on, o->a, name);
  say(on, "w[%u][%u] = *%s;", on->number, o->b % VECS, name);
}

void do_vec_swap(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = plain_vec(on, o->a, name);
  const ffo_vec kept = *vec;
  *vec = on->w[o->b % VECS];
  on->w[o->b % VECS] = kept;
  say(on, "swap(%s, &w[%u][%u]);", name, on->number, o->b % VECS);
}

size_t edited(size_t value, uint32_t n)
{
  switch (n & 3) {
  case 0:
    return value ^ (size_t)1 << (n >> 2) % 64;
  case 1:
    return value + ((size_t)1 << (n >> 2) % 64);
  case 2:
    return value + 1 + (n >> 2) % 4;
  default:
    return (size_t)1 << (n >> 2) % 64;
  }
}

/* The data pointer becomes another. */
static void edit_data(lane *on, ffo_vec *vec, const char *name, uint32_t n)
{
  if (n % 4 == 0 || vec->data == NULL || product(vec->capacity, vec->element_size) < 16) {
    vec->data = NULL;
    say(on, "(%s)->data = NULL;", name);
  } else if (n % 4 == 1) {
    vec->data = (char *)vec->data + 8;
    say(on, "(%s)->data = (char *)(%s)->data + 8;", name, name);
  } else {
    vec->data = on->v[n / 4 % VECS].data;
    say(on, "(%s)->data = v[%u][%u].data;", name, on->number, n / 4 % VECS);
  }
}

void do_vec_edit(lane *on, const op *o)
{
  char name[32];
  ffo_vec *vec = plain_vec(on, o->a, name);
  const size_t former = vec->capacity;
  switch (o->b % 8) {
  case 0:
    vec->capacity = edited(vec->capacity, o->n);
    break;
  case 1:
    vec->element_size = edited(vec->element_size, o->n);
    break;
  case 2:
    vec->stamp ^= (uint64_t)1 << o->n % 64;
    say(on, "(%s)->stamp ^= 1ull << %u;", name, o->n % 64);
    return;
  case 3:
    edit_data(on, vec, name, o->n);
    return;
  case 4: /* both, so that the product is the same */
    vec->capacity <<= o->n % 8;
    vec->element_size >>= o->n % 8;
    break;
  default: /* the product wraps to what it was */
    if (vec->element_size != 0 && (vec->element_size & (vec->element_size - 1)) == 0) {
      vec->capacity += (SIZE_MAX / vec->element_size + 1) * (1 + o->n / 4 % 3);
      vec->length = former + o->n % 3;
    } else {
      vec->length = edited(vec->length, o->n);
    }
  }
  say(on, "edit(%s, %zuu, %zuu, %zuu);", name, vec->length, vec->capacity, vec->element_size);
}

/* To raw parts and back, again and again: each time under a stamp that must not have been before. */
void do_vec_round(lane *on, const op *o)
{
  static const unsigned counts[] = { 1, 2, 511, 512, 1023, 1024, 1025, 2047, 2048, 4096 };
  char name[32];
  block *held;
  ffo_vec *vec = plain_vec(on, o->a, name);
  const unsigned rounds = o->n % 4 == 0 ? counts[o->n / 4 % 10] : o->n / 4 % 3;
  if (vec_errors(on, vec, &held) != 0 || held == NULL) {
    return;
  }
  say(on, "round_trips(%s, %u);", name, rounds);
  FILE *out = on->out;
  on->out = NULL; /* it is said */
  for (unsigned i = 0; i < rounds; i++) {
    const ffo_vec before = *vec;
    void *data;
    size_t length;
    size_t capacity;
    ffo_status status = on->world->api->vec_into_raw_parts(vec, &data, &length, &capacity);
    settle(on, "ffo_vec_into_raw_parts", status, ONE(FFO_OK));
    status = on->world->api->vec_from_raw_parts(vec, data, length, capacity, before.element_size);
    settle(on, "ffo_vec_from_raw_parts", status, ONE(FFO_OK));
    if (vec->data != before.data || vec->length != before.length ||
        vec->capacity != before.capacity || vec->stamp == before.stamp) {
      found(on, "a round trip of a vec to raw parts gives another vec, or the same stamp");
    }
  }
  on->out = out;
  held->stamp = vec->stamp;
}

void do_vec_churn(lane *on, const op *o)
{
  char name[32];
  block *held;
  ffo_vec *vec = plain_vec(on, o->a, name);
  if (vec_errors(on, vec, &held) != 0 || held == NULL || held->size == 0 || held->size > 4096 ||
      held->overrun) {
    return;
  }
  const size_t element_size = vec->element_size;
  const size_t capacity = vec->capacity;
  const unsigned rounds = o->n % 8 == 0 ? 20000 : 1 + o->n % 40;
  ffo_vec before = *vec;
  size_t repeated = 0;
  say(on, "churn(%s, %u);", name, rounds);
  block_end(on, held);
  FILE *out = on->out;
  on->out = NULL; /* it is said */
  for (unsigned i = 0; i < rounds; i++) {
    ffo_status status = on->world->api->vec_dispose(vec);
    settle(on, "ffo_vec_dispose", status, ONE(FFO_OK));
    status = on->world->api->vec_init(vec, element_size, capacity);
    settle(on, "ffo_vec_init", status, ONE(FFO_OK));
    repeated += vec->data == before.data && vec->stamp == before.stamp;
  }
  count_add(&on->world->sum.created, rounds - 1);
  count_add(&on->world->sum.freed, rounds - 1);
  on->out = out;
  if (repeated != 0) {
    found(on, "of %u vecs made one after another %zu have the address and the stamp of the first",
          rounds, repeated);
  }
  vec_fill(on, vec, vec_made(on, vec));
}
