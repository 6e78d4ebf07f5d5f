/* A host whose SIGSEGV handler mends faults, installed before the library's first call, goes on mending
 * them: in memory that it gives to the library, too. One process for each way to install it. */
#include "hosts_handlers.h"

#include <sys/mman.h>

enum { PAGE = 64 * 1024, LARGE = PAGE - 64 };

static char *page; /* closed before each call, opened by the handler */
static volatile sig_atomic_t mended;
static char alternate[64 * 1024];

static void open_page(void)
{
  mended++;
  if (mprotect(page, PAGE, PROT_READ | PROT_WRITE) != 0) {
    _exit(3);
  }
}

static void close_page(void) { CHECK_EQUAL(mprotect(page, PAGE, PROT_NONE), 0); }

/* ---- Handlers ---- */

static void mends(int number, siginfo_t *info, void *context)
{
  (void)context;
  const char *at = info->si_addr;
  if (number != SIGSEGV || at < page || at >= page + PAGE) {
    _exit(4);
  }
  open_page();
}

static void mends_without_details(int number)
{
  if (number != SIGSEGV) {
    _exit(4);
  }
  open_page();
}

static bool is_blocked(int number)
{
  sigset_t now;
  return sigprocmask(SIG_BLOCK, NULL, &now) == 0 && sigismember(&now, number) == 1;
}

static void mends_and_looks(int number, siginfo_t *info, void *context)
{
  const char here = 0;
  if (&here < alternate || &here >= alternate + sizeof alternate || !is_blocked(SIGUSR1) ||
      !is_blocked(SIGSEGV)) {
    _exit(5);
  }
  mends(number, info, context);
}

static void mends_undeferred(int number, siginfo_t *info, void *context)
{
  if (is_blocked(SIGSEGV)) {
    _exit(6);
  }
  mends(number, info, context);
}

/* ---- What the library reads and writes of its caller's, in a page that is closed ---- */

#define MENDED(call)                                                                               \
  do {                                                                                             \
    close_page();                                                                                  \
    const int before_ = mended;                                                                    \
    CHECK_OK(call);                                                                                \
    CHECK(mended > before_);                                                                       \
  } while (0)

static ffo_status made_string(char *string)
{
  return string == NULL ? ffo_last_error() : ffo_string_free(string);
}

static ffo_status replace(ffo_config *config) { return ffo_config_set_name(config, page); }

static void use_page(void)
{
  memset(page, 'x', PAGE - 1);
  MENDED(made_string(ffo_string_new(page + PAGE - 100, NULL)));
  MENDED(made_string(ffo_string_new(page, NULL)));
  MENDED(made_string(ffo_string_from_bytes(page, 10, NULL)));
  MENDED(made_string(ffo_string_from_bytes(page, LARGE, NULL)));
  MENDED(made_string(ffo_string_from_utf8(page, LARGE, NULL)));
  MENDED(made_string(ffo_string_from_utf16((uint16_t *)(void *)page, LARGE / 2, NULL)));
  MENDED(made_string(ffo_string_new("text", (ffo_status *)(void *)page)));

  ffo_config *config = ffo_config_new(1, 2, NULL);
  memset(page, 'x', PAGE - 1);
  MENDED(replace(config));
  MENDED(replace(config));
  CHECK_OK(ffo_config_free(config));

  ffo_vec *vec = (ffo_vec *)(void *)page;
  MENDED(ffo_vec_init(vec, 8, 10));
  MENDED(ffo_vec_push(vec, &vec));
  MENDED(ffo_vec_resize(vec, 1000));
  MENDED(ffo_vec_dispose(vec));
  ffo_vec bytes;
  CHECK_OK(ffo_vec_init(&bytes, 1, 0));
  MENDED(ffo_vec_append(&bytes, page, LARGE));
  MENDED(ffo_vec_push(&bytes, page));
  CHECK_OK(ffo_vec_dispose(&bytes));

  ffo_stats *stats = (ffo_stats *)(void *)page;
  *stats = (ffo_stats)FFO_STATS_INIT;
  MENDED(ffo_stats_get(stats));
  MENDED(ffo_checkpoint((uint64_t *)(void *)page));
  memcpy(page, "/dev/null", 10);
  MENDED(ffo_report_leaks(0, page));
  char **texts = (char **)(void *)page;
  texts[0] = (char *)(uintptr_t) "text";
  char *made;
  MENDED(ffo_strings_new((const char *const *)texts, 1, &made));
  texts[0] = made;
  MENDED(ffo_strings_free(texts, 1, NULL));
  CHECK_BALANCED();
}

/* ---- One process each ---- */

static int mends_for_the_library(void)
{
  install(SIGSEGV, mends, 0);
  first_call();
  use_page();
  return 0;
}

static int as_the_very_first_call(void)
{
  install(SIGSEGV, mends, 0);
  memcpy(page, "text", 5);
  MENDED(made_string(ffo_string_new(page, NULL)));
  return 0;
}

static int on_its_own_stack(void)
{
  const stack_t stack = { .ss_sp = alternate, .ss_size = sizeof alternate };
  CHECK_EQUAL(sigaltstack(&stack, NULL), 0);
  install(SIGSEGV, mends_and_looks, SA_ONSTACK);
  first_call();
  use_page();
  stack_t now;
  CHECK_EQUAL(sigaltstack(NULL, &now), 0);
  CHECK(now.ss_sp == alternate);
  return 0;
}

static int without_details(void)
{
  const struct sigaction host = { .sa_handler = mends_without_details };
  CHECK_EQUAL(sigaction(SIGSEGV, &host, NULL), 0);
  first_call();
  use_page();
  return 0;
}

static int undeferred(void)
{
  install(SIGSEGV, mends_undeferred, SA_NODEFER);
  first_call();
  use_page();
  return 0;
}

static int installed_later(void)
{
  first_call();
  install(SIGSEGV, mends, 0);
  use_page();
  return 0;
}

static int once(void)
{
  install(SIGSEGV, mends, (int)SA_RESETHAND);
  first_call();
  MENDED(ffo_checkpoint((uint64_t *)(void *)page));
  close_page();
  ffo_checkpoint((uint64_t *)(void *)page);
  return 1;
}

int main(void)
{
  page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(page != MAP_FAILED);
  RUN(mends_for_the_library, 0);
  RUN(as_the_very_first_call, 0);
  RUN(on_its_own_stack, 0);
  RUN(without_details, 0);
  RUN(undeferred, 0);
  RUN(installed_later, 0);
  RUN(once, SIGSEGV);
  return 0;
}
