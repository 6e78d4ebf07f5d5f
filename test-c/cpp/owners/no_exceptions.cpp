// Owners without exceptions: failures come as a status, or end the process.
#include "capture.h"
#include "ledger.h"

#include <ffi_ownership.hpp>

#include <csignal>
#include <sys/wait.h>

static const std::string_view interior_nul("a\0b", 3);

static void failures_come_as_a_status()
{
  ffo_status status = FFO_OK;
  CHECK(!ffo::string(interior_nul, status));
  CHECK_STATUS(status, FFO_E_INTERIOR_NUL);

  ffo::vec<int> vec;
  vec.append(nullptr, 1, status);
  CHECK_STATUS(status, FFO_E_NULL_ARGUMENT);
  vec.push_back(1, status);
  CHECK_OK(status);

  ffo::handle handle(std::move(vec), status);
  CHECK_OK(status);
  const auto reader = handle.borrow(status);
  CHECK_OK(status);
  CHECK(!handle.borrow_mut(status));
  CHECK_STATUS(status, FFO_E_BORROW_CONFLICT);
  CHECK_EQUAL((*reader)[0], 1);
}

static void without_a_status_the_process_ends()
{
  capture told;
  capture_begin(&told);
  const pid_t child = fork();
  if (child == 0) {
    ffo::string text(interior_nul);
    _exit(0);
  }
  int state = 0;
  CHECK_EQUAL(waitpid(child, &state, 0), child);
  CHECK_TEXT(capture_end(&told),
             "ffi_ownership: FFO_E_INTERIOR_NUL: ffo_string_from_bytes: a NUL "
             "stands at position 1 of 3; as a C string the text would end there\n");
  CHECK(WIFSIGNALED(state));
  CHECK_EQUAL(WTERMSIG(state), SIGABRT);
}

int main()
{
  failures_come_as_a_status();
  without_a_status_the_process_ends();
  CHECK_BALANCED();
  return 0;
}
