/* A host's handlers are called as its sigaction() said, for signals that were sent and for faults of its
 * own; and where it has none, such a fault ends the process. One process for each case. */
#include "hosts_handlers.h"

#include <setjmp.h>
#include <sys/mman.h>

static char *page; /* which nobody may touch */

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

int main(void)
{
  page = mmap(NULL, 64 * 1024, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(page != MAP_FAILED);
  RUN(faults_of_its_own, 0);
  RUN(sent, 0);
  RUN(sent_and_ignored, 0);
  RUN(ignored_but_of_the_processor, SIGSEGV);
  RUN(sent_without_handler, SIGSEGV);
  RUN(fault_without_handler, SIGSEGV);
  return 0;
}
