/* Types that nobody registered. */
#include "refusal.h"

static void check_unknown(ffo_type type)
{
  char *text = ffo_string_new("text", NULL);
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL);
  char message[128];
#define UNKNOWN(function)                                                                          \
  (snprintf(message, sizeof message, function ": no type with the number %u is registered", type), \
   message)

  CHECK_MAKES_NOTHING(ffo_box_new(type, &status), FFO_E_UNKNOWN_TYPE, UNKNOWN("ffo_box_new"));
  CHECK_EQUAL(last_error().expected_type, type);
  CHECK_REFUSED(ffo_box_free(text, type), FFO_E_UNKNOWN_TYPE, UNKNOWN("ffo_box_free"));
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(text, type, &status), FFO_E_UNKNOWN_TYPE,
                      UNKNOWN("ffo_handle_from_raw"));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, type, &status), FFO_E_UNKNOWN_TYPE,
                      UNKNOWN("ffo_handle_into_raw"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow(handle, type, NULL, &status), FFO_E_UNKNOWN_TYPE,
                      UNKNOWN("ffo_handle_borrow"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow_mut(handle, type, NULL, &status), FFO_E_UNKNOWN_TYPE,
                      UNKNOWN("ffo_handle_borrow_mut"));
  CHECK_MAKES_NOTHING(ffo_handle_adopt(message, type, NULL, NULL, &status), FFO_E_UNKNOWN_TYPE,
                      UNKNOWN("ffo_handle_adopt"));
  CHECK(ffo_type_name(type) == NULL);

  if (type != FFO_TYPE_SELF) {
    const ffo_owned_field field = { 0, type, 0 };
    ffo_type_desc desc = FFO_TYPE_DESC_INIT;
    ffo_type out;
    desc.name = "owner of the unknown";
    desc.size = 8;
    desc.fields = &field;
    desc.field_count = 1;
    CHECK_REFUSED(ffo_type_register(&desc, &out), FFO_E_UNKNOWN_TYPE, UNKNOWN("ffo_type_register"));
  }
  CHECK_OK(ffo_string_free(text));
  CHECK_OK(ffo_handle_release(handle));
}

int main(void)
{
  check_unknown(FFO_TYPE_NONE);
  check_unknown(4);
  check_unknown(255);
  check_unknown(256);
  check_unknown(32768);
  check_unknown(0x80000008); /* as the ledger itself might write a vec */
  check_unknown(FFO_TYPE_SELF);
  CHECK_BALANCED();
  return 0;
}
