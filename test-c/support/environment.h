/* The environment, which children inherit. */
#ifndef FFO_TEST_ENVIRONMENT_H
#define FFO_TEST_ENVIRONMENT_H

#include "check.h"

/* NULL: there is no such variable then. */
static inline void environment_set(const char *name, const char *value)
{
#ifdef _WIN32
  CHECK_EQUAL(_putenv_s(name, value == NULL ? "" : value), 0);
#else
  CHECK_EQUAL(value == NULL ? unsetenv(name) : setenv(name, value, 1), 0);
#endif
}

#endif
