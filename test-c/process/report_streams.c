/* A leak report arrives whole, or the call says FFO_E_IO: through a pipe that is full and does not
 * wait, with signals in between, to a disk without room, to a standard error that is closed. Paths
 * are bytes, the file is not inherited, and errno stays what it was. */
#include "capture.h"
#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { BLOCKS = 5000 };

typedef struct reader {
  int file;
  bool is_slow;
  size_t lines;
} reader;

static atomic_bool reports_now;
static pthread_t reporting;

static void on_signal(int number) { (void)number; }

static void *read_all(void *argument)
{
  reader *it = argument;
  char buffer[4096];
  for (ssize_t length; (length = read(it->file, buffer, sizeof buffer)) != 0;) {
    CHECK(length > 0 || errno == EINTR);
    for (ssize_t i = 0; i < length; i++) {
      it->lines += buffer[i] == '\n';
    }
    if (it->is_slow && atomic_load(&reports_now)) {
      pthread_kill(reporting, SIGUSR1);
      sched_yield();
    }
  }
  return NULL;
}

/* A report into a pipe, by the path of its descriptor or as standard error. */
static void report_into_pipe(int flags, bool as_standard_error, bool is_slow)
{
  int ends[2];
  pthread_t thread;
  char path[32];
  CHECK_EQUAL(pipe(ends), 0);
  reader it = { .file = ends[0], .is_slow = is_slow };
  CHECK_EQUAL(fcntl(ends[1], F_SETFL, flags), 0);
  snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
  const int saved = dup(STDERR_FILENO);
  if (as_standard_error) {
    CHECK_EQUAL(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
  }
  atomic_store(&reports_now, true);
  CHECK_EQUAL(pthread_create(&thread, NULL, read_all, &it), 0);
  errno = 77;
  const ffo_status status = ffo_report_leaks(0, as_standard_error ? NULL : path);
  const int after = errno;
  atomic_store(&reports_now, false);
  CHECK_EQUAL(dup2(saved, STDERR_FILENO), STDERR_FILENO);
  CHECK_EQUAL(close(saved), 0);
  CHECK_EQUAL(close(ends[1]), 0);
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
  CHECK_EQUAL(close(ends[0]), 0);
  CHECK_OK(status);
  CHECK_EQUAL(after, 77);
  CHECK_EQUAL(it.lines, BLOCKS + 2); /* the sum, the type's, and the blocks */
}

static void report_nowhere(void)
{
  CHECK_STATUS(ffo_report_leaks(0, "/dev/full"), FFO_E_IO);
  CHECK_STATUS(ffo_report_leaks(0, ""), FFO_E_IO);
  CHECK_STATUS(ffo_report_leaks(0, "/dev/null/below"), FFO_E_IO);
  const int saved = dup(STDERR_FILENO);
  CHECK_EQUAL(close(STDERR_FILENO), 0);
  const ffo_status status = ffo_report_leaks(0, NULL);
  CHECK_EQUAL(dup2(saved, STDERR_FILENO), STDERR_FILENO);
  CHECK_EQUAL(close(saved), 0);
  CHECK_STATUS(status, FFO_E_IO);
  CHECK_TEXT(ffo_last_error_message(),
             "ffo_report_leaks: the report could not be written: Bad file descriptor");
}

/* A name in Latin-1, given to the call and in the environment. Files are replaced. */
static void report_to_bytes(const char *folder)
{
  char path[128];
  struct stat file;
  int status;
  snprintf(path, sizeof path, "%s/l\xE4ks", folder);
  FILE *former = fopen(path, "w");
  CHECK(former != NULL);
  CHECK_EQUAL(ftruncate(fileno(former), 10000000), 0);
  CHECK_EQUAL(fclose(former), 0);
  CHECK_OK(ffo_report_leaks(0, path));
  CHECK_EQUAL(stat(path, &file), 0);
  CHECK(file.st_size > BLOCKS && file.st_size < 10000000);
  CHECK_EQUAL(unlink(path), 0);

  if (EMULATED) {
    return; /* an emulator starts no program of the other processor by itself */
  }
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    CHECK_EQUAL(setenv("FFO_LEAK_REPORT", path, 1), 0);
    execl("/proc/self/exe", "report_streams", "child", (char *)NULL);
    _exit(1);
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK_EQUAL(status, 0);
  CHECK_EQUAL(stat(path, &file), 0);
  CHECK_EQUAL(file.st_size, strlen("ffi_ownership: 0 live blocks, 0 bytes\n"));
  CHECK_EQUAL(unlink(path), 0);
}

/* While a report waits for its reader, every descriptor that it opened closes on exec. */
static void *look_at_descriptors(void *argument)
{
  char buffer[4096];
  const int file = open(argument, O_RDONLY);
  CHECK(file >= 0);
  CHECK(read(file, buffer, 1) == 1);
  size_t writers = 0;
  for (int other = 3; other < 256; other++) {
    struct stat one;
    struct stat two;
    const int mode = fcntl(other, F_GETFL);
    if (other != file && mode >= 0 && fstat(file, &one) == 0 && fstat(other, &two) == 0 &&
        one.st_ino == two.st_ino && one.st_dev == two.st_dev) {
      CHECK_EQUAL(mode & O_ACCMODE, O_WRONLY);
      CHECK_EQUAL(fcntl(other, F_GETFD), FD_CLOEXEC);
      writers++;
    }
  }
  CHECK_EQUAL(writers, 1);
  while (read(file, buffer, sizeof buffer) > 0) {
  }
  CHECK_EQUAL(close(file), 0);
  return NULL;
}

static void report_without_heirs(const char *folder)
{
  char path[128];
  pthread_t thread;
  snprintf(path, sizeof path, "%s/queue", folder);
  CHECK_EQUAL(mkfifo(path, 0600), 0);
  CHECK_EQUAL(pthread_create(&thread, NULL, look_at_descriptors, path), 0);
  CHECK_OK(ffo_report_leaks(0, path));
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
  CHECK_EQUAL(unlink(path), 0);
}

int main(int count, char **arguments)
{
  (void)arguments;
  if (count > 1) {
    CHECK_OK(ffo_string_free(ffo_string_new("child", NULL)));
    return 0;
  }

  static char *strings[BLOCKS];
  const struct sigaction interrupt = { .sa_handler = on_signal }; /* without SA_RESTART */
  CHECK_EQUAL(sigaction(SIGUSR1, &interrupt, NULL), 0);
  reporting = pthread_self();
  for (size_t i = 0; i < BLOCKS; i++) {
    strings[i] = ffo_string_new("live", NULL);
  }

  report_into_pipe(0, false, false);
  report_into_pipe(O_NONBLOCK, true, true);
  report_into_pipe(0, true, true);
  report_into_pipe(O_NONBLOCK, false, true);
  report_nowhere();
  char folder[] = "/tmp/ffo-report-XXXXXX";
  CHECK(mkdtemp(folder) != NULL);
  report_to_bytes(folder);
  report_without_heirs(folder);
  CHECK_EQUAL(rmdir(folder), 0);
  CHECK_OK(ffo_strings_free(strings, BLOCKS, NULL));
  CHECK_BALANCED();
  return 0;
}
