/* Passes faults that the .NET runtime cannot handle on to the host's signal handlers.
 *
 * At the host's first call of the library the runtime installs handlers for SIGSEGV and SIGFPE, because it turns
 * faults in managed code into exceptions: a fault in the first page becomes a NullReferenceException, and so
 * FFO_E_INTERNAL. A fault at any other address would end the process. But the host may be able to handle such a
 * fault: a garbage collector that write-protects its pages, or a file that is mapped lazily. So a handler of this
 * file is called before the runtime's. It passes to the runtime only the faults that the runtime can handle; all
 * others go to the handler that the host had installed, as if the library were not there.
 *
 * C, because no managed code can run in a signal handler. The library is linked with --wrap=sigaction, so the
 * runtime's calls come here; the kernel calls on_fault. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

/* Addresses below this one are NULL with an offset: Linux maps no memory there (vm.mmap_min_addr). The runtime
 * accepts only faults in the first page as such, so on_fault reports all faults in this area as faults at NULL. */
enum { NULL_AREA = 64 * 1024 };

/* A signal that both the host and the runtime handle. */
typedef struct taken_signal {
  struct sigaction host;    /* the host's action, from before the runtime started */
  struct sigaction runtime; /* the runtime's action; its handler is NULL until the runtime has started */
} taken_signal;

static taken_signal segv;
static taken_signal fpe;

/* The state of a signal that is wrapped here; NULL for any other. */
static taken_signal *taken(int number) { return number == SIGSEGV ? &segv : number == SIGFPE ? &fpe : NULL; }

int __real_sigaction(int number, const struct sigaction *action, struct sigaction *former);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *former);
ssize_t __real_write(int file, const void *bytes, size_t count);

/* The bounds of the sections of managed code and of entries in C, made by the linker; NULL for those that a library does not have. */
extern char __start___managedcode[] __attribute__((visibility("hidden")));
extern char __stop___managedcode[] __attribute__((visibility("hidden")));
extern char __start_own_entries[] __attribute__((weak, visibility("hidden")));
extern char __stop_own_entries[] __attribute__((weak, visibility("hidden")));

static bool is_between(uintptr_t at, const char *start, const char *stop)
{
  return at >= (uintptr_t)start && at < (uintptr_t)stop;
}

/* Whether the fault happened in a call of this library. */
static bool is_in_library(const ucontext_t *context)
{
#if defined(__x86_64__)
  const uintptr_t at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  const uintptr_t at = (uintptr_t)context->uc_mcontext.pc;
#else
  const uintptr_t at = 0;
#endif
  return is_between(at, __start___managedcode, __stop___managedcode) ||
         is_between(at, __start_own_entries, __stop_own_entries);
}

/* Prints the address of an invalid access. Uses write, because stdio is not safe in a signal handler. */
static void name_address(uintptr_t address)
{
  char line[] = LIBRARY_NAME ": a call was given memory that cannot be used: 0x0000000000000000\n";
  for (char *digit = line + sizeof line - 3; address != 0; address /= 16) {
    *digit-- = "0123456789abcdef"[address % 16];
  }
  (void)!__real_write(STDERR_FILENO, line, sizeof line - 1);
}

/* Ends the process by the signal's default action, for a host without a handler. When the handler returns, a fault
 * happens again, so a debugger or a core file shows where. A signal that was sent by a process (si_code <= 0) would
 * not happen again, so it is raised again. */
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

/* Calls the host's handler as the kernel would. The kernel restores the signal mask when on_fault returns. */
static void pass_on(int number, siginfo_t *info, void *context)
{
  taken_signal *const signal = taken(number);
  const struct sigaction host = signal->host;
  if (host.sa_handler == SIG_IGN && info->si_code <= 0) {
    return;
  }
  if (host.sa_handler == SIG_IGN || host.sa_handler == SIG_DFL) {
    end_by(number, info, context);
    return;
  }

  pthread_sigmask(SIG_BLOCK, &host.sa_mask, NULL);
  if ((host.sa_flags & SA_NODEFER) != 0) {
    sigset_t own;
    sigemptyset(&own);
    sigaddset(&own, number);
    pthread_sigmask(SIG_UNBLOCK, &own, NULL);
  }
  if ((host.sa_flags & (int)SA_RESETHAND) != 0) {
    signal->host.sa_handler = SIG_DFL;
  }
  if ((host.sa_flags & SA_SIGINFO) != 0) {
    host.sa_sigaction(number, info, context);
  } else {
    host.sa_handler(number);
  }
}

/* Whether the runtime can handle the fault. For a non-canonical address x64 reports no si_addr, and SI_KERNEL as the
 * code. */
static bool is_for_runtime(int number, const siginfo_t *info)
{
  return info->si_code > 0 && (number != SIGSEGV || info->si_code == SI_KERNEL || (uintptr_t)info->si_addr < NULL_AREA);
}

/* The handler that the kernel calls. */
static void on_fault(int number, siginfo_t *info, void *context)
{
  if (is_for_runtime(number, info)) {
    siginfo_t seen = *info;
    if (number == SIGSEGV && is_in_library(context)) {
      seen.si_addr = NULL;
    }
    taken(number)->runtime.sa_sigaction(number, &seen, context);
  } else {
    pass_on(number, info, context);
  }
}

/* Installs on_fault in place of the runtime's handler, and reports pass_on to the runtime as the former handler. The
 * runtime calls that handler for faults that it does not recognise. */
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *former)
{
  taken_signal *const signal = taken(number);
  if (signal == NULL || action == NULL || (action->sa_flags & SA_SIGINFO) == 0) {
    return __real_sigaction(number, action, former);
  }

  if (signal->runtime.sa_sigaction == NULL) {
    struct sigaction ours = *action;
    if (__real_sigaction(number, NULL, &signal->host) != 0) {
      return -1;
    }
    signal->runtime = *action;
    ours.sa_sigaction = on_fault;
    if (__real_sigaction(number, &ours, NULL) != 0) {
      signal->runtime.sa_sigaction = NULL;
      return -1;
    }
  }
  if (former != NULL) {
    *former = signal->host;
    former->sa_sigaction = pass_on;
    former->sa_flags |= SA_SIGINFO;
  }
  return 0;
}
