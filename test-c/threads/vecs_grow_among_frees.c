/* One thread's vecs grow while another frees the strings that share their slabs. A vec that grows gives its former block back
 * after it has reserved a larger one, by which time the slab of the former may be the other thread's. No two blocks ever share
 * memory: each is filled with a letter of its own, which it still has when it ends. */
#include "ledger.h"
#include "threads.h"

enum { STRINGS = 512, VECS = 64, LENGTH = 12 };

typedef struct pair {
  size_t rounds;
  _Atomic(char *) strings[STRINGS];
} pair;

static char letter_of(size_t number) { return (char)('a' + number % 26); }

static void check_all(const void *block, char letter, size_t length)
{
  const char *bytes = block;
  for (size_t i = 0; i < length; i++) {
    CHECK_EQUAL(bytes[i], letter);
  }
}

static char *make_string(size_t number)
{
  char text[LENGTH + 1] = { 0 };
  memset(text, letter_of(number), LENGTH);
  char *made = ffo_string_new(text, NULL);
  CHECK(made != NULL);
  return made;
}

static void free_string(char *string)
{
  if (string != NULL) {
    check_all(string, string[0], LENGTH);
  }
  CHECK_OK(ffo_string_free(string));
}

static void make_and_grow(pair *pair)
{
  ffo_vec vecs[VECS] = { 0 };
  for (size_t i = 0; i < VECS; i++) {
    CHECK_OK(ffo_vec_init(&vecs[i], 1, 0));
  }
  for (size_t round = 0; round < pair->rounds; round++) {
    ffo_vec *vec = &vecs[round % VECS];
    const char letter = letter_of(round % VECS);
    CHECK_OK(ffo_vec_push(vec, &letter));
    if (vec->length == LENGTH) {
      check_all(vec->data, letter, LENGTH);
      CHECK_OK(ffo_vec_dispose(vec));
      CHECK_OK(ffo_vec_init(vec, 1, 0));
    }
    free_string(atomic_exchange(&pair->strings[round % STRINGS], make_string(round)));
  }
  for (size_t i = 0; i < VECS; i++) {
    check_all(vecs[i].data, letter_of(i), vecs[i].length);
    CHECK_OK(ffo_vec_dispose(&vecs[i]));
  }
}

static void free_theirs(pair *pair)
{
  for (size_t round = 0; round < pair->rounds; round++) {
    free_string(atomic_exchange(&pair->strings[round * 7 % STRINGS], NULL));
    if (round % 64 ==
        0) { /* slots of a slab that has just become this thread's are handed out here */
      free_string(make_string(round));
    }
  }
}

static void work(team *team, size_t number)
{
  if (number == 0) {
    make_and_grow(team->shared);
  } else {
    free_theirs(team->shared);
  }
}

int main(void)
{
  static pair pair;
  pair.rounds = rounds(1000000, 3000);
  team_run(2, work, &pair);
  for (size_t i = 0; i < STRINGS; i++) {
    free_string(pair.strings[i]);
  }
  CHECK_BALANCED();
  return 0;
}
