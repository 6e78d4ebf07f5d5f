/* A copy of a vec is used after the vec itself has grown: its block moved, or its capacity did. */
#include "refusal.h"

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 4));
  for (int i = 0; i < 1000; i++) {
    const ffo_vec before = vec;
    CHECK_OK(ffo_vec_push(&vec, &i));
    if (vec.capacity == before.capacity) {
      continue;
    }
    ffo_vec copy = before;
    const ffo_stats stats = ledger_look();
    const ffo_status status = ffo_vec_push(&copy, &i);
    CHECK(status == FFO_E_DOUBLE_FREE || status == FFO_E_PARTS_MISMATCH);
    CHECK_STATUS(ffo_vec_dispose(&copy), status);
    CHECK(memcmp(&copy, &before, sizeof copy) == 0);
    CHECK_UNCHANGED(&stats);
  }
  for (int i = 0; i < 1000; i++) {
    CHECK_EQUAL(((int *)vec.data)[i], i);
  }
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_BALANCED();
  return 0;
}
