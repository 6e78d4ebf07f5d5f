/* A thread with a cancellation pending comes back from every call, as the first call of the process
 * and as its own, and from callbacks inside; it ends at its next cancellation point. The library goes
 * on with the others. */
#include "every_call.h"

#include <pthread.h>

static bool came_back;

static void *cancelled_in_call(void *argument)
{
  const every_call *call = argument;
  CHECK_EQUAL(pthread_cancel(pthread_self()), 0);
  call->call();
  came_back = true;
  pthread_testcancel();
  return NULL;
}

static void run(void *(*work)(void *), const every_call *call)
{
  pthread_t thread;
  void *result = NULL;
  came_back = false;
  CHECK_EQUAL(pthread_create(&thread, NULL, work, (void *)(uintptr_t)call), 0);
  CHECK_EQUAL(pthread_join(thread, &result), 0);
  CHECK(came_back && result == PTHREAD_CANCELED);
}

static int check_call(size_t number)
{
  const every_call *call = &every_calls[number];
  run(cancelled_in_call, call);
  every_call_prepare();
  run(cancelled_in_call, call);
  CHECK_OK(its.status);
  CHECK_OK(ffo_string_free(ffo_string_new("others go on", NULL)));
  return 0;
}

static void lines(void)
{
  CHECK_OK(ffo_set_policy(FFO_POLICY_LOG));
  CHECK_STATUS(ffo_string_free((char *)&its), FFO_E_FOREIGN_POINTER);
  CHECK_OK(ffo_report_leaks(0, NULL));
}

static void exceptions(void)
{
  for (int i = 0; i < 100; i++) {
    CHECK_STATUS(ffo_stats_get((ffo_stats *)8), FFO_E_INTERNAL);
  }
}

static size_t callbacks;

static void hook(const ffo_error_info *info, void *context)
{
  (void)info;
  (void)context;
  pthread_testcancel();
  callbacks++;
}

static void drop(void *payload, void *context)
{
  (void)payload;
  (void)context;
  pthread_testcancel();
  callbacks++;
}

static void calls_back(void)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type;
  desc.name = "with drop";
  desc.size = 8;
  desc.drop = drop;
  CHECK_OK(ffo_type_register(&desc, &type));
  CHECK_OK(ffo_set_misuse_hook(hook, NULL));
  CHECK_STATUS(ffo_string_free((char *)&its), FFO_E_FOREIGN_POINTER);
  CHECK_OK(ffo_box_free(ffo_box_new(type, NULL), type));
  CHECK_OK(every_call_register("without fields"));
  CHECK_OK(ffo_handle_release(ffo_handle_adopt(&its, its.type, drop, NULL, NULL)));
  CHECK_EQUAL(callbacks, 3);
}

int main(int count, char **arguments)
{
  child_work(count, arguments, check_call);
  every_call_run(arguments[0], check_call);

  const every_call more[] = { { "lines", lines },
                              { "exceptions", exceptions },
                              { "callbacks", calls_back } };
  for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
    run(cancelled_in_call, &more[i]);
  }
  every_call_check_complete();
  return 0;
}
