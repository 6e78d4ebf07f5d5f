// Owners without exceptions: failures come as a status, or end the process.
#include "capture.h"
#include "ledger.h"

#include <ffi_ownership.hpp>

#include <csignal>
#include <sys/wait.h>

static const std::string_view interior_nul("a\0b", 3);

namespace
{

struct owner {
  char *text;
};

} // namespace

template <> struct ffo::traits<owner> {
  static constexpr const char *name = "test_owner";
  static constexpr auto owned = std::tuple(&owner::text);
};

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

  ffo::vec<owner> owners;
  auto box = ffo::box<owner>::make(status);
  box.put(&owner::text, ffo::string("owned"), status);
  owners.push_back(std::move(box), status);
  CHECK_OK(status);
  CHECK(!owners.take(1, status));
  CHECK_STATUS(status, FFO_E_OUT_OF_RANGE);
  CHECK_TEXT(owners.take(0, status)->text, "owned");
  owners.clear();

  ffo::handle handle(std::move(vec), status);
  CHECK_OK(status);
  const auto reader = handle.borrow(status);
  CHECK_OK(status);
  CHECK(!handle.borrow_mut(status));
  CHECK_STATUS(status, FFO_E_BORROW_CONFLICT);
  CHECK_EQUAL((*reader)[0], 1);
}

template <typename Call> static void ends_the_process(Call call, const char *message)
{
  capture told;
  capture_begin(&told);
  const pid_t child = fork();
  if (child == 0) {
    call();
    _exit(0);
  }
  int state = 0;
  CHECK_EQUAL(waitpid(child, &state, 0), child);
  CHECK_TEXT(capture_end(&told), message);
  CHECK(WIFSIGNALED(state));
  CHECK_EQUAL(WTERMSIG(state), SIGABRT);
}

static void without_a_status_the_process_ends()
{
  ends_the_process([] { ffo::string text(interior_nul); },
                   "ffi_ownership: FFO_E_INTERIOR_NUL: ffo_string_from_bytes: a NUL "
                   "stands at position 1 of 3; as a C string the text would end there\n");
  // Found by the header: the library has no message of it.
  ffo::vec<char *> plain;
  plain.push_back(nullptr);
  ends_the_process([&] { static_cast<void>(ffo::vec<owner>::from_raw(*plain.get())); },
                   "ffi_ownership: FFO_E_WRONG_TYPE: The block is of another type than the call "
                   "is for.\n");
}

int main()
{
  failures_come_as_a_status();
  without_a_status_the_process_ends();
  CHECK_BALANCED();
  return 0;
}
