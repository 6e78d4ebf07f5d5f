// C++ owners with static and thread storage free what they own as their thread, or the process,
// ends.
#include "ledger.h"

#include <thread>

namespace
{

class Owner
{
public:
  explicit Owner(const char *text) : text_(ffo_string_new(text, nullptr)) {}
  Owner(const Owner &) = delete;
  Owner &operator=(const Owner &) = delete;
  ~Owner() { CHECK_OK(ffo_string_free(text_)); }
  const char *text() const { return text_; }

private:
  char *text_;
};

Owner made_before_main("static");
thread_local Owner of_this_thread("thread_local");

} // namespace

int main()
{
  CHECK_TEXT(made_before_main.text(), "static");
  for (int i = 0; i < 100; i++) {
    std::thread([] { CHECK_TEXT(of_this_thread.text(), "thread_local"); }).join();
    CHECK_EQUAL(ledger_look().live_blocks, 1);
  }
  CHECK_TEXT(of_this_thread.text(), "thread_local");
  CHECK_EQUAL(ledger_look().live_blocks, 2);
  return 0;
}
