/* Makes no call of the library a cancellation point. A thread cancelled inside the library would leave the runtime's
 * locks held and its own state half changed, and all other threads would hang.
 *
 * The library is linked with --wrap for each function that is a cancellation point, or that POSIX allows to be one,
 * and that the runtime or the library calls. Here it runs with cancellation disabled; a request stays pending until
 * the host's next cancellation point.
 *
 * C, because the runtime makes these calls in its own native code, where no managed code can run.
 *
 * The linker drops the functions that nothing calls, and with them the need for the C library to have them. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/types.h>

/* Defines the wrapper of one function. */
#define UNCANCELLED(type, name, parameters, arguments)                                                                       \
  type __real_##name parameters;                                                                                             \
  type __wrap_##name parameters;                                                                                             \
  type __wrap_##name parameters                                                                                              \
  {                                                                                                                          \
    int state;                                                                                                               \
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);                                                                  \
    type result = __real_##name arguments;                                                                                   \
    pthread_setcancelstate(state, &state);                                                                                   \
    return result;                                                                                                           \
  }

struct timespec;
typedef struct __dirstream DIR;
struct dirent64;

/* The formatter would take pointers among the parameters for products. */
/* clang-format off */
UNCANCELLED(int, close, (int file), (file))
UNCANCELLED(int, fsync, (int file), (file))
UNCANCELLED(int, msync, (void *memory, size_t size, int flags), (memory, size, flags))
UNCANCELLED(int, poll, (void *files, unsigned long count, int timeout), (files, count, timeout))
UNCANCELLED(ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count))
UNCANCELLED(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count))
UNCANCELLED(ssize_t, pread64, (int file, void *bytes, size_t count, long long at), (file, bytes, count, at))
UNCANCELLED(ssize_t, pwrite64, (int file, const void *bytes, size_t count, long long at), (file, bytes, count, at))
UNCANCELLED(ssize_t, preadv64, (int file, const void *parts, int count, long long at), (file, parts, count, at))
UNCANCELLED(ssize_t, pwritev64, (int file, const void *parts, int count, long long at), (file, parts, count, at))
UNCANCELLED(ssize_t, getrandom, (void *bytes, size_t count, unsigned flags), (bytes, count, flags))
UNCANCELLED(int, fallocate64, (int file, int mode, long long at, long long size), (file, mode, at, size))
UNCANCELLED(int, nanosleep, (const struct timespec *time, struct timespec *left), (time, left))
UNCANCELLED(int, clock_nanosleep, (int clock, int flags, const struct timespec *time, struct timespec *left),
            (clock, flags, time, left))
UNCANCELLED(int, pthread_cond_wait, (pthread_cond_t *condition, pthread_mutex_t *mutex), (condition, mutex))
UNCANCELLED(int, pthread_cond_timedwait,
            (pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until), (condition, mutex, until))
UNCANCELLED(pid_t, waitpid, (pid_t process, int *status, int options), (process, status, options))
UNCANCELLED(int, waitid, (int kind, unsigned number, void *info, int options), (kind, number, info, options))
UNCANCELLED(int, flock, (int file, int operation), (file, operation))

UNCANCELLED(FILE *, fopen64, (const char *path, const char *mode), (path, mode))
UNCANCELLED(int, fclose, (FILE *file), (file))
UNCANCELLED(int, fflush, (FILE *file), (file))
UNCANCELLED(int, fgetc, (FILE *file), (file))
UNCANCELLED(int, fputs, (const char *text, FILE *file), (text, file))
UNCANCELLED(size_t, fwrite, (const void *items, size_t size, size_t count, FILE *file), (items, size, count, file))
UNCANCELLED(ssize_t, __getdelim, (char **line, size_t *size, int end, FILE *file), (line, size, end, file))
UNCANCELLED(DIR *, opendir, (const char *path), (path))
UNCANCELLED(int, closedir, (DIR *folder), (folder))
UNCANCELLED(struct dirent64 *, readdir64, (DIR *folder), (folder))
UNCANCELLED(int, vfprintf, (FILE *file, const char *format, va_list rest), (file, format, rest))
UNCANCELLED(char *, getcwd, (char *path, size_t size), (path, size))
UNCANCELLED(int, unlink, (const char *path), (path))
/* clang-format on */

/* Defines the wrapper of open or open64. It reads the mode even if the caller passed none, as the C libraries do. */
#define UNCANCELLED_OPEN(name)                                                                                               \
  int __real_##name(const char *path, int flags, ...);                                                                       \
  int __wrap_##name(const char *path, int flags, ...);                                                                       \
  int __wrap_##name(const char *path, int flags, ...)                                                                        \
  {                                                                                                                          \
    int state;                                                                                                               \
    va_list rest;                                                                                                            \
    va_start(rest, flags);                                                                                                   \
    const mode_t mode = va_arg(rest, mode_t);                                                                                \
    va_end(rest);                                                                                                            \
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);                                                                  \
    const int result = __real_##name(path, flags, mode);                                                                     \
    pthread_setcancelstate(state, &state);                                                                                   \
    return result;                                                                                                           \
  }

UNCANCELLED_OPEN(open)
UNCANCELLED_OPEN(open64)

/* fcntl's third argument is an integer or a pointer of at most 64 bits, so a pointer can carry either. */
int __real_fcntl(int file, int command, ...);
int __wrap_fcntl(int file, int command, ...);
int __wrap_fcntl(int file, int command, ...)
{
  int state;
  va_list rest;
  va_start(rest, command);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
  const int result = __real_fcntl(file, command, argument);
  pthread_setcancelstate(state, &state);
  return result;
}

int __wrap_fprintf(FILE *file, const char *format, ...);
int __wrap_fprintf(FILE *file, const char *format, ...)
{
  int state;
  va_list rest;
  va_start(rest, format);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
  const int result = vfprintf(file, format, rest);
  pthread_setcancelstate(state, &state);
  va_end(rest);
  return result;
}

int __wrap___isoc99_fscanf(FILE *file, const char *format, ...);
int __wrap___isoc99_fscanf(FILE *file, const char *format, ...)
{
  int state;
  va_list rest;
  va_start(rest, format);
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
  const int result = vfscanf(file, format, rest);
  pthread_setcancelstate(state, &state);
  va_end(rest);
  return result;
}
