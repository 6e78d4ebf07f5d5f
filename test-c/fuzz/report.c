#include "run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void found(lane *on, const char *format, ...)
{
  char message[2048];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  printf("finding: ");
  if (on->at != NULL) {
    printf("operation %zu, ", (size_t)(on->at - on->world->program->ops));
    op_write(on->at, stdout);
    printf("  ");
  }
  printf("%s\n  last error: %s\n", message, on->world->api->last_error_message());
  fflush(stdout);
  if (on->world->in_process) {
    abort();
  }
  _exit(FOUND);
}

void say(lane *on, const char *format, ...)
{
  if (on->out == NULL) {
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  fputs("  ", on->out);
  vfprintf(on->out, format, arguments);
  fputc('\n', on->out);
  fflush(on->out);
  va_end(arguments);
}

bool is_misuse(ffo_status status) { return status >= 20 && status <= 49; }

const char *statuses_text(statuses set, char *text, size_t size)
{
  size_t length = 0;
  text[0] = '\0';
  for (int status = 0; status < 64; status++) {
    if ((set & ONE(status)) != 0 && length < size) {
      length += (size_t)snprintf(text + length, size - length, "%sA(%d)", length == 0 ? "" : " | ",
                                 status);
    }
  }
  return text;
}

static const char *names_of(lane *on, statuses set, char *text, size_t size)
{
  size_t length = 0;
  text[0] = '\0';
  for (int status = 0; status < 64; status++) {
    if ((set & ONE(status)) != 0 && length < size) {
      length += (size_t)snprintf(text + length, size - length, "%s%s", length == 0 ? "" : " or ",
                                 on->world->api->status_name((ffo_status)status));
    }
  }
  return text;
}

void settle_question(lane *on, const char *call, ffo_status status, statuses allowed)
{
  const fuzz_api *api = on->world->api;
  char text[512];
  if (!on->world->in_process && on->out == NULL && status == FFO_OK && errno != KEPT_ERRNO) {
    found(on, "%s: FFO_OK, but errno has become %d", call, errno);
  }
  errno = KEPT_ERRNO;
  say(on, "EXPECT(s, %s);", statuses_text(allowed, text, sizeof text));
  if ((unsigned)status >= 64 || (ONE(status) & allowed) == 0) {
    found(on, "%s: %s, but expected is %s", call, api->status_name(status),
          names_of(on, allowed, text, sizeof text));
  }
  if (status != FFO_OK && api->last_error() != status) {
    found(on, "%s: %s, but the last error is %s", call, api->status_name(status),
          api->status_name(api->last_error()));
  }
}

void settle(lane *on, const char *call, ffo_status status, statuses allowed)
{
  settle_question(on, call, status, allowed);
  if (is_misuse(status)) {
    count_add(&on->world->sum.misuses, 1);
    if (on->world->hook != 0) {
      on->world->expected_hook_calls++;
    }
  }
}
