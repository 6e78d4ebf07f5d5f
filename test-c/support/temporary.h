/* Files of a test's own. */
#ifndef FFO_TEST_TEMPORARY_H
#define FFO_TEST_TEMPORARY_H

#include "check.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <unistd.h>
#endif

enum { TEMPORARY_SIZE = 512 };

/* A file that keeps nothing. */
#ifdef _WIN32
#define NOWHERE "NUL"
#else
#define NOWHERE "/dev/null"
#endif

/* Makes an empty file with a name that no other has; remove() ends it. */
static inline void temporary_file(char path[TEMPORARY_SIZE])
{
#ifdef _WIN32
  char folder[MAX_PATH + 1];
  CHECK(GetTempPathA(sizeof folder, folder) != 0);
  CHECK(GetTempFileNameA(folder, "ffo", 0, path) != 0);
#else
  strcpy(path, "/tmp/ffo-XXXXXX");
  const int file = mkstemp(path);
  CHECK(file >= 0);
  CHECK_EQUAL(close(file), 0);
#endif
}

#endif
