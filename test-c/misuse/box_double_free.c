/* The same box is freed twice; its drop callback runs once. */
#include "refusal.h"
#include "types.h"

static int drops;

static void FFO_CALL count_drop(void *payload, void *context)
{
  (void)payload;
  (void)context;
  drops++;
}

int main(void)
{
  const ffo_type door = register_type("door", 24, count_drop, NULL);
  void *box = ffo_box_new(door, NULL);
  CHECK_OK(ffo_box_free(box, door));
  CHECK_REFUSED(ffo_box_free(box, door), FFO_E_DOUBLE_FREE,
                "ffo_box_free: 0x.. was freed already (type \"door\"); nothing changed");
  CHECK_EQUAL(drops, 1);
  CHECK_BALANCED();
  return 0;
}
