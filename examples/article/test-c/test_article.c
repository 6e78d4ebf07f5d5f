/* Each function, used rightly, and what it refuses. The same program runs on the library in rust/. */
#include "check.h"

int main(void)
{
  article_status status = 99;
  CHECK(last_error_message()[0] == '\0');
  CHECK(free_string(NULL) == ARTICLE_OK && free_config(NULL) == ARTICLE_OK);

  char *const text = create_string("C", &status);
  CHECK(text != NULL && status == ARTICLE_OK && strcmp(text, "Hello, C!") == 0);
  CHECK(free_string(text) == ARTICLE_OK);

  config *const made = create_config("z\xc3\xbcrich", 100, 5000, &status);
  CHECK(made != NULL && status == ARTICLE_OK && strcmp(made->name, "z\xc3\xbcrich") == 0);
  CHECK(made->max_connections == 100 && made->timeout_ms == 5000);
  CHECK(free_config(made) == ARTICLE_OK);

  CHECK(create_string(NULL, &status) == NULL && status == ARTICLE_E_NULL_ARGUMENT);
  SAYS("create_string: name is NULL");
  CHECK(create_config("z\xc3", 1, 1, &status) == NULL && status == ARTICLE_E_INVALID_UTF8);
  SAYS("create_config: name is not valid UTF-8 from byte 1 of 2 on");
  CHECK(create_config("a", 1, -1, &status) == NULL && status == ARTICLE_E_INVALID_ARGUMENT);
  SAYS("create_config: timeout_ms is negative");
  CHECK(create_string(NULL, NULL) == NULL);
  return 0;
}
