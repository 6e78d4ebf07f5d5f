/* A copy of a vec is disposed of after the vec itself. */
#include "refusal.h"

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 8));
  ffo_vec copy = vec;
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_REFUSED(ffo_vec_dispose(&copy), FFO_E_DOUBLE_FREE,
                "ffo_vec_dispose: 0x.. was freed already (type \"ffo_vec\"); nothing changed");
  CHECK_REFUSED(ffo_vec_push(&copy, &(int){ 7 }), FFO_E_DOUBLE_FREE,
                "ffo_vec_push: 0x.. was freed already (type \"ffo_vec\"); nothing changed");
  CHECK(copy.data != NULL && copy.capacity == 8);
  CHECK_BALANCED();
  return 0;
}
