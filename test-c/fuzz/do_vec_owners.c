/* Vecs of a registered type. One lives and ends within an operation, so that what it owns is known here
 * and needs no place in the model, which is told of the blocks all the same: their memory is used again. */
#include "vecs.h"

#include <string.h>

enum { OWNERS_SHAPE = 1, MOST_ELEMENTS = 40, MOST_STEPS = 24 };

/* As the shape has it. */
typedef struct element {
  char *text;
  void *none;
  uint64_t number;
} element;

typedef struct owners {
  lane *on;
  ffo_vec vec;
  block *data;
  size_t counted;
  element expected[MOST_ELEMENTS];
  uint64_t draws;
} owners;

static uint32_t draw(owners *of, uint32_t below)
{
  of->draws = of->draws * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(of->draws >> 33) % below;
}

static char *text_made(owners *of)
{
  ffo_status status;
  char *text = of->on->world->api->string_new("an element's", &status);
  settle(of->on, "ffo_string_new", status, ONE(FFO_OK));
  block_made(of->on, text, sizeof "an element's", FFO_TYPE_STRING);
  return text;
}

static void text_ended(owners *of, const char *text)
{
  size_t at;
  if (text != NULL) {
    block_end(of->on, block_at(of->on, text, &at));
  }
}

static void text_free(owners *of, char *text)
{
  settle(of->on, "ffo_string_free", of->on->world->api->string_free(text), ONE(FFO_OK));
  text_ended(of, text);
}

/* The elements from one on have ended with what they owned. */
static void ended_from(owners *of, size_t from)
{
  for (; of->counted > from; of->counted--) {
    text_ended(of, of->expected[of->counted - 1].text);
    memset(&of->expected[of->counted - 1], 0, sizeof(element));
  }
}

/* The vec is as expected, wherever its data is now. */
static void check(owners *of)
{
  if (of->data == NULL || of->vec.data != of->data->address) {
    if (of->data != NULL) {
      block_end(of->on, of->data);
    }
    of->data = vec_made(of->on, &of->vec);
  }
  if (memcmp(of->vec.data, of->expected, of->counted * sizeof(element)) != 0) {
    found(of->on, "the elements of a vec are not what they were");
  }
  content_check_zero(of->on, of->vec.data, of->counted * sizeof(element),
                     of->vec.capacity * sizeof(element));
}

static void push(owners *of)
{
  const fuzz_api *api = of->on->world->api;
  const bool twice = draw(of, 6) == 0;
  element added[2];
  memset(added, 0, sizeof added);
  added[0].text = draw(of, 4) == 0 ? NULL : text_made(of);
  added[0].number = draw(of, 1000);
  added[1] = added[0];
  const size_t length = of->vec.length;
  const bool wrong = twice && added[0].text != NULL;
  const ffo_status status =
      twice ? api->vec_append(&of->vec, added, 2) : api->vec_push(&of->vec, added);
  settle(of->on, "ffo_vec_append", status, ONE(wrong ? FFO_E_NOT_OWNED : FFO_OK));
  if (wrong) {
    text_free(of, added[0].text);
    return;
  }
  ended_from(of, length);
  of->counted = length + (twice ? 2 : 1);
  memcpy(&of->expected[length], added, (of->counted - length) * sizeof(element));
}

static void take(owners *of)
{
  element taken;
  const size_t index = draw(of, (uint32_t)of->vec.length + 1);
  const bool wrong = index >= of->vec.length;
  const ffo_status status = of->on->world->api->vec_take(&of->vec, index, &taken);
  settle(of->on, "ffo_vec_take", status, ONE(wrong ? FFO_E_OUT_OF_RANGE : FFO_OK));
  const element none = { NULL, NULL, 0 };
  if (memcmp(&taken, wrong ? &none : &of->expected[index], sizeof taken) != 0) {
    found(of->on, "ffo_vec_take gives another element");
  }
  if (!wrong) {
    of->counted--;
    memmove(&of->expected[index], &of->expected[index + 1],
            (of->counted - index) * sizeof(element));
    memset(&of->expected[of->counted], 0, sizeof(element));
    if (taken.text != NULL) {
      text_free(of, taken.text);
    }
  }
}

static void change_field(owners *of)
{
  const fuzz_api *api = of->on->world->api;
  const size_t index = draw(of, (uint32_t)of->vec.length + 1);
  const size_t offset = draw(of, 8) == 0 ? 16 : 0;
  const statuses errors = index >= of->vec.length ? ONE(FFO_E_OUT_OF_RANGE)
                          : offset != 0           ? ONE(FFO_E_INVALID_ARGUMENT)
                                                  : ONE(FFO_OK);
  const bool fine = errors == ONE(FFO_OK);
  if (draw(of, 2) == 0) {
    char *text = text_made(of);
    settle(of->on, "ffo_vec_put_field", api->vec_put_field(&of->vec, index, offset, text), errors);
    if (fine) {
      text_ended(of, of->expected[index].text);
      of->expected[index].text = text;
    } else {
      text_free(of, text);
    }
    return;
  }
  ffo_status status;
  char *text = api->vec_take_field(&of->vec, index, offset, &status);
  settle(of->on, "ffo_vec_take_field", status, errors);
  if (text != (fine ? of->expected[index].text : NULL)) {
    found(of->on, "ffo_vec_take_field gives another block");
  }
  if (text != NULL) {
    of->expected[index].text = NULL;
    text_free(of, text);
  }
}

static void resize(owners *of)
{
  const size_t length = draw(of, MOST_ELEMENTS / 2);
  const size_t kept = length < of->vec.length ? length : of->vec.length;
  settle(of->on, "ffo_vec_resize", of->on->world->api->vec_resize(&of->vec, length), ONE(FFO_OK));
  ended_from(of, kept);
  of->counted = length;
}

static void shrink(owners *of)
{
  settle(of->on, "ffo_vec_shrink", of->on->world->api->vec_shrink(&of->vec), ONE(FFO_OK));
  ended_from(of, of->vec.length);
}

/* To raw data, which ends by itself, or to a handle, and back. */
static bool change_hands(owners *of, uint32_t way)
{
  const fuzz_api *api = of->on->world->api;
  if (way == 0) {
    ffo_status status;
    const ffo_handle handle = api->vec_into_handle(&of->vec, &status);
    settle(of->on, "ffo_vec_into_handle", status, ONE(FFO_OK));
    settle(of->on, "ffo_vec_from_handle", api->vec_from_handle(&of->vec, handle), ONE(FFO_OK));
    return true;
  }
  void *data;
  size_t length;
  size_t capacity;
  settle(of->on, "ffo_vec_into_raw_parts",
         api->vec_into_raw_parts(&of->vec, &data, &length, &capacity), ONE(FFO_OK));
  if (way == 1) {
    settle(of->on, "ffo_vec_from_raw_parts",
           api->vec_from_raw_parts(&of->vec, data, length, capacity, sizeof(element)), ONE(FFO_OK));
    return true;
  }
  settle(of->on, "ffo_box_free", api->box_free(data, FFO_TYPE_VEC), ONE(FFO_OK));
  return false;
}

void do_vec_owners(lane *on, const op *o)
{
  owners of = { .on = on, .draws = o->n * 2u + 1 };
  const ffo_type type = type_of_shape(on, OWNERS_SHAPE);
  say(on, "/* a vec of a registered type lives and ends */");
  settle(on, "ffo_vec_init_of", on->world->api->vec_init_of(&of.vec, type, draw(&of, 9)),
         ONE(FFO_OK));
  check(&of);
  bool there = true;
  for (uint32_t steps = draw(&of, MOST_STEPS); there && steps > 0; steps--) {
    switch (of.counted + 2 > MOST_ELEMENTS / 2 ? 4 : draw(&of, 9)) {
    case 0:
    case 1:
    case 2:
      push(&of);
      break;
    case 3:
      take(&of);
      break;
    case 4:
      resize(&of);
      break;
    case 5:
      shrink(&of);
      break;
    case 6:
      there = change_hands(&of, draw(&of, 3));
      break;
    case 7:
      of.vec.length = draw(&of, (uint32_t)of.counted + 1);
      break;
    default:
      change_field(&of);
    }
    if (there) {
      check(&of);
    }
  }
  if (there) {
    settle(on, "ffo_vec_dispose", on->world->api->vec_dispose(&of.vec), ONE(FFO_OK));
  }
  ended_from(&of, 0);
  block_end(on, of.data);
}
