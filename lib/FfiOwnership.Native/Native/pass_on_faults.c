/* The .NET runtime takes SIGSEGV and SIGFPE at the host's first call of ours, because it makes exceptions of faults in managed
 * code: a fault in the first page becomes a NullReferenceException, and so FFO_E_INTERNAL; at any other address it would
 * end the process. But the host may be able to mend such a fault: a garbage collector that write-protects its pages, a file
 * that is mapped lazily. So the library is linked with --wrap=sigaction: the runtime's calls come here, and a handler of
 * ours stands before the runtime's. It leaves to the runtime only what the runtime can answer; everything else goes to the
 * handler that the host had installed before, as if the library were not there. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

/* No program has memory here, since Linux does not map it (vm.mmap_min_addr): a NULL with an offset. The runtime takes only
 * the first page for that, so it is told that the fault was there. */
enum { NULL_AREA = 64 * 1024 };

typedef struct taken_signal {
  struct sigaction hosts;
  struct sigaction runtimes; /* without a handler until the runtime has started */
} taken_signal;

static taken_signal segv;
static taken_signal fpe;

static taken_signal *taken(int number) { return number == SIGSEGV ? &segv : number == SIGFPE ? &fpe : NULL; }

int __real_sigaction(int number, const struct sigaction *action, struct sigaction *former);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *former);
ssize_t __real_write(int file, const void *bytes, size_t count);

extern char __start___managedcode[] __attribute__((visibility("hidden")));
extern char __stop___managedcode[] __attribute__((visibility("hidden")));

static bool is_in_library(const ucontext_t *context)
{
#if defined(__x86_64__)
  const uintptr_t at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  const uintptr_t at = (uintptr_t)context->uc_mcontext.pc;
#else
  const uintptr_t at = 0;
#endif
  return at >= (uintptr_t)__start___managedcode && at < (uintptr_t)__stop___managedcode;
}

/* No stdio in a signal handler. */
static void name_address(uintptr_t address)
{
  char line[] = "ffi_ownership: a call was given memory that cannot be used: 0x0000000000000000\n";
  for (char *digit = line + sizeof line - 3; address != 0; address /= 16) {
    *digit-- = "0123456789abcdef"[address % 16];
  }
  (void)!__real_write(STDERR_FILENO, line, sizeof line - 1);
}

/* The host has no handler: the fault happens again and ends the process, where a debugger or a core file shows it. A signal
 * that somebody sent does not happen again, so it is sent again. */
static void end_by(int number, const siginfo_t *info, const void *context)
{
  const struct sigaction to_default = { .sa_handler = SIG_DFL };
  if (number == SIGSEGV && info->si_code > 0 && is_in_library(context)) {
    name_address((uintptr_t)info->si_addr);
  }
  __real_sigaction(number, &to_default, NULL);
  if (info->si_code <= 0) {
    raise(number);
  }
}

/* Calls the host's handler as the kernel would. The mask is the kernel's to put back, when the handler returns. */
static void pass_on(int number, siginfo_t *info, void *context)
{
  taken_signal *const signal = taken(number);
  const struct sigaction hosts = signal->hosts;
  if (hosts.sa_handler == SIG_IGN && info->si_code <= 0) {
    return;
  }
  if (hosts.sa_handler == SIG_IGN || hosts.sa_handler == SIG_DFL) {
    end_by(number, info, context);
    return;
  }

  pthread_sigmask(SIG_BLOCK, &hosts.sa_mask, NULL);
  if ((hosts.sa_flags & SA_NODEFER) != 0) {
    sigset_t own;
    sigemptyset(&own);
    sigaddset(&own, number);
    pthread_sigmask(SIG_UNBLOCK, &own, NULL);
  }
  if ((hosts.sa_flags & (int)SA_RESETHAND) != 0) {
    signal->hosts.sa_handler = SIG_DFL;
  }
  if ((hosts.sa_flags & SA_SIGINFO) != 0) {
    hosts.sa_sigaction(number, info, context);
  } else {
    hosts.sa_handler(number);
  }
}

/* What x64 cannot even take for an address has no si_addr, and SI_KERNEL as its code. */
static bool is_runtimes(int number, const siginfo_t *info)
{
  return info->si_code > 0 && (number != SIGSEGV || info->si_code == SI_KERNEL || (uintptr_t)info->si_addr < NULL_AREA);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
  if (is_runtimes(number, info)) {
    siginfo_t seen = *info;
    if (number == SIGSEGV && is_in_library(context)) {
      seen.si_addr = NULL;
    }
    taken(number)->runtimes.sa_sigaction(number, &seen, context);
  } else {
    pass_on(number, info, context);
  }
}

/* What the runtime does not recognise it passes to the handler that it found, which is pass_on. */
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *former)
{
  taken_signal *const signal = taken(number);
  if (signal == NULL || action == NULL || (action->sa_flags & SA_SIGINFO) == 0) {
    return __real_sigaction(number, action, former);
  }

  if (signal->runtimes.sa_sigaction == NULL) {
    struct sigaction ours = *action;
    if (__real_sigaction(number, NULL, &signal->hosts) != 0) {
      return -1;
    }
    signal->runtimes = *action;
    ours.sa_sigaction = on_fault;
    if (__real_sigaction(number, &ours, NULL) != 0) {
      signal->runtimes.sa_sigaction = NULL;
      return -1;
    }
  }
  if (former != NULL) {
    *former = signal->hosts;
    former->sa_sigaction = pass_on;
    former->sa_flags |= SA_SIGINFO;
  }
  return 0;
}
