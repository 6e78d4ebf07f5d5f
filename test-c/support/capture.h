/* What the process, with its children, writes to standard error in between. */
#ifndef FFO_TEST_CAPTURE_H
#define FFO_TEST_CAPTURE_H

#include "temporary.h"

#ifdef _WIN32
#include <io.h>
#define STDERR_FILENO 2
#else
#include <unistd.h>
#endif

typedef struct capture {
  char path[TEMPORARY_SIZE];
  FILE *file;
  int saved;
  char text[4096];
} capture;

static inline void capture_begin(capture *capture)
{
  temporary_file(capture->path);
  capture->file = fopen(capture->path, "w+b");
  CHECK(capture->file != NULL);
  fflush(stderr);
  capture->saved = dup(STDERR_FILENO);
  CHECK(dup2(fileno(capture->file), STDERR_FILENO) >= 0);
}

static inline const char *capture_end(capture *capture)
{
  fflush(stderr);
  CHECK(dup2(capture->saved, STDERR_FILENO) >= 0);
  CHECK_EQUAL(close(capture->saved), 0);
  rewind(capture->file);
  const size_t length = fread(capture->text, 1, sizeof capture->text - 1, capture->file);
  capture->text[length] = '\0';
  CHECK_EQUAL(fclose(capture->file), 0);
  CHECK_EQUAL(remove(capture->path), 0);
  return capture->text;
}

#endif
