/* One program, one fresh process of this same executable. */
#include "driver.h"
#include "run.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONGEST = 120 }; /* seconds: what takes longer hangs */

static void set_up(const program *program)
{
  char quarantine[32];
  snprintf(quarantine, sizeof quarantine, "%u", program->quarantine);
  setenv("FFO_HEAP", program->system != 0 ? "system" : "slab", 1);
  setenv("FFO_POLICY", program->log != 0 ? "log" : "return", 1);
  program->quarantine != 0 ? setenv("FFO_QUARANTINE", quarantine, 1) : unsetenv("FFO_QUARANTINE");
  program->zero != 0 ? setenv("FFO_ZERO_ON_FREE", "1", 1) : unsetenv("FFO_ZERO_ON_FREE");
  program->report != 0 ? setenv("FFO_LEAK_REPORT", "/dev/null", 1) : unsetenv("FFO_LEAK_REPORT");
}

/* The program goes to the process as text on its standard input, what it writes comes back in a file
 * in memory. */
job job_start(const program *program, uint64_t seed, const char *print_to)
{
  const int input = memfd_create("program", 0);
  const int output = memfd_create("output", 0);
  FILE *text = fdopen(dup(input), "w");
  if (input < 0 || output < 0 || text == NULL) {
    perror("memfd_create");
    exit(2);
  }
  program_write(program, text);
  fclose(text);
  lseek(input, 0, SEEK_SET);
  const pid_t child = fork();
  if (child < 0) {
    perror("fork");
    exit(2);
  }
  if (child == 0) {
    set_up(program);
    dup2(input, 0);
    dup2(output, 1);
    dup2(output, 2);
    close(input);
    close(output);
    alarm(LONGEST);
#ifdef FFO_EMULATED /* the emulator cannot start another program; the library is as cold without */
    exit(program_run(program, print_to));
#else
    execl("/proc/self/exe", "fuzz", "run", "-", print_to, (char *)NULL);
    _exit(127);
#endif
  }
  close(input);
  return (job){ child, output, seed };
}

void job_end(const job *ended, int status, outcome *to)
{
  to->good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  to->text[0] = '\0';
  if (!to->good) {
    size_t length = 0;
    if (WIFSIGNALED(status)) {
      const int number = WTERMSIG(status);
      length = (size_t)snprintf(to->text, sizeof to->text, "%s%s\n",
                                number == SIGALRM ? "hangs: " : "", strsignal(number));
    } else if (WEXITSTATUS(status) != FOUND) {
      length = (size_t)snprintf(to->text, sizeof to->text, "exit status %d\n", WEXITSTATUS(status));
    }
    const off_t size = lseek(ended->output, 0, SEEK_END);
    const off_t room = (off_t)(sizeof to->text - length - 1);
    const ssize_t got =
        pread(ended->output, to->text + length, (size_t)room, size > room ? size - room : 0);
    to->text[length + (size_t)(got < 0 ? 0 : got)] = '\0';
    const char *told = strstr(to->text, "finding: ");
    if (told != NULL) { /* before it may stand what a policy writes */
      memmove(to->text, told, strlen(told) + 1);
    }
  }
  close(ended->output);
}

void program_try(const program *tried, const char *print_to, outcome *to)
{
  int status;
  const job started = job_start(tried, 0, print_to);
  waitpid(started.child, &status, 0);
  job_end(&started, status, to);
}
