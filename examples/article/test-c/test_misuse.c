/* What C gets wrong is a status and a message; in rust/ each of these is undefined behaviour. */
#include "check.h"

#define REFUSED(call, expected, words)                                                             \
  do {                                                                                             \
    CHECK((call) == (expected));                                                                   \
    CHECK(strstr(last_error_message(), words) != NULL);                                            \
  } while (0)

int main(void)
{
  char *const text = create_string("C", NULL);
  config *const made = create_config("name", 1, 1, NULL);
  char *const of_malloc = malloc(8);
  CHECK(text != NULL && made != NULL);

  REFUSED(free_string(of_malloc), ARTICLE_E_FOREIGN_POINTER, "free it where it was made");
  free(of_malloc);
  REFUSED(free_string(text + 1), ARTICLE_E_INTERIOR_POINTER, "1 byte into");
  REFUSED(free_string((char *)made), ARTICLE_E_WRONG_TYPE, "free it with free_config");
  REFUSED(free_config((config *)(void *)text), ARTICLE_E_WRONG_TYPE, "free it with free_string");
  REFUSED(free_string(made->name), ARTICLE_E_NOT_OWNED, "belongs to the block at");

  CHECK(free_string(text) == ARTICLE_OK && free_config(made) == ARTICLE_OK);
  REFUSED(free_string(text), ARTICLE_E_DOUBLE_FREE, "was freed already (type \"string\")");
  REFUSED(free_config(made), ARTICLE_E_DOUBLE_FREE, "was freed already (type \"config\")");
  return 0;
}
