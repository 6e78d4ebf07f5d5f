//@ *
#include <ffi_ownership.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The variables of four lanes, and those that calls write to. */
static void *p[4][24];
static ffo_vec v[4][8], w[4][8];
static ffo_handle h[4][16];
static uint64_t c[4][4];
static ffo_type t[11];
static char foreign[8192];
static _Thread_local const char *texts[8];
static _Thread_local char *made[8];
static _Thread_local void *data;
static _Thread_local size_t size, count, length, capacity;
static _Thread_local uint32_t retained;
static _Thread_local ffo_block_info info = FFO_BLOCK_INFO_INIT, infos[40];
static _Thread_local ffo_stats stats = FFO_STATS_INIT;
static _Thread_local ffo_error_info error = FFO_ERROR_INFO_INIT;

#define A(status) (1ull << (status))
#define EXPECT(status, allowed) expect(__LINE__, status, allowed)
static inline void expect(int line, ffo_status status, unsigned long long allowed)
{
  if ((unsigned)status > 63 || (A(status) & allowed) == 0) {
    printf("line %d: %s; last error: %s\n", line, ffo_status_name(status),
           ffo_last_error_message());
    exit(1);
  }
}

/* The blocks that live, each with bytes of its own. */
static unsigned char *block_at[4][8192];
static size_t block_size[4][8192];
static inline unsigned char byte_of(unsigned lane, size_t i, size_t at)
{
  return (unsigned char)((i * 131 + lane * 17 + at * 7 + at / 251) % 255 + 1);
}
static inline void keep(unsigned lane, size_t i, void *block, size_t bytes)
{
  block_at[lane][i] = block;
  block_size[lane][i] = bytes;
  for (size_t at = 0; at < bytes; at++) {
    block_at[lane][i][at] = byte_of(lane, i, at);
  }
}
static inline void gone(unsigned lane, size_t i) { block_at[lane][i] = NULL; }
//@ shorten(
static inline void shorten(unsigned lane, size_t i, void *string, size_t at)
{
  block_size[lane][i] = at;
  ((char *)string)[at] = '\0';
}
//@ *
static inline void look(unsigned lane, size_t i, size_t bytes)
{
  for (size_t at = 0; block_at[lane][i] != NULL && at < bytes && at < block_size[lane][i]; at++) {
    if (block_at[lane][i][at] != byte_of(lane, i, at)) {
      printf("block %zu of lane %u has changed at %zu\n", i, lane, at);
      exit(1);
    }
  }
}
static inline void look_at_all(void)
{
  for (unsigned lane = 0; lane < 4; lane++) {
    for (size_t i = 0; i < 8192; i++) {
      look(lane, i, (size_t)-1);
    }
  }
  EXPECT(ffo_validate(), A(0) | A(33));
}

//@ text( spoiled(
/* Texts of any length. */
static inline char *text(size_t bytes)
{
  char *made_text = malloc(bytes + 1);
  memset(made_text, 'x', bytes);
  made_text[bytes] = '\0';
  return made_text;
}
//@ spoiled(
static inline char *spoiled(size_t bytes, size_t at, int with)
{
  char *made_text = text(bytes);
  made_text[at] = (char)with;
  return made_text;
}
//@ units(
static inline uint16_t *units(size_t n)
{
  uint16_t *made_units = malloc(n * 2 + 2);
  for (size_t i = 0; i < n; i++) {
    made_units[i] = 'x';
  }
  return made_units;
}
//@ spoiled_units(
static inline uint16_t *spoiled_units(size_t n, size_t at, unsigned with)
{
  uint16_t *made_units = units(n);
  made_units[at] = (uint16_t)with;
  return made_units;
}

//@ drop_adopted register_shape(
static inline void drop_adopted(void *payload, void *context)
{
  (void)payload;
  (void)context;
}
//@ drop_and register_shape(
static inline void drop_and_call(void *payload, void *context)
{
  (void)payload;
  (void)context;
  EXPECT(ffo_string_free(ffo_string_new("made in a drop callback", NULL)), A(0));
}
static inline void drop_and_err(void *payload, void *context)
{
  (void)context;
  EXPECT(ffo_box_free(payload, FFO_TYPE_STRING), A(20));
}
//@ count_misuse
static inline void count_misuse(const ffo_error_info *misuse, void *context)
{
  (void)misuse;
  (void)context;
}
//@ call_in_hook
static inline void call_in_hook(const ffo_error_info *misuse, void *context)
{
  char message[512];
  (void)context;
  snprintf(message, sizeof message, "%s", misuse->message);
  EXPECT(ffo_string_free(ffo_string_new("made in the hook", NULL)), A(0));
  EXPECT(ffo_string_free((char *)8), A(21));
  if (strncmp(message, misuse->message, sizeof message - 1) != 0) {
    printf("the message was \"%s\" and has changed\n", message);
    exit(1);
  }
}

//@ register_shape(
static inline void register_shape(unsigned n)
{
  const ffo_owned_field fields[11][4] = {
    [1] = { { 0, FFO_TYPE_STRING, 0 }, { 8, FFO_TYPE_SELF, 0 } },
    [2] = { { 0, FFO_TYPE_CONFIG, 0 }, { 56, t[1], 0 } },
    [3] = { { 0, FFO_TYPE_SELF, 0 }, { 16, FFO_TYPE_SELF, 0 } },
    [7] = { { 0, FFO_TYPE_STRING, 0 },
            { 8, FFO_TYPE_STRING, 0 },
            { 16, FFO_TYPE_STRING, 0 },
            { 40, t[4], 0 } },
    [8] = { { 32992, FFO_TYPE_STRING, 0 } },
  };
  static const size_t sizes[] = { 1, 24, 64, 40, 100, 0, 5000, 48, 33000, SIZE_A, SIZE_B };
  static const size_t alignments[] = { 0, 0, 64, 0, 0, 0, 4096, 0, 0, 0, 4096 };
  static const size_t counts[] = { 0, 2, 2, 2, 0, 0, 0, 4, 1, 0, 0 };
  const ffo_drop_fn drops[11] = { [3] = drop_adopted, [4] = drop_and_call, [6] = drop_and_err };
  char name[64];
  sprintf(name, "shape %u of %zu bytes", n, sizes[n]);
  const ffo_type_desc desc = { sizeof desc, 0,         name,     sizes[n], alignments[n],
                               fields[n],   counts[n], drops[n], NULL };
  EXPECT(ffo_type_register(&desc, &t[n]), A(0));
}

//@ swap(
static inline void swap(ffo_vec *a, ffo_vec *b)
{
  const ffo_vec kept = *a;
  *a = *b;
  *b = kept;
}
//@ edit(
static inline void edit(ffo_vec *vec, size_t new_length, size_t new_capacity, size_t element_size)
{
  vec->length = new_length;
  vec->capacity = new_capacity;
  vec->element_size = element_size;
}
//@ round_trips(
static inline void round_trips(ffo_vec *vec, unsigned rounds)
{
  const size_t element_size = vec->element_size;
  for (unsigned i = 0; i < rounds; i++) {
    const uint64_t stamp = vec->stamp;
    EXPECT(ffo_vec_into_raw_parts(vec, &data, &length, &capacity), A(0));
    EXPECT(ffo_vec_from_raw_parts(vec, data, length, capacity, element_size), A(0));
    if (vec->stamp == stamp) {
      printf("the stamp is the same again\n");
      exit(1);
    }
  }
}
//@ churn(
static inline void churn(ffo_vec *vec, unsigned rounds)
{
  const ffo_vec before = *vec;
  for (unsigned i = 0; i < rounds; i++) {
    EXPECT(ffo_vec_dispose(vec), A(0));
    EXPECT(ffo_vec_init(vec, before.element_size, before.capacity), A(0));
    if (vec->data == before.data && vec->stamp == before.stamp) {
      printf("the address and the stamp of %u vecs before\n", i + 1);
      exit(1);
    }
  }
}

//@ race(
static pthread_barrier_t start;
typedef struct racer {
  void *pointer;
  ffo_type type;
  ffo_handle handle;
  ffo_status status;
} racer;
static inline void *run_racer(void *argument)
{
  racer *it = argument;
  pthread_barrier_wait(&start);
  it->status = it->handle != 0               ? ffo_handle_release(it->handle)
               : it->type == FFO_TYPE_STRING ? ffo_string_free(it->pointer)
                                             : ffo_box_free(it->pointer, it->type);
  return NULL;
}
static inline void race(void *pointer, ffo_type type, ffo_handle handle)
{
  racer racers[3];
  pthread_t threads[3];
  int won = 0;
  pthread_barrier_init(&start, NULL, 3);
  for (int i = 0; i < 3; i++) {
    racers[i] = (racer){ pointer, type, handle, FFO_OK };
    pthread_create(&threads[i], NULL, run_racer, &racers[i]);
  }
  for (int i = 0; i < 3; i++) {
    pthread_join(threads[i], NULL);
    EXPECT(racers[i].status, A(0) | A(33) | A(20) | A(21) | A(31));
    won += racers[i].status == FFO_OK || racers[i].status == FFO_E_OVERRUN;
  }
  if (won != 1) {
    printf("%d of 3 threads have ended it\n", won);
    exit(1);
  }
}
