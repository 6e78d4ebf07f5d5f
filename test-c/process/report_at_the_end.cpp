// FFO_LEAK_REPORT comes when all is done: what handlers of atexit, destructors of objects with
// static storage and the program's own destructors free is no leak. A process for each. With the argument no_keys the program has
// taken all keys.
#include "capture.h"
#include "ledger.h"

#include <pthread.h>
#include <sys/wait.h>
#include <thread>

namespace
{

const char nothing[] = "ffi_ownership: 0 live blocks, 0 bytes\n";

struct Owner {
  char *text = nullptr;
  ~Owner() { CHECK_OK(ffo_string_free(text)); }
};

Owner made_before_main;
char *for_handler;
char *for_destructor;
char *left; // reachable, so that only the ledger takes it for a leak

void free_in_handler() { CHECK_OK(ffo_string_free(for_handler)); }

__attribute__((destructor)) void free_in_destructor()
{
  if (for_destructor != nullptr) {
    CHECK_OK(ffo_string_free(for_destructor));
  }
}

void static_object() { made_before_main.text = ffo_string_new("static", nullptr); }

void handler_from_before_the_first_call()
{
  CHECK_EQUAL(atexit(free_in_handler), 0);
  for_handler = ffo_string_new("handler", nullptr);
}

void destructor_function() { for_destructor = ffo_string_new("destructor", nullptr); }

void all_and_exit_on_another_thread()
{
  handler_from_before_the_first_call();
  static_object();
  destructor_function();
  std::thread([] { exit(0); }).join();
}

void first_call_in_a_handler()
{
  CHECK_EQUAL(atexit([] { CHECK_OK(ffo_string_free(ffo_string_new("late", nullptr))); }), 0);
}

void leave_at_once()
{
  left = ffo_string_new("left", nullptr);
  CHECK(left != nullptr);
  _exit(0);
}

// The .NET runtime then lets go of the main thread as its objects with thread storage end, before all that is about.
void take_all_keys()
{
  pthread_key_t key;
  int taken = 0;
  while (taken < 4096 && pthread_key_create(&key, nullptr) == 0) {
    taken++;
  }
  CHECK(taken < 4096);
}

void check(void (*work)(), const char *report)
{
  int status;
  capture standard_error;
  capture_begin(&standard_error);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    work();
    exit(0);
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK_TEXT(capture_end(&standard_error), report);
  CHECK_EQUAL(status, 0);
}

} // namespace

int main(int count, char **arguments)
{
  if (count > 1 && strcmp(arguments[1], "no_keys") == 0) {
    take_all_keys();
  }
  CHECK_EQUAL(setenv("FFO_LEAK_REPORT", "stderr", 1), 0);
  check(static_object, nothing);
  check(handler_from_before_the_first_call, nothing);
  check(destructor_function, nothing);
  check(all_and_exit_on_another_thread, nothing);
  check(first_call_in_a_handler, nothing);
  check(leave_at_once, "");
  CHECK_EQUAL(unsetenv("FFO_LEAK_REPORT"), 0);
  return 0;
}
