/* A host whose SIGSEGV handler mends faults, installed before the library's first call, goes on mending
 * them: in memory that it gives to the library, too. Its handler is called as its sigaction() said, for
 * signals that were sent and for faults of its own as well. One process for each. */
#include "ledger.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

static void install(int number, void (*handler)(int, siginfo_t *, void *), int flags)
{
  struct sigaction host = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };
  CHECK_EQUAL(sigaddset(&host.sa_mask, SIGUSR1), 0);
  CHECK_EQUAL(sigaction(number, &host, NULL), 0);
}

static void first_call(void) { CHECK_OK(ffo_string_free(ffo_string_new("first call", NULL))); }

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

static sigjmp_buf back;

static void leaves(int number, siginfo_t *info, void *context)
{
  (void)info;
  (void)context;
  siglongjmp(back, number);
}

static volatile sig_atomic_t heard;

static void hears(int number, siginfo_t *info, void *context)
{
  (void)context;
  heard = info->si_code == SI_USER ? number : -1;
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

/* The library answers what it can, and only that. */
static int faults_of_its_own(void)
{
  install(SIGSEGV, leaves, 0);
  install(SIGFPE, leaves, 0);
  first_call();
  for (volatile uintptr_t bad = 8; bad < (uintptr_t)1 << 40; bad <<= 8) {
    const int number = sigsetjmp(back, 1);
    if (number == 0) {
      *(volatile int *)bad = 1;
      return 1;
    }
    CHECK_EQUAL(number, SIGSEGV);
    CHECK_STATUS(ffo_stats_get((ffo_stats *)8), FFO_E_INTERNAL);
  }
#ifdef __x86_64__ /* elsewhere a division by zero is no fault */
  const int number = sigsetjmp(back, 1);
  if (number == 0) {
    const volatile int zero = 0;
    return 5 / zero;
  }
  CHECK_EQUAL(number, SIGFPE);
#endif
  first_call();
  return 0;
}

static int sent(void)
{
  install(SIGSEGV, hears, 0);
  install(SIGFPE, hears, 0);
  first_call();
  CHECK_EQUAL(kill(getpid(), SIGSEGV), 0);
  CHECK_EQUAL(heard, SIGSEGV);
  CHECK_EQUAL(kill(getpid(), SIGFPE), 0);
  CHECK_EQUAL(heard, SIGFPE);
  return 0;
}

static int sent_and_ignored(void)
{
  CHECK(signal(SIGSEGV, SIG_IGN) != SIG_ERR && signal(SIGFPE, SIG_IGN) != SIG_ERR);
  first_call();
  CHECK_EQUAL(kill(getpid(), SIGSEGV), 0);
  CHECK_EQUAL(kill(getpid(), SIGFPE), 0);
  return 0;
}

static int ignored_but_of_the_processor(void)
{
  CHECK(signal(SIGSEGV, SIG_IGN) != SIG_ERR);
  first_call();
  *(volatile char *)page = 1;
  return 1;
}

static int sent_without_handler(void)
{
  first_call();
  CHECK_EQUAL(kill(getpid(), SIGSEGV), 0);
  return 1;
}

static int fault_without_handler(void)
{
  first_call();
  *(volatile char *)page = 1;
  return 1;
}

static void run(const char *name, int (*test)(void), int signal_that_ends)
{
  int status;
  const pid_t process = fork();
  CHECK(process >= 0);
  if (process == 0) {
    const struct rlimit no_core = { 0, 0 };
    setrlimit(RLIMIT_CORE, &no_core);
    _exit(test());
  }
  CHECK_EQUAL(waitpid(process, &status, 0), process);
  const int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (ended_by != signal_that_ends || (ended_by == 0 && WEXITSTATUS(status) != 0)) {
    fprintf(stderr, "%s: status %#x\n", name, (unsigned)status);
    exit(1);
  }
}

#define RUN(test, signal_that_ends) run(#test, test, signal_that_ends)

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
  RUN(faults_of_its_own, 0);
  RUN(sent, 0);
  RUN(sent_and_ignored, 0);
  RUN(ignored_but_of_the_processor, SIGSEGV);
  RUN(sent_without_handler, SIGSEGV);
  RUN(fault_without_handler, SIGSEGV);
  return 0;
}
