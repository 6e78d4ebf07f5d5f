/* What the tests share. */
#ifndef CHECK_H
#define CHECK_H

#include <article.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) ((condition) ? (void)0 : fail(__LINE__, #condition))
#define SAYS(message) CHECK(strcmp(last_error_message(), message) == 0)

static inline void fail(int line, const char *condition)
{
  fprintf(stderr, "line %d: %s; the last error is: %s\n", line, condition, last_error_message());
  exit(1);
}

#endif
