/* A clock that the test sets: what the library does after a while, it does at once. Comes in the program's only source. */
#ifndef FFO_TEST_HASTY_CLOCK_H
#define FFO_TEST_HASTY_CLOCK_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds that the clocks are fast. */
static _Atomic uint64_t hasty_clock_ahead;

/* Milliseconds that each look at a clock takes, as it seems. */
static _Atomic uint64_t hasty_clock_step;

/* The library's calls come here. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
  const int result = (int)syscall(SYS_clock_gettime, clock, time);
  const uint64_t ahead = atomic_fetch_add(&hasty_clock_ahead, atomic_load(&hasty_clock_step));
  time->tv_sec += (time_t)(ahead / 1000);
  time->tv_nsec += (long)(ahead % 1000) * 1000000;
  if (time->tv_nsec >= 1000000000) {
    time->tv_nsec -= 1000000000;
    time->tv_sec++;
  }
  return result;
}

#endif
