/* What the first call needs of the system, and what happens without it: docs/first-call.md. One process
 * for each, in which the library has not started. */
#include "capture.h"
#include "ledger.h"
#include "memory.h"
#include "threads.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1024 * 1024, NOBODY = 65534 };

/* What a process may end as, when it ends well. */
enum { WORKS = 0, NO_MEMORY = 10 };

static size_t limit;

static void set_limit(int what, size_t most)
{
  const struct rlimit to = { most, most };
  CHECK_EQUAL(setrlimit(what, &to), 0);
}

/* The system call fails as it does in a sandbox. */
static void deny(unsigned number, unsigned error)
{
  struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = { sizeof rules / sizeof *rules, rules };
  CHECK_EQUAL(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  CHECK_EQUAL(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static void give_up_privileges(void) { CHECK(geteuid() != 0 || setuid(NOBODY) == 0); }

static int use(void)
{
  ffo_status status = FFO_OK;
  char *text = ffo_string_new("the first", &status);
  if (text == NULL) {
    CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
    return NO_MEMORY;
  }
  CHECK_TEXT(text, "the first");
  CHECK_OK(ffo_string_free(text));
  CHECK_STATUS(ffo_stats_get((ffo_stats *)8), FFO_E_INTERNAL);
  return WORKS;
}

/* ---- Address space ---- */

static int takes_little(void)
{
  const size_t before = address_space_bytes();
  const int result = use();
  const size_t taken = address_space_bytes() - before;
  fprintf(stderr, "%zu MiB of addresses\n", taken / MIB);
  CHECK(taken < (size_t)160 * MIB);
  return result;
}

static int limited(void)
{
  set_limit(RLIMIT_AS, address_space_bytes() + limit);
  return use();
}

/* Many threads, many exceptions, on the small GC heap. */
static void throw_many(team *team, size_t number)
{
  (void)team;
  (void)number;
  for (size_t i = rounds(5000, 100); i > 0; i--) {
    if (ffo_stats_get((ffo_stats *)8) != FFO_E_INTERNAL) {
      _exit(1);
    }
  }
}

static int storm(void)
{
  const int result = use();
  team_run(TEAM_MOST, throw_many, NULL);
  CHECK_BALANCED();
  return result;
}

/* ---- A thread, locked memory, a barrier ---- */

static int without_thread(void)
{
#ifdef __NR_clone3
  deny(__NR_clone3, EAGAIN);
#endif
  deny(__NR_clone, EAGAIN);
  return use();
}

static int without_membarrier(void)
{
  deny(__NR_membarrier, ENOSYS);
  return use();
}

static int without_membarrier_and_locking(void)
{
  give_up_privileges();
  set_limit(RLIMIT_MEMLOCK, 0);
  deny(__NR_membarrier, ENOSYS);
  return use();
}

static int all_is_locked_within_limit(void)
{
  give_up_privileges();
  set_limit(RLIMIT_MEMLOCK, 64 * 1024);
  CHECK_EQUAL(mlockall(MCL_FUTURE), 0);
  return use();
}

/* ---- The environment ---- */

static int with_settings_of_other_programs(void)
{
  static const char *const names[][2] = {
    { "DOTNET_GCHeapHardLimit", "1000" }, { "DOTNET_GCRegionRange", "1000" },
    { "DOTNET_GCRegionSize", "1" },       { "DOTNET_GCLargePages", "1" },
    { "DOTNET_gcServer", "1" },           { "DOTNET_DbgEnableMiniDump", "1" },
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    CHECK_EQUAL(setenv(names[i][0], names[i][1], 1), 0);
  }
  return use();
}

/* ---- Running them ---- */

static int run(int (*test)(void), capture *lines)
{
  int status;
  capture_begin(lines);
  const pid_t process = fork();
  CHECK(process >= 0);
  if (process == 0) {
    set_limit(RLIMIT_CORE, 0);
    _exit(test());
  }
  CHECK_EQUAL(waitpid(process, &status, 0), process);
  capture_end(lines);
  return status;
}

static bool says_that_it_cannot_start(int status, const capture *lines)
{
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
         strstr(lines->text, "Fatal error. .NET runtime failed to initialize.") != NULL;
}

static void check_works(const char *name, int (*test)(void))
{
  capture lines;
  const int status = run(test, &lines);
  fprintf(stderr, "%s: %s", name, lines.text[0] == '\0' ? "\n" : lines.text);
  CHECK_EQUAL(status, 0);
}

static void check_cannot_start(const char *name, int (*test)(void))
{
  capture lines;
  const int status = run(test, &lines);
  if (!says_that_it_cannot_start(status, &lines)) {
    fprintf(stderr, "%s: status %#x\n%s", name, (unsigned)status, lines.text);
    exit(1);
  }
}

/* From too little to enough: it cannot start and says so, or it starts and has no memory, or it works.
 * Between the two it depends on what the runtime's thread does at the same time: glibc takes 128 MiB of
 * addresses for a moment for each thread that calls malloc. */
static void check_limits(void)
{
  size_t first_that_works = 0;
  for (limit = 8 * MIB; limit <= (size_t)256 * MIB; limit += 8 * MIB) {
    capture lines;
    const int status = run(limited, &lines);
    if (status == 0) {
      first_that_works = first_that_works == 0 ? limit : first_that_works;
    } else if (!says_that_it_cannot_start(status, &lines) &&
               (!WIFEXITED(status) || WEXITSTATUS(status) != NO_MEMORY)) {
      fprintf(stderr, "with %zu MiB: status %#x\n%s", limit / MIB, (unsigned)status, lines.text);
      exit(1);
    } else {
      CHECK(limit < (size_t)224 * MIB);
    }
  }
  fprintf(stderr, "works from %zu MiB on\n", first_that_works / MIB);
}

int main(void)
{
  check_works("takes little", takes_little);
  check_limits();
  check_works("an exception storm", storm);
  check_cannot_start("without a thread", without_thread);
  check_works("without membarrier", without_membarrier);
  check_cannot_start("without membarrier and locking", without_membarrier_and_locking);
  check_cannot_start("all is locked within a limit", all_is_locked_within_limit);
  check_works("with settings of other programs", with_settings_of_other_programs);
  return 0;
}
