/* The library as a whole: policy, hook, errors, version; and what threads do. */
#include "run.h"

#include <string.h>

void do_set_policy(lane *on, const op *o)
{
  static const ffo_policy policies[] = { FFO_POLICY_RETURN, FFO_POLICY_LOG, (ffo_policy)3,
                                         (ffo_policy)-1 };
  const ffo_policy policy = policies[o->a % 4];
  say(on, "s = ffo_set_policy((ffo_policy)%d);", (int)policy);
  settle(on, "ffo_set_policy", on->world->api->set_policy(policy),
         o->a % 4 < 2 ? ONE(FFO_OK) : ONE(FFO_E_INVALID_ARGUMENT));
}

static void FFO_CALL count_misuse(const ffo_error_info *info, void *context)
{
  world *world = context;
  if (!is_misuse(info->status) || info->message == NULL || info->struct_size < sizeof *info) {
    found(&world->lanes[0], "the hook heard of status %d", (int)info->status);
  }
  world->hook_calls++;
}

/* Calls the library, rightly and wrongly: the first misuse must be as it was afterwards. */
static void FFO_CALL call_in_hook(const ffo_error_info *info, void *context)
{
  world *world = context;
  const ffo_error_info before = *info;
  char message[512];
  count_misuse(info, context);
  snprintf(message, sizeof message, "%s", info->message);
  char *string = world->api->string_new("made in the hook", NULL);
  if (string == NULL || strcmp(string, "made in the hook") != 0 ||
      world->api->string_free(string) != FFO_OK ||
      world->api->string_free((char *)(uintptr_t)8) != FFO_E_FOREIGN_POINTER) {
    found(&world->lanes[0], "the hook cannot call the library");
  }
  count_add(&world->sum.created, 1);
  count_add(&world->sum.freed, 1);
  count_add(&world->sum.misuses, 1);
  if (memcmp(&before, info, sizeof before) != 0 ||
      strncmp(message, info->message, sizeof message - 1) != 0) {
    found(&world->lanes[0], "what the hook was given has changed as it called the library: \"%s\"",
          message);
  }
}

void do_set_misuse_hook(lane *on, const op *o)
{
  static const ffo_misuse_fn hooks[] = { NULL, count_misuse, call_in_hook };
  if (on->world->parallel) {
    return;
  }
  on->world->hook = o->a % 3;
  say(on, "s = ffo_set_misuse_hook(%s, NULL);",
      on->world->hook == 0   ? "NULL"
      : on->world->hook == 1 ? "count_misuse"
                             : "call_in_hook");
  settle(on, "ffo_set_misuse_hook",
         on->world->api->set_misuse_hook(hooks[on->world->hook], on->world), ONE(FFO_OK));
}

void do_thread_detach(lane *on, const op *o)
{
  (void)o;
  say(on, "s = ffo_thread_detach();");
  settle(on, "ffo_thread_detach", on->world->api->thread_detach(), ONE(FFO_OK));
}

void do_last_error(lane *on, const op *o)
{
  const fuzz_api *api = on->world->api;
  const ffo_status status = (ffo_status)(o->n % 110);
  ffo_error_info info = FFO_ERROR_INFO_INIT;
  ffo_status result;
  say(on, "(void)ffo_status_name((ffo_status)%u); (void)ffo_status_text((ffo_status)%u);", status,
      status);
  say(on, "(void)ffo_last_error(); (void)ffo_last_error_message();");
  if (strncmp(api->status_name(status), status == FFO_OK ? "FFO_OK" : "FFO_E_", 6) != 0 ||
      api->status_text(status) == NULL || api->last_error_message() == NULL) {
    found(on, "the status %u has no name, or no text", status);
  }
  if (o->b % 8 == 1) {
    say(on, "s = ffo_last_error_info(NULL);");
    result = api->last_error_info(NULL);
  } else {
    info.struct_size = o->b % 8 == 2 ? 1u << 20 : (uint32_t)sizeof info;
    say(on, "error.struct_size = %u; s = ffo_last_error_info(&error);", info.struct_size);
    result = api->last_error_info(&info);
  }
  if (result != (o->b % 8 == 1   ? FFO_E_NULL_ARGUMENT
                 : o->b % 8 == 2 ? FFO_E_INVALID_ARGUMENT
                                 : FFO_OK)) {
    found(on, "ffo_last_error_info: %s", api->status_name(result));
  }
  if (result == FFO_OK && info.status != api->last_error()) {
    found(on, "ffo_last_error_info and ffo_last_error differ");
  }
  if (o->a % 4 == 1) {
    say(on, "ffo_clear_error();");
    api->clear_error();
    if (api->last_error() != FFO_OK || api->last_error_message() == NULL) {
      found(on, "ffo_clear_error leaves an error");
    }
  }
}

void do_version(lane *on, const op *o)
{
  const fuzz_api *api = on->world->api;
  const uint32_t version = o->n % 3;
  say(on, "(void)ffo_version_number(); (void)ffo_version_string(); (void)ffo_abi_version();");
  say(on, "(void)ffo_abi_json(); s = ffo_abi_check(%u);", version);
  if (api->version_number() < 10000 || strlen(api->version_string()) < 5 ||
      api->abi_version() != FFO_ABI_VERSION || api->abi_json()[0] != '{') {
    found(on, "the library does not know what it is");
  }
  if (api->abi_check(version) != (version == FFO_ABI_VERSION ? FFO_OK : FFO_E_ABI_MISMATCH)) {
    found(on, "ffo_abi_check(%u) is wrong", version);
  }
}

void do_look(lane *on, const op *o)
{
  (void)o;
  content_check_all(on);
}

/* The first byte that is not the block's. */
void do_overrun(lane *on, const op *o)
{
  const argument it = pointer_of(on, o->a & 31, 0);
  size_t at;
  block *of = it.value == NULL ? NULL : block_at(on, it.value, &at);
  if (of == NULL || at != 0 || of->owner != CALLERS || of->size == 0 || of->size > 30000 ||
      of->overrun) {
    return;
  }
  unsigned char *past = of->address + of->size - (of->type == FFO_TYPE_STRING);
  of->overrun = true;
  say(on, "((unsigned char *)%s)[%zu] ^= 0x5A;", it.text, (size_t)(past - of->address));
  *past ^= 0x5A;
}
