/* ffo_test.h alone must do: this file includes nothing else, and is valid C and C++. It is compiled, never
 * run. */
#include "ffo_test.h"

int main(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE);
  FFO_TEST_END();
  return 0;
}
