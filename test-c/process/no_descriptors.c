/* The first call needs no file descriptor, and no random numbers of the system's: where it has none to
 * give, the library's keys still differ from one process to the next. */
#include "every_call.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

enum { PROCESSES = 16 };

static bool refuses;
static size_t asked;

/* Stands before the C library's. */
ssize_t getrandom(void *buffer, size_t length, unsigned flags)
{
  asked++;
  if (refuses) {
    errno = ENOSYS;
    return -1;
  }
  (void)flags;
  const int file = open("/dev/urandom", O_RDONLY);
  const ssize_t count = file >= 0 ? read(file, buffer, length) : -1;
  if (file >= 0) {
    close(file);
  }
  return count;
}

static void use_up_descriptors(void)
{
  const struct rlimit few = { 32, 32 };
  CHECK_EQUAL(setrlimit(RLIMIT_NOFILE, &few), 0);
  while (open("/dev/null", O_RDONLY) >= 0) {
  }
  CHECK_EQUAL(errno, EMFILE);
}

static int check_call(size_t number)
{
  const every_call *call = &every_calls[number];
  use_up_descriptors();
  call->call();
  every_call_prepare();
  if (call->call != every_call_ffo_report_leaks) { /* which writes a file */
    call->call();
    CHECK_OK(its.status);
  }
  return 0;
}

/* A handle shows the keys. */
static uint64_t key_of_new_process(void)
{
  int ends[2];
  int status;
  uint64_t key = 0;
  CHECK_EQUAL(pipe(ends), 0);
  const pid_t process = fork();
  CHECK(process >= 0);
  if (process == 0) {
    key = ffo_handle_from_raw(ffo_string_new("text", NULL), FFO_TYPE_STRING, NULL);
    _exit(asked > 0 && write(ends[1], &key, sizeof key) == sizeof key ? 0 : 1);
  }
  CHECK_EQUAL(waitpid(process, &status, 0), process);
  CHECK_EQUAL(status, 0);
  CHECK_EQUAL(read(ends[0], &key, sizeof key), sizeof key);
  close(ends[0]);
  close(ends[1]);
  CHECK(key != 0);
  return key;
}

static void check_keys_differ(void)
{
  uint64_t keys[PROCESSES];
  for (size_t i = 0; i < PROCESSES; i++) {
    keys[i] = key_of_new_process();
    for (size_t k = 0; k < i; k++) {
      CHECK(keys[i] != keys[k]);
    }
  }
}

int main(int count, char **arguments)
{
  child_work(count, arguments, check_call);
  check_keys_differ();
  refuses = true;
  check_keys_differ();
  every_call_run(arguments[0], check_call);
  every_call_check_complete();
  return 0;
}
