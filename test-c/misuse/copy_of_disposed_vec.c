/* A copy of a vec is used after the vec has gone and its address was handed out anew, to a vec of the
 * same shape: only the stamp tells. */
#include "refusal.h"

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 4));
  const ffo_vec before = vec;
  CHECK_OK(ffo_vec_dispose(&vec));
  ffo_vec next = FFO_VEC_INIT;
  for (int i = 0; i < 10000 && next.data != before.data; i++) {
    CHECK_OK(ffo_vec_dispose(&next));
    CHECK_OK(ffo_vec_init(&next, sizeof(int), 4));
  }
  if (next.data == before.data) {
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
  CHECK_OK(ffo_vec_dispose(&next));
  CHECK_BALANCED();
  return 0;
}
