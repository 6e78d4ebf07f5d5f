/* Two copies of the library in one process, the second from a file of another name: neither takes
 * what the other has made, and says so. */
#include "api.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static void copy_file(const char *from, const char *to)
{
  struct stat about;
  const int in = open(from, O_RDONLY);
  const int out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0700);
  CHECK(in >= 0 && out >= 0);
  CHECK_EQUAL(fstat(in, &about), 0);
  off_t copied = 0;
  while (copied < about.st_size) {
    CHECK(sendfile(out, in, &copied, (size_t)(about.st_size - copied)) > 0);
  }
  CHECK_EQUAL(close(in), 0);
  CHECK_EQUAL(close(out), 0);
}

/* Both have something to give before either frees anything: an address that one has freed may come
 * out again as the other's, and is then a double free to the one. */
static void check_strangers(const api *copies)
{
  char *texts[2];
  ffo_handle handles[2];
  ffo_vec vecs[2];
  for (size_t i = 0; i < 2; i++) {
    texts[i] = copies[i].string_new("made by one", NULL);
    char *handled = copies[i].string_new("handled by one", NULL);
    handles[i] = copies[i].handle_from_raw(handled, FFO_TYPE_STRING, NULL);
    CHECK(handles[i] != 0);
    CHECK_EQUAL(copies[i].vec_init(&vecs[i], 4, 4), FFO_OK);
  }
  for (size_t i = 0; i < 2; i++) {
    const api *other = &copies[1 - i];
    CHECK_EQUAL(other->string_free(texts[i]), FFO_E_FOREIGN_POINTER);
    CHECK_EQUAL(other->handle_release(handles[i]), FFO_E_INVALID_HANDLE);
    CHECK_EQUAL(other->vec_dispose(&vecs[i]), FFO_E_FOREIGN_POINTER);
  }
  for (size_t i = 0; i < 2; i++) {
    CHECK_EQUAL(copies[i].string_free(texts[i]), FFO_OK);
    CHECK_EQUAL(copies[i].handle_release(handles[i]), FFO_OK);
    CHECK_EQUAL(copies[i].handle_release(handles[i]), FFO_E_STALE_HANDLE);
    CHECK_EQUAL(copies[1 - i].handle_release(handles[i]), FFO_E_INVALID_HANDLE);
    CHECK_EQUAL(copies[i].vec_dispose(&vecs[i]), FFO_OK);
  }
}

int main(int count, char **arguments)
{
  char folder[] = "/tmp/ffo-copy-XXXXXX";
  char path[64];
  CHECK_EQUAL(count, 2);
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/libffi_ownership.so.copy", folder);
  copy_file(arguments[1], path);
  const api copies[2] = { api_load(arguments[1]), api_load(path) };
  CHECK_EQUAL(unlink(path), 0);
  CHECK_EQUAL(rmdir(folder), 0);
  CHECK(copies[0].string_new != copies[1].string_new);

  check_strangers(copies);
  api_check_balanced(&copies[0]);
  api_check_balanced(&copies[1]);
  return 0;
}
