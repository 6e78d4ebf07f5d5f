/* Each kind of block goes to the free function of another kind. */
#include "refusal.h"
#include "types.h"

#define IS_A(function, type, right)                                                                \
  function ": 0x.. is a block of type \"" type "\"; free it with " right

int main(void)
{
  char *text = ffo_string_new("text", NULL);
  CHECK_REFUSED(ffo_config_free((ffo_config *)(void *)text), FFO_E_WRONG_TYPE,
                IS_A("ffo_config_free", "string", "ffo_string_free"));
  const ffo_error_info error = last_error();
  CHECK_EQUAL(error.expected_type, FFO_TYPE_CONFIG);
  CHECK_EQUAL(error.actual_type, FFO_TYPE_STRING);
  CHECK_TEXT(error.free_function, "ffo_string_free");

  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_REFUSED(ffo_string_free((char *)config), FFO_E_WRONG_TYPE,
                IS_A("ffo_string_free", "ffo_config", "ffo_config_free"));

  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, 4, 4));
  CHECK_REFUSED(ffo_string_free(vec.data), FFO_E_WRONG_TYPE,
                IS_A("ffo_string_free", "ffo_vec", "ffo_vec_dispose"));

  const ffo_type window = register_type("window", 8, NULL, NULL);
  void *box = ffo_box_new(window, NULL);
  CHECK_REFUSED(ffo_string_free(box), FFO_E_WRONG_TYPE,
                IS_A("ffo_string_free", "window", "ffo_box_free"));
  CHECK_REFUSED(ffo_box_free(box, FFO_TYPE_VEC), FFO_E_WRONG_TYPE,
                IS_A("ffo_box_free", "window", "ffo_box_free"));
  CHECK_REFUSED(ffo_box_free(text, window), FFO_E_WRONG_TYPE,
                IS_A("ffo_box_free", "string", "ffo_string_free"));

  CHECK_OK(ffo_string_free(text));
  CHECK_OK(ffo_config_free(config));
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_OK(ffo_box_free(box, window));
  CHECK_BALANCED();
  return 0;
}
