/* A config is changed through a shared borrow, and through none. */
#include "refusal.h"

#define SHARED(function)                                                                           \
  function ": 0x.. is only borrowed shared; change it through ffo_handle_borrow_mut"
#define NOT_OWNED(function)                                                                        \
  function ": 0x.. belongs to a handle; release the handle, or trade it back with "                \
           "ffo_handle_into_raw"

int main(void)
{
  const size_t name = offsetof(ffo_config, name);
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "fixed"));
  const ffo_handle handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);

  CHECK_REFUSED(ffo_config_set_name(config, "new"), FFO_E_NOT_OWNED,
                NOT_OWNED("ffo_config_set_name"));
  CHECK_EQUAL(ffo_handle_borrow(handle, FFO_TYPE_CONFIG, NULL, NULL), config);
  CHECK_REFUSED(ffo_config_set_name(config, "new"), FFO_E_BORROW_CONFLICT,
                SHARED("ffo_config_set_name"));
  CHECK_MAKES_NOTHING(ffo_config_take_name(config, &status), FFO_E_BORROW_CONFLICT,
                      SHARED("ffo_config_take_name"));
  CHECK_REFUSED(ffo_box_put(config, name, NULL), FFO_E_BORROW_CONFLICT, SHARED("ffo_box_put"));
  CHECK_MAKES_NOTHING(ffo_box_take(config, name, &status), FFO_E_BORROW_CONFLICT,
                      SHARED("ffo_box_take"));
  CHECK_TEXT(config->name, "fixed");
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
