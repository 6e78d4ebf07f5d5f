/* The process may have three gigabytes of addresses. A buffer is freed and a larger one made, again and again, each a good part of
 * what there is; then of all sizes from nothing on: what one had the next one gets, and in the end the host. */
#include "bytes.h"
#include "ledger.h"

#include <sys/resource.h>

static const size_t most = (size_t)3000 << 20;

static void use(size_t size)
{
  char *block = bytes_new(size);
  if (size > 0) {
    block[0] = block[size - 1] = 'x';
  }
  CHECK_OK(bytes_free(block));
}

static void check_growing_vec(void)
{
  static const char part[1 << 20];
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, 1, 0));
  for (size_t i = 0; i < 400; i++) {
    CHECK_OK(ffo_vec_append(&vec, part, sizeof part));
  }
  CHECK_OK(ffo_vec_dispose(&vec));
}

int main(void)
{
  const struct rlimit limit = { most, most };
  CHECK_EQUAL(setrlimit(RLIMIT_AS, &limit), 0);
  for (size_t megabytes = 100; megabytes <= 1000; megabytes += 100) {
    use(megabytes << 20);
  }
  void *hosts = malloc((size_t)1000 << 20);
  CHECK(hosts != NULL);
  free(hosts);
  check_growing_vec();
  for (int round = 0; round < 3; round++) {
    for (size_t size = 0; size < (size_t)1200 << 20; size += size / 5 + 1) {
      use(size);
    }
  }
  CHECK_BALANCED();
  return 0;
}
