/* A host whose own heap is that of the Boehm collector, in incremental mode: to learn which pages
 * change, it write-protects them and opens them again in its SIGSEGV handler. The library writes into
 * structs that lie in that heap. The argument says who comes first. */
#include "ledger.h"

#include <gc.h>

enum { VECS = 500, ROUNDS = 40 };

static void first_call(void) { CHECK_OK(ffo_string_free(ffo_string_new("first call", NULL))); }

int main(int count, char **arguments)
{
  CHECK_EQUAL(count, 2);
  if (strcmp(arguments[1], "library") == 0) {
    first_call();
  }
  GC_INIT();
  GC_enable_incremental();
  CHECK(GC_is_incremental_mode());
  first_call();

  ffo_vec **vecs = GC_MALLOC(VECS * sizeof *vecs);
  for (size_t i = 0; i < VECS; i++) {
    vecs[i] = GC_MALLOC(sizeof(ffo_vec));
    CHECK_OK(ffo_vec_init(vecs[i], sizeof(size_t), 0));
  }
  for (size_t round = 0; round < ROUNDS; round++) {
    for (size_t i = 0; i < 1000; i++) {
      CHECK(GC_MALLOC(500) != NULL);
    }
    GC_collect_a_little();
    for (size_t i = 0; i < VECS; i++) {
      CHECK_OK(ffo_vec_push(vecs[i], &i));
    }
  }
  CHECK(GC_get_gc_no() > 0);
  for (size_t i = 0; i < VECS; i++) {
    CHECK_EQUAL(vecs[i]->length, ROUNDS);
    CHECK_EQUAL(((size_t *)vecs[i]->data)[ROUNDS - 1], i);
    CHECK_OK(ffo_vec_dispose(vecs[i]));
  }
  CHECK_BALANCED();
  return 0;
}
