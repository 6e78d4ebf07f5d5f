// All tests of owners in one translation unit: it is compiled for each compiler, standard and
// checker.
#include "strings.cpp"
#include "configs.cpp"
#include "boxes.cpp"
#include "vecs.cpp"
#include "owning_vecs.cpp"
#include "refusing_vecs.cpp"
#include "handles.cpp"
#include "borrows.cpp"
#include "shared_handles.cpp"
#include "adopted.cpp"
#include "errors.cpp"

int main()
{
  CHECK_OK(FFO_ABI_CHECK());
  test::run_all();
  CHECK_BALANCED();
  return 0;
}
