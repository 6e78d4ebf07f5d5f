/* Types: registering them, rightly and wrongly. */
#include "run.h"

#include <string.h>

void do_type_name(lane *on, const op *o)
{
  argument text;
  const ffo_type type = type_of(on, o->a, NULL, &text);
  const bool known = (type >= 1 && type <= 3) || shape_of(on->world, type) != NULL;
  say(on, "(void)ffo_type_name(%s);", text.text);
  if ((on->world->api->type_name(type) != NULL) != known) {
    found(on, "ffo_type_name(%u) is %s", type, known ? "NULL" : "not NULL");
  }
}

/* The description as C, but for callbacks, whose types are not named here. */
static void say_register(lane *on, const ffo_type_desc *desc, const ffo_owned_field *fields)
{
  static const char *const drops[] = { "NULL", "drop_adopted", "drop_and_call", "drop_and_err" };
  const ffo_drop_fn callbacks[] = { NULL, drop_and_count, drop_and_call, drop_and_err };
  char text[MOST_FIELDS * 80] = "";
  unsigned drop = 0;
  for (size_t i = 0, length = 0; i < MOST_FIELDS && i < desc->field_count; i++) {
    length += (size_t)snprintf(text + length, sizeof text - length, "{ %zuu, %uu, %u }, ",
                               fields[i].offset, fields[i].type, fields[i].flags);
  }
  for (unsigned i = 0; i < 4; i++) {
    drop = callbacks[i] == desc->drop ? i : drop;
  }
  say(on, "{ const ffo_owned_field fields[4] = { %s };", text[0] == '\0' ? "{ 0, 0, 0 }" : text);
  say(on, "  const ffo_type_desc desc = { %uu, %uu, %s%s%s, %zuu, %zuu, %s, %zuu, %s, NULL };",
      desc->struct_size, desc->flags, desc->name == NULL ? "" : "\"",
      desc->name == NULL        ? "NULL"
      : desc->name[0] == '\xFF' ? "\\xFF"
                                : desc->name,
      desc->name == NULL ? "" : "\"", desc->size, desc->alignment,
      desc->fields == NULL ? "NULL" : "fields", desc->field_count, drops[drop]);
  say(on, "  ffo_type type; s = ffo_type_register(&desc, &type); }");
}

void do_type_register(lane *on, const op *o)
{
  const unsigned number = o->a % SHAPES;
  ffo_type_desc desc;
  ffo_owned_field fields[MOST_FIELDS] = { { 0 } };
  char name[300];
  ffo_type type = 77;
  type_of_shape(on, number);
  describe_shape(on, number, &desc, fields, name);
  statuses errors = ONE(FFO_E_INVALID_ARGUMENT);
  ffo_type expected = FFO_TYPE_NONE;
  switch (o->b % 16) {
  case 0:
    desc.struct_size = o->n % 2 == 0 ? 0 : UINT32_MAX;
    break;
  case 1:
    desc.flags = 1u << o->n % 32;
    break;
  case 2:
    desc.name = NULL;
    errors = ONE(FFO_E_NULL_ARGUMENT);
    break;
  case 3:
    desc.size = LARGEST_BLOCK + 1 + o->n % 2 * (SIZE_MAX - LARGEST_BLOCK - 1);
    errors = ONE(FFO_E_SIZE_OVERFLOW);
    break;
  case 4:
    desc.alignment = o->n % 2 == 0 ? 8192 : 3 + o->n % 97 * 4;
    break;
  case 5:
    desc.fields = NULL;
    desc.field_count = 1 + o->n % 2 * (SIZE_MAX - 1);
    errors = ONE(FFO_E_NULL_ARGUMENT);
    break;
  case 6:
    desc.field_count = (SIZE_MAX >> 4) + 2; /* times 16 wraps to 32 */
    desc.fields = fields;
    break;
  case 7:
    fields[0] = (ffo_owned_field){ desc.size - 4, FFO_TYPE_STRING, 0 };
    desc.fields = fields;
    desc.field_count = 1;
    break;
  case 8:
    fields[0] =
        (ffo_owned_field){ o->n % 2 == 0 ? SIZE_MAX - 7 : SIZE_MAX - 15, FFO_TYPE_STRING, 0 };
    desc.fields = fields;
    desc.field_count = 1;
    break;
  case 9:
    desc.name = memset(name, 'x', 256 + o->n % 40);
    name[256 + o->n % 40] = '\0';
    break;
  case 10:
    desc.name = "\xFF";
    errors = ONE(FFO_E_INVALID_UTF8);
    break;
  case 11:
    desc.size ^= 8; /* another type by the same name */
    desc.field_count = 0;
    break;
  case 12:
    errors = ONE(FFO_E_NULL_ARGUMENT);
    break;
  default:
    errors = ONE(FFO_OK);
    expected = on->world->types[number];
  }
  if (o->b % 16 == 12) {
    say(on, "s = ffo_type_register(NULL, &(ffo_type){ 0 });");
  } else {
    say_register(on, &desc, fields);
  }
  const ffo_status status = o->b % 16 == 12 ? on->world->api->type_register(NULL, &type)
                                            : on->world->api->type_register(&desc, &type);
  settle(on, "ffo_type_register", status, errors);
  if (type != expected) {
    found(on, "ffo_type_register gives %u, not %u", type, expected);
  }
}
