/* Two copies of the library in one process, the second from a file of another name: neither takes
 * what the other has made, and says so. */
#include "api.h"
#include "copy.h"

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
  CHECK_EQUAL(count, 2);
  const api copies[2] = { api_load(arguments[1]), api_load_copy(arguments[1]) };
  CHECK(copies[0].string_new != copies[1].string_new);

  check_strangers(copies);
  api_check_balanced(&copies[0]);
  api_check_balanced(&copies[1]);
  return 0;
}
