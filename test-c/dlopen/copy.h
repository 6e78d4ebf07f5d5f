/* The library once more, from a file of another name. */
#ifndef FFO_TEST_COPY_H
#define FFO_TEST_COPY_H

#include "api.h"

#ifdef _WIN32
/* A loaded file cannot be deleted: it stays beside the program, where the next run replaces it. */
static inline api api_load_copy(const char *from)
{
  static unsigned copies;
  char program[MAX_PATH];
  char path[MAX_PATH + 64];
  const char *heap = getenv("FFO_HEAP");
  const DWORD length = GetModuleFileNameA(NULL, program, sizeof program);
  CHECK(length > 0 && length < sizeof program);
  snprintf(path, sizeof path, "%s.%s.%u.dll", program, heap == NULL ? "plain" : heap, ++copies);
  CHECK(CopyFileA(from, path, FALSE));
  return api_load(path);
}
#else
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static inline void copy_file(const char *from, const char *to)
{
  struct stat about;
  const int in = open(from, O_RDONLY);
  const int out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0700);
  CHECK(in >= 0 && out >= 0);
  CHECK_EQUAL(fstat(in, &about), 0);
  off_t copied = 0;
  while (copied < about.st_size) {
    CHECK(sendfile(out, in, &copied, (size_t)(about.st_size - copied)) > 0);
  }
  CHECK_EQUAL(close(in), 0);
  CHECK_EQUAL(close(out), 0);
}

/* The file is gone when it has been loaded. */
static inline api api_load_copy(const char *from)
{
  char folder[] = "/tmp/ffo-copy-XXXXXX";
  char path[64];
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/libffi_ownership.so.copy", folder);
  copy_file(from, path);
  const api it = api_load(path);
  CHECK_EQUAL(unlink(path), 0);
  CHECK_EQUAL(rmdir(folder), 0);
  return it;
}
#endif

#endif
