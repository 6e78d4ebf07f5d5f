/* Checks for programs that are one test each. A check that fails says where and what, shows both
 * values, and ends the process with 1. */
#ifndef FFO_TEST_CHECK_H
#define FFO_TEST_CHECK_H

#include <ffi_ownership.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#define RUNNING_ON_VALGRIND 0
#else
#include <valgrind/valgrind.h>
#endif

/* What a failing check shows beside its values; a program that does not link the library says no.
 */
#ifndef CHECK_LAST_ERROR
#define CHECK_LAST_ERROR() ffo_last_error_message()
#endif

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      check_failed(__FILE__, __LINE__, #condition, "false", "true");                               \
    }                                                                                              \
  } while (0)

/* Integers and pointers. */
#define CHECK_EQUAL(actual, expected)                                                              \
  check_equal(__FILE__, __LINE__, #actual, (uintmax_t)(actual), (uintmax_t)(expected))

#define CHECK_STATUS(call, expected)                                                               \
  check_text(__FILE__, __LINE__, #call, ffo_status_name(call), ffo_status_name(expected))

#define CHECK_OK(call) CHECK_STATUS(call, FFO_OK)

#define CHECK_TEXT(actual, expected) check_text(__FILE__, __LINE__, #actual, actual, expected)

static inline void check_failed(const char *file, int line, const char *what, const char *actual,
                                const char *expected)
{
  fprintf(stderr, "%s:%d: %s\n  is:       %s\n  expected: %s\n  last error: %s\n", file, line, what,
          actual, expected, CHECK_LAST_ERROR());
  fflush(NULL);
  _Exit(1);
}

static inline void check_equal(const char *file, int line, const char *what, uintmax_t actual,
                               uintmax_t expected)
{
  if (actual != expected) {
    char is[32];
    char wanted[32];
    snprintf(is, sizeof is, "%" PRIuMAX, actual);
    snprintf(wanted, sizeof wanted, "%" PRIuMAX, expected);
    check_failed(file, line, what, is, wanted);
  }
}

static inline void check_text(const char *file, int line, const char *what, const char *actual,
                              const char *expected)
{
  if (actual == NULL || strcmp(actual, expected) != 0) {
    check_failed(file, line, what, actual == NULL ? "(NULL)" : actual, expected);
  }
}

/* Whether an emulator runs this, as it does with programs for another processor. */
#ifdef FFO_EMULATED
enum { EMULATED = 1 };
#else
enum { EMULATED = 0 };
#endif

/* How often to do something: as often as it takes, or less where each step costs more. Valgrind
 * takes a hundredfold; an emulated processor ten times as long. */
static inline size_t rounds(size_t plain, size_t under_valgrind)
{
  const size_t emulated = plain / 10 > under_valgrind ? plain / 10 : under_valgrind;
  return RUNNING_ON_VALGRIND ? under_valgrind : EMULATED ? emulated : plain;
}

#endif
