/* A copy of a vec is used after the vec has gone and its address was handed out anew, to a vec of the
 * same shape: only the stamp tells. */
#include "refusal.h"

/* Several go, and many are made and kept: of one alone, libc may set the memory aside for blocks of
 * another size; and a heap that reuses first what was freed last would hand out one address again
 * and again. */
enum { GONE = 50, MOST = 10000 };

static ffo_vec gone[GONE];
static ffo_vec vecs[MOST];

static const ffo_vec *gone_at(const void *data)
{
  for (int i = 0; i < GONE; i++) {
    if (gone[i].data == data) {
      return &gone[i];
    }
  }
  return NULL;
}

int main(void)
{
  for (int i = 0; i < GONE; i++) {
    CHECK_OK(ffo_vec_init(&gone[i], sizeof(int), 4));
  }
  for (int i = 0; i < GONE; i++) {
    ffo_vec vec = gone[i];
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  const ffo_vec *before = NULL;
  int count = 0;
  while (before == NULL && count < MOST) {
    CHECK_OK(ffo_vec_init(&vecs[count], sizeof(int), 4));
    before = gone_at(vecs[count++].data);
  }
  if (before != NULL) {
    ffo_vec copy = *before;
    const ffo_stats stats = ledger_look();
    CHECK_STATUS(ffo_vec_push(&copy, &(int){ 1 }), FFO_E_PARTS_MISMATCH);
    CHECK_MESSAGE("ffo_vec_push: 0x..: the vec's stamp is not the block's; the vec is an outdated "
                  "copy, or was edited; nothing changed");
    CHECK_STATUS(ffo_vec_dispose(&copy), FFO_E_PARTS_MISMATCH);
    CHECK(memcmp(&copy, before, sizeof copy) == 0);
    CHECK_UNCHANGED(&stats);
  } else {
    CHECK(RUNNING_ON_VALGRIND); /* only Valgrind keeps freed addresses back that long */
  }
  for (int i = 0; i < count; i++) {
    CHECK_OK(ffo_vec_dispose(&vecs[i]));
  }
  CHECK_BALANCED();
  return 0;
}
