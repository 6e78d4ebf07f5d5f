/* A drop callback of a box that owns nothing leaves the library, or makes boxes until the slab of the dying one is used up.
 * Either changes whom that slab belongs to while the call that frees the box is under way. No two boxes ever share memory:
 * each is filled with its number, which it still has when it ends. */
#include "ledger.h"
#include "types.h"

#include "../stress/dice.h"

enum { BOXES = 4000, MADE = 2000, MANY = 30000, WAYS = 3 };

typedef struct numbered {
  uint64_t number;
  uint64_t again;
} numbered;

typedef enum mood { CALM, LEAVING, MAKING } mood;

static ffo_type type;
static uint64_t last_number;
static mood next_mood;
static numbered *boxes[BOXES];
static numbered *made[MADE];

static numbered *make(void)
{
  numbered *box = ffo_box_new(type, NULL);
  CHECK(box != NULL);
  last_number++;
  *box = (numbered){ last_number, last_number };
  return box;
}

static void check_number(const numbered *box) { CHECK_EQUAL(box->number, box->again); }

static void FFO_CALL on_drop(void *payload, void *context)
{
  (void)context;
  check_number(payload);
  const mood mood = next_mood;
  next_mood = CALM;
  if (mood == LEAVING) {
    CHECK_OK(ffo_thread_detach());
  }
  for (size_t i = 0; mood == MAKING && i < MADE; i++) {
    made[i] = make();
  }
}

/* Ends a box: freed, by the last reference of a handle, by the last return. */
static void end(numbered *box, unsigned way)
{
  if (way == 0) {
    CHECK_OK(ffo_box_free(box, type));
    return;
  }
  const ffo_handle handle = ffo_handle_from_raw(box, type, NULL);
  CHECK(handle != 0);
  if (way == 1) {
    CHECK_OK(ffo_handle_release(handle));
    return;
  }
  CHECK(ffo_handle_borrow(handle, type, NULL, NULL) == box);
  CHECK_OK(ffo_handle_close(handle));
  CHECK_OK(ffo_handle_return(handle));
}

static void run(dice *dice, mood mood)
{
  for (size_t i = 0; i < BOXES; i++) {
    boxes[i] = make();
  }
  for (size_t left = BOXES; left > 0; left--) {
    const size_t at = roll_of(dice, left);
    numbered *box = boxes[at];
    boxes[at] = boxes[left - 1];
    next_mood = left % 50 == 1 ? mood : CALM;
    const int is_making = next_mood == MAKING;
    end(box, roll_of(dice, WAYS));
    for (size_t i = 0; is_making && i < MADE; i++) {
      end(made[i], 0);
    }
  }
  CHECK_OK(ffo_validate());
}

/* All boxes are freed but for one, in the midst of the others: so that it is the last of its slab. Its drop then leaves, and
 * more boxes are made than there were, so that no slab is left that could be handed out twice. */
static void last_of_a_slab(unsigned way)
{
  static numbered *many[MANY];
  for (size_t i = 0; i < MANY / 2; i++) {
    many[i] = make();
  }
  for (size_t i = 0; i < MANY / 2; i++) {
    if (i != MANY / 4) {
      end(many[i], 0);
    }
  }
  next_mood = LEAVING;
  end(many[MANY / 4], way);
  CHECK_OK(ffo_validate());
  for (size_t i = 0; i < MANY; i++) {
    many[i] = make();
  }
  CHECK_OK(ffo_validate());
  for (size_t i = 0; i < MANY; i++) {
    end(many[i], 0);
  }
  CHECK_OK(ffo_validate());
}

int main(void)
{
  type = register_type("numbered", sizeof(numbered), on_drop, NULL);
  dice dice = { 1 };
  for (unsigned way = 0; way < WAYS; way++) {
    last_of_a_slab(way);
  }
  for (size_t i = 0; i < rounds(20, 1); i++) {
    run(&dice, LEAVING);
    run(&dice, MAKING);
  }
  CHECK_BALANCED();
  return 0;
}
