/* What the process writes to standard error in between. */
#ifndef FFO_TEST_CAPTURE_H
#define FFO_TEST_CAPTURE_H

#include "check.h"

#include <unistd.h>

typedef struct capture {
  FILE *file;
  int saved;
  char text[4096];
} capture;

static inline void capture_begin(capture *capture)
{
  capture->file = tmpfile();
  CHECK(capture->file != NULL);
  capture->saved = dup(STDERR_FILENO);
  CHECK(dup2(fileno(capture->file), STDERR_FILENO) >= 0);
}

static inline const char *capture_end(capture *capture)
{
  CHECK(dup2(capture->saved, STDERR_FILENO) >= 0);
  CHECK_EQUAL(close(capture->saved), 0);
  rewind(capture->file);
  const size_t length = fread(capture->text, 1, sizeof capture->text - 1, capture->file);
  capture->text[length] = '\0';
  CHECK_EQUAL(fclose(capture->file), 0);
  return capture->text;
}

#endif
