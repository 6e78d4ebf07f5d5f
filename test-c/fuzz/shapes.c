/* The types that programs register, and what their drop callbacks do. */
#include "run.h"

#include <string.h>

void shapes_make(world *world)
{
  const shape made[SHAPES] = {
    { .size = 1 },
    { .size = 24, .fields = 2, .field = { { 0, TYPE_STRING }, { 8, TYPE_SELF } } },
    { .size = 64, .alignment = 64, .fields = 2, .field = { { 0, TYPE_CONFIG }, { 56, 1 } } },
    { .size = 40, .fields = 2, .field = { { 0, TYPE_SELF }, { 16, TYPE_SELF } }, .drop = 1 },
    { .size = 100, .drop = 2 },
    { .size = 0 },
    { .size = 5000, .alignment = 4096, .drop = 3 },
    { .size = 48,
      .fields = 4,
      .field = { { 0, TYPE_STRING }, { 8, TYPE_STRING }, { 16, TYPE_STRING }, { 40, 4 } } },
    { .size = 33000, .fields = 1, .field = { { 32992, TYPE_STRING } } },
    { .size = world->program->size_a },
    { .size = world->program->size_b, .alignment = 4096 },
  };
  memcpy(world->shapes, made, sizeof made);
}

static const shape config_shape = { .size = 16, .fields = 1, .field = { { 8, TYPE_STRING } } };

const shape *shape_of(world *world, ffo_type type)
{
  if (type == FFO_TYPE_CONFIG) {
    return &config_shape;
  }
  for (unsigned i = 0; type >= 256 && i < SHAPES; i++) {
    if (world->types[i] == type) {
      return &world->shapes[i];
    }
  }
  return NULL;
}

bool is_known(lane *on, ffo_type type)
{
  return (type >= FFO_TYPE_STRING && type <= FFO_TYPE_VEC) || shape_of(on->world, type) != NULL;
}

void describe_shape(lane *on, unsigned number, ffo_type_desc *desc, ffo_owned_field *fields,
                    char *name)
{
  static const ffo_drop_fn drops[] = { NULL, drop_and_count, drop_and_call, drop_and_err };
  world *world = on->world;
  const shape *of = &world->shapes[number];
  for (size_t i = 0; i < of->fields; i++) {
    const int type = of->field[i].type;
    fields[i] = (ffo_owned_field){ of->field[i].offset,
                                   type == TYPE_STRING   ? FFO_TYPE_STRING
                                   : type == TYPE_CONFIG ? FFO_TYPE_CONFIG
                                   : type == TYPE_SELF   ? FFO_TYPE_SELF
                                                         : world->types[type],
                                   0 };
  }
  sprintf(name, "shape %u of %zu bytes", number, of->size);
  *desc = (ffo_type_desc){ sizeof *desc,    0,   name, of->size, of->alignment, fields, of->fields,
                           drops[of->drop], NULL };
}

/* The context of registered types is NULL: they outlive a run, where many are in one process. */
static world *present;
static lane *present_lane(void) { return &present->lanes[0]; }

void shapes_use(world *world) { present = world; }

void FFO_CALL drop_and_count(void *payload, void *context)
{
  if (payload == NULL || (context != NULL && context != present)) {
    found(present_lane(), "a drop callback was given %p and %p", payload, context);
  }
  present->drops++;
}

void FFO_CALL drop_and_call(void *payload, void *context)
{
  const fuzz_api *api = present->api;
  drop_and_count(payload, context);
  ffo_status status;
  char *string = api->string_new("made in a drop callback", &status);
  if (string == NULL || strcmp(string, "made in a drop callback") != 0 ||
      api->string_free(string) != FFO_OK) {
    found(present_lane(), "a drop callback cannot make and free a string");
  }
  count_add(&present->sum.created, 1);
  count_add(&present->sum.freed, 1);
}

void FFO_CALL drop_and_err(void *payload, void *context)
{
  const fuzz_api *api = present->api;
  drop_and_count(payload, context);
  const ffo_status status = api->box_free(payload, FFO_TYPE_STRING);
  if (status != FFO_E_DOUBLE_FREE) {
    found(present_lane(), "a free of a block in its own drop callback: %s",
          api->status_name(status));
  }
  count_add(&present->sum.misuses, 1);
  if (present->hook != 0) {
    present->expected_hook_calls++;
  }
}
