/* A copy of a vec is used after the vec has gone and its address was handed out anew, to a vec of the
 * same shape: only the stamp tells. */
#include "refusal.h"

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 4));
  const ffo_vec before = vec;
  CHECK_OK(ffo_vec_dispose(&vec));
  /* All are kept until the address comes: a heap that reuses what was freed last would hand out
   * another one again and again. */
  static ffo_vec vecs[10000];
  int count = 0;
  do {
    CHECK_OK(ffo_vec_init(&vecs[count], sizeof(int), 4));
  } while (vecs[count++].data != before.data && count < 10000);
  if (vecs[count - 1].data == before.data) {
    ffo_vec copy = before;
    const ffo_stats stats = ledger_look();
    CHECK_STATUS(ffo_vec_push(&copy, &(int){ 1 }), FFO_E_PARTS_MISMATCH);
    CHECK_MESSAGE("ffo_vec_push: 0x..: the vec's stamp is not the block's; the vec is an outdated "
                  "copy, or was edited; nothing changed");
    CHECK_STATUS(ffo_vec_dispose(&copy), FFO_E_PARTS_MISMATCH);
    CHECK(memcmp(&copy, &before, sizeof copy) == 0);
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
