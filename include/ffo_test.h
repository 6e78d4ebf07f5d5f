/* ffo_test.h - a test fails if it leaves a block behind, or breaks a rule it did not mean to break.
 *
 * Copyright (c) 2026 FfiOwnership contributors. SPDX-License-Identifier: MIT
 *
 *     static void a_released_handle_is_stale(void)
 *     {
 *       FFO_TEST_BEGIN();
 *       char *text = ffo_string_new("hello", NULL);
 *       ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
 *       assert(ffo_handle_release(handle) == FFO_OK);
 *       FFO_TEST_EXPECT(FFO_E_STALE_HANDLE);
 *       assert(ffo_handle_release(handle) == FFO_E_STALE_HANDLE);
 *       FFO_TEST_END();
 *     }
 *
 * A block counts if it was made after FFO_TEST_BEGIN and lives at FFO_TEST_END, also behind a
 * handle; forgotten ones do not. The leak report that names them goes to standard error before the
 * test fails. A misuse counts if it does in ffo_stats.misuses, and is told with its message.
 *
 * A test fails by FFO_TEST_FAIL(message), a macro that may be defined before this header is
 * included. Without it the message goes to standard error, and the program exits with 1. For
 * frameworks:
 *
 *     #define FFO_TEST_FAIL(message) fail_msg("%s", message)          cmocka
 *     #define FFO_TEST_FAIL(message) ck_abort_msg("%s", message)      Check
 *     #define FFO_TEST_FAIL(message) FAIL() << message                GoogleTest
 *
 * Where a failed assertion leaves the test, FFO_TEST_END is not reached; the next FFO_TEST_BEGIN
 * on the same thread then starts anew. FFO_TEST_BEGIN and _END may also stand in what a framework
 * runs before and after each test.
 *
 * Blocks and misuses are those of the whole process, on all threads, so only one check can be
 * open. FFO_TEST_BEGIN on another thread is refused. On the same thread it takes the place of the
 * former one, whose FFO_TEST_END then fails. Threads that a test starts must have ended before it
 * does. The check has the misuse hook meanwhile, and leaves none. If a test installs a hook of its
 * own, its misuses are counted all the same, but none of them is an expected one.
 *
 * For C99 and C++11 or later. Nothing is to be linked but the library.
 */
#ifndef FFO_FFO_TEST_H
#define FFO_FFO_TEST_H

#include "ffi_ownership.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _MSC_VER
#include <intrin.h>
#endif

/* Begins a check, on the calling thread. */
#define FFO_TEST_BEGIN() FFO_TEST_CHECK(ffo_test_begin())

/* Says that the test is going to cause a misuse, once; it fails if that does not happen.
 * `misuse` is its status, from 20 to 49. */
#define FFO_TEST_EXPECT(misuse) FFO_TEST_CHECK(ffo_test_expect(misuse))

/* Ends the check that the calling thread has begun. */
#define FFO_TEST_END() FFO_TEST_CHECK(ffo_test_end())

#ifndef FFO_TEST_FAIL
#define FFO_TEST_FAIL(message)                                                                     \
  (fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, message), exit(1))
#endif

/* From here on it is how that is done. */

#define FFO_TEST_CHECK(call)                                                                       \
  do {                                                                                             \
    const char *ffo_test_message = call;                                                           \
    if (ffo_test_message != NULL) {                                                                \
      FFO_TEST_FAIL(ffo_test_message);                                                             \
    }                                                                                              \
  } while (0)

/* One variable of a program, in however many of its files this is included. */
#ifdef _WIN32
#define FFO_TEST_SHARED __declspec(selectany)
#else
#define FFO_TEST_SHARED __attribute__((weak))
#endif

#define FFO_TEST_MISUSES 30 /* statuses from 20 to 49 */

typedef struct ffo_test_expected {
  ffo_status misuse; /* FFO_OK: the place is free */
  uint64_t times;    /* how often it is still to come */
} ffo_test_expected;

typedef struct ffo_test_state {
  volatile long is_locked; /* guards the rest */
  const void *thread;      /* that has begun the open check; NULL: none is open */
  uint64_t checkpoint;     /* where it begins */
  uint64_t misuses;        /* counted by then */
  uint64_t heard;          /* since then, by the hook */
  uint64_t unexpected;     /* those of them that were not expected */
  ffo_test_expected expected[FFO_TEST_MISUSES];
  char first[1024];   /* the message of the first unexpected one */
  char message[2048]; /* why the check fails */
} ffo_test_state;

#ifdef __cplusplus
extern "C" {
FFO_TEST_SHARED ffo_test_state ffo_test_shared = {};
}
#else
FFO_TEST_SHARED ffo_test_state ffo_test_shared = { 0 };
#endif

/* Tells threads apart: each has an errno of its own. */
static inline const void *ffo_test_thread(void) { return &errno; }

static inline void ffo_test_lock(void)
{
#ifdef _MSC_VER
  while (_InterlockedExchange(&ffo_test_shared.is_locked, 1) != 0) {
  }
#else
  while (__sync_lock_test_and_set(&ffo_test_shared.is_locked, 1) != 0) {
  }
#endif
}

static inline void ffo_test_unlock(void)
{
#ifdef _MSC_VER
  _InterlockedExchange(&ffo_test_shared.is_locked, 0);
#else
  __sync_lock_release(&ffo_test_shared.is_locked);
#endif
}

/* How often a misuse is still to come. */
static inline uint64_t *ffo_test_times(ffo_status misuse)
{
  ffo_test_expected *place = ffo_test_shared.expected;
  while (place->misuse != misuse && place->misuse != FFO_OK) {
    place++;
  }
  place->misuse = misuse;
  return &place->times;
}

/* The misuse hook of an open check. */
static inline void FFO_CALL ffo_test_hear(const ffo_error_info *info, void *context)
{
  ffo_test_state *test = &ffo_test_shared;
  uint64_t *times = NULL;
  (void)context;
  ffo_test_lock();
  test->heard++;
  times = ffo_test_times(info->status);
  if (*times != 0) {
    --*times;
  } else if (++test->unexpected == 1) {
    snprintf(test->first, sizeof test->first, "%s", info->message);
  }
  ffo_test_unlock();
}

/* Returns why no check begins, or NULL. */
static inline const char *ffo_test_begin(void)
{
  ffo_test_state *test = &ffo_test_shared;
  ffo_stats stats = FFO_STATS_INIT;
  uint64_t checkpoint = 0;
  if (ffo_checkpoint(&checkpoint) != FFO_OK || ffo_stats_get(&stats) != FFO_OK) {
    return ffo_last_error_message();
  }
  ffo_test_lock();
  if (test->thread != NULL && test->thread != ffo_test_thread()) {
    ffo_test_unlock();
    return "a check on another thread has not ended: each looks at the whole process, so tests "
           "that have one run one after another";
  }
  test->thread = ffo_test_thread();
  test->checkpoint = checkpoint;
  test->misuses = stats.misuses;
  test->heard = 0;
  test->unexpected = 0;
  memset(test->expected, 0, sizeof test->expected);
  ffo_test_unlock();
  return ffo_set_misuse_hook(ffo_test_hear, NULL) == FFO_OK ? NULL : ffo_last_error_message();
}

/* Returns why it cannot be expected, or NULL. */
static inline const char *ffo_test_expect(ffo_status misuse)
{
  const char *message = NULL;
  if (misuse < 20 || misuse > 49) {
    return "this status is no misuse, so nothing counts it";
  }
  ffo_test_lock();
  if (ffo_test_shared.thread != NULL) {
    ++*ffo_test_times(misuse);
  } else {
    message = "no check has begun";
  }
  ffo_test_unlock();
  return message;
}

/* Adds a reason why the check fails. */
#if defined(__GNUC__) && !defined(_WIN32) /* where its printf is another one */
__attribute__((format(printf, 1, 2)))
#endif
static inline void
ffo_test_say(const char *format, ...)
{
  char *message = ffo_test_shared.message;
  const size_t size = sizeof ffo_test_shared.message;
  va_list values;
  if (message[0] != '\0') {
    snprintf(message + strlen(message), size - strlen(message), "; ");
  }
  va_start(values, format);
  vsnprintf(message + strlen(message), size - strlen(message), format, values);
  va_end(values);
}

/* Returns why the check fails, or NULL. */
static inline const char *ffo_test_end(void)
{
  ffo_test_state *test = &ffo_test_shared;
  ffo_stats stats = FFO_STATS_INIT;
  size_t blocks = 0;
  size_t bytes = 0;
  uint64_t unheard = 0;
  ffo_test_lock();
  const int is_ours = test->thread == ffo_test_thread();
  ffo_test_unlock();
  if (!is_ours) {
    return "no check has begun on this thread, or another one that began later has ended";
  }
  if (ffo_set_misuse_hook(NULL, NULL) != FFO_OK || ffo_stats_get(&stats) != FFO_OK ||
      ffo_live_since(test->checkpoint, &blocks, &bytes) != FFO_OK) {
    return ffo_last_error_message();
  }

  /* A hook that was just running on another thread has ended when it lets go of the lock. */
  ffo_test_lock();
  test->message[0] = '\0';
  if (blocks != 0) {
    ffo_report_leaks(test->checkpoint, NULL);
    ffo_test_say("the test has left %zu block%s, which the leak report names", blocks,
                 blocks == 1 ? "" : "s");
  }
  if (test->unexpected != 0) {
    ffo_test_say("the test has caused %" PRIu64 " misuse%s that it did not expect, first: %s",
                 test->unexpected, test->unexpected == 1 ? "" : "s", test->first);
  }
  unheard = stats.misuses - test->misuses - test->heard;
  if (unheard != 0) {
    ffo_test_say("the test has caused %" PRIu64 " misuse%s inside a hook or with a hook of its own",
                 unheard, unheard == 1 ? "" : "s");
  }
  for (size_t i = 0; i < FFO_TEST_MISUSES; i++) {
    if (test->expected[i].times != 0) {
      ffo_test_say("the test expected %s, which did not happen",
                   ffo_status_name(test->expected[i].misuse));
    }
  }
  test->thread = NULL;
  ffo_test_unlock();
  return test->message[0] != '\0' ? test->message : NULL;
}

#endif
