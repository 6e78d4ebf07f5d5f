/* A config is copied by assignment, so that two of them name one string: *second = *first. */
#include "node.h"

#define OF_CONFIG(function)                                                                        \
  function ": the owned field at offset 8 of 0x.., a block of type \"ffo_config\", holds 0x.., "   \
           "which belongs to the block at 0x..; take it out first, or free that one"

int main(void)
{
  ffo_config *first = ffo_config_new(1, 2, NULL);
  ffo_config *second = ffo_config_new(3, 4, NULL);
  CHECK_OK(ffo_config_set_name(first, "of the first"));
  *second = *first;

  CHECK_REFUSED(ffo_config_free(second), FFO_E_NOT_OWNED, OF_CONFIG("ffo_config_free"));
  CHECK_EQUAL(last_error().pointer, first->name);
  CHECK_REFUSED(ffo_config_set_name(second, "new"), FFO_E_NOT_OWNED,
                OF_CONFIG("ffo_config_set_name"));
  CHECK_MAKES_NOTHING(ffo_config_take_name(second, &status), FFO_E_NOT_OWNED,
                      OF_CONFIG("ffo_config_take_name"));
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(second, FFO_TYPE_CONFIG, &status), FFO_E_NOT_OWNED,
                      OF_CONFIG("ffo_handle_from_raw"));
  CHECK_REFUSED(ffo_forget(second), FFO_E_NOT_OWNED, OF_CONFIG("ffo_forget"));
  CHECK_TEXT(first->name, "of the first");

  second->name = NULL;
  CHECK_OK(ffo_config_free(second));
  CHECK_OK(ffo_config_free(first));
  CHECK_BALANCED();
  return 0;
}
