/* More types than the ledger can number. */
#include "refusal.h"

static ffo_status register_number(unsigned number, ffo_type *type)
{
  char name[32];
  snprintf(name, sizeof name, "type %u", number);
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = name;
  desc.size = 8;
  return ffo_type_register(&desc, type);
}

int main(void)
{
  enum { MOST = 32512 };
  ffo_type type;
  for (unsigned i = 0; i < MOST; i++) {
    CHECK_OK(register_number(i, &type));
    CHECK_EQUAL(type, 256 + i);
  }
  CHECK_REFUSED(register_number(MOST, &type), FFO_E_LIMIT,
                "ffo_type_register: 32512 types are registered; there is room for no more");
  CHECK_EQUAL(type, 0);

  /* Those that there are still work. */
  CHECK_OK(register_number(MOST - 1, &type));
  CHECK_TEXT(ffo_type_name(type), "type 32511");
  CHECK_OK(ffo_box_free(ffo_box_new(type, NULL), type));
  CHECK_BALANCED();
  return 0;
}
