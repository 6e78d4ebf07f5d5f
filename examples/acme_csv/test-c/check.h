/* What the tests share. */
#ifndef CHECK_H
#define CHECK_H

#include <acme_csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) ((condition) ? (void)0 : fail(__LINE__, #condition))
#define SAYS(message) CHECK(strcmp(acme_last_error_message(), message) == 0)

static inline void fail(int line, const char *condition)
{
  fprintf(stderr, "line %d: %s; the last error is: %s\n", line, condition,
          acme_last_error_message());
  exit(1);
}

static inline acme_csv parsed(const char *text)
{
  acme_status status;
  const acme_csv csv = acme_csv_parse(text, &status);
  CHECK(csv != 0 && status == ACME_OK);
  return csv;
}

#endif
