/* Libraries of five authors and libffi_ownership in one process: loaded, used by each other's pointers, forked, closed, loaded
 * again.
 *
 *   together FFI_OWNERSHIP NAME FILE [NAME FILE]... */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

enum { MOST = 8, FOREIGN_POINTER = 21, INVALID_HANDLE = 30 };

typedef struct library {
  void *file;
  char *(*hello)(const char *name, uint32_t *status);
  uint32_t (*free)(char *text);
  uint64_t (*open)(size_t megabytes, uint32_t *status);
  uint64_t (*sum)(uint64_t handle, uint32_t *status);
  uint32_t (*close)(uint64_t handle);
  const char *(*last_error_message)(void);
  const char *name;
} library;

#define CHECK(condition) ((condition) ? (void)0 : fail(#condition, __LINE__))

static void fail(const char *condition, int line)
{
  fprintf(stderr, "line %d: %s: %s\n", line, condition, dlerror());
  _exit(1);
}

static void *function(const library *of, const char *name, const char *suffix)
{
  char whole[64];
  (void)snprintf(whole, sizeof whole, "%s_%s", name, suffix);
  void *const found = dlsym(of->file, whole);
  CHECK(found != NULL);
  return found;
}

static library load(const char *name, const char *file)
{
  library loaded = { .file = dlopen(file, RTLD_NOW | RTLD_LOCAL), .name = name };
  CHECK(loaded.file != NULL);
  *(void **)&loaded.hello = function(&loaded, name, "hello");
  *(void **)&loaded.free = function(&loaded, name, "free");
  *(void **)&loaded.open = function(&loaded, name, "open");
  *(void **)&loaded.sum = function(&loaded, name, "sum");
  *(void **)&loaded.close = function(&loaded, name, "close");
  *(void **)&loaded.last_error_message = function(&loaded, name, "last_error_message");
  return loaded;
}

/* The last message ends in what `format` makes of the name of the library that the pointer or handle is of. */
static void check_message(const char *message, const char *format, const char *name)
{
  char end[256];
  (void)snprintf(end, sizeof end, format, name, name, name);
  const size_t length = strlen(message);
  if (length < strlen(end) || strcmp(message + length - strlen(end), end) != 0) {
    fprintf(stderr, "%s\ndoes not end in\n%s\n", message, end);
    _exit(1);
  }
}

/* Under Valgrind blocks are on the system heap, which tells others of handles only. */
static void check_names_block(const char *message, const char *name)
{
  check_message(message,
                RUNNING_ON_VALGRIND != 0
                    ? " is not from this copy of the library; free it where it was made"
                    : " is a block of lib%s (type \"string\"); its %s_free frees it",
                name);
}

static void use(const library *all, int count)
{
  for (int i = 0; i < count; i++) {
    const library *const one = &all[i];
    const library *const other = &all[(i + 1) % count];
    uint32_t status = 1;
    char *const text = one->hello("you", &status);
    CHECK(status == 0 && strcmp(text, "Hello, you!") == 0);
    CHECK(other->free(text) == FOREIGN_POINTER);
    check_names_block(other->last_error_message(), one->name);
    CHECK(one->free(text) == 0);

    const uint64_t handle = one->open(1, &status);
    CHECK(status == 0 && other->close(handle) == INVALID_HANDLE);
    check_message(other->last_error_message(),
                  " is one of lib%s (type \"%s_hoard\"); its %s_close ends it", one->name);
    CHECK(one->sum(handle, &status) == 1 << 20);
    CHECK(one->close(handle) == 0);
  }
}

int main(int count, char **arguments)
{
  library all[MOST];
  const int libraries = (count - 2) / 2;
  void *const ours = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  char *(*string_new)(const char *, uint32_t *);
  uint32_t (*string_free)(char *);
  CHECK(ours != NULL && libraries <= MOST);
  *(void **)&string_new = dlsym(ours, "ffo_string_new");
  *(void **)&string_free = dlsym(ours, "ffo_string_free");
  const char *(*last_error_message)(void);
  *(void **)&last_error_message = dlsym(ours, "ffo_last_error_message");
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < libraries; i++) {
      all[i] = load(arguments[2 + 2 * i], arguments[3 + 2 * i]);
    }
    use(all, libraries);
    char *const text = string_new("ours", NULL);
    CHECK(all[0].free(text) == FOREIGN_POINTER);
    check_message(
        all[0].last_error_message(),
        RUNNING_ON_VALGRIND != 0
            ? " is not from this copy of the library; free it where it was made"
            : " is a block of libffi_ownership (type \"string\"); its ffo_string_free frees it",
        "");
    CHECK(string_free(text) == 0);
    char *const theirs = all[libraries - 1].hello("you", NULL);
    CHECK(string_free(theirs) == FOREIGN_POINTER);
    check_names_block(last_error_message(), all[libraries - 1].name);
    CHECK(all[libraries - 1].free(theirs) == 0);

    const pid_t child = fork();
    if (child == 0) {
      use(all, libraries);
      _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    for (int i = 0; i < libraries; i++) {
      CHECK(dlclose(all[i].file) == 0);
    }
  }
  puts("all of them work");
  return 0;
}
