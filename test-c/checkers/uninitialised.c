/* An element of a vec is read that nobody has written. */
#include "check.h"

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 4));
  vec.length = 4;
  if (((volatile int *)vec.data)[2] == 0) { /* HERE: uninitialised */
    puts("It happens to be zero.");
  }
  CHECK_OK(ffo_vec_dispose(&vec));
  return 0;
}
