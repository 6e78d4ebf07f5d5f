/* Teams of threads that begin together. */
#ifndef FFO_TEST_THREADS_H
#define FFO_TEST_THREADS_H

#include "check.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { TEAM_MOST = 16 };

typedef struct team {
  pthread_barrier_t gate;
  size_t count;
  atomic_size_t arrivals;
  bool is_spread;
  void (*work)(struct team *team, size_t number);
  void *shared;
} team;

typedef struct team_member {
  team *team;
  size_t number;
  pthread_t thread;
} team_member;

/* All members leave it together. */
static inline void team_meet(team *team) { pthread_barrier_wait(&team->gate); }

/* The same within some ten nanoseconds: having met, where they wake up one microseconds after another, they wait for each other
 * awake. */
static inline void team_meet_closely(team *team)
{
  team_meet(team);
  const size_t all = (atomic_fetch_add(&team->arrivals, 1) / team->count + 1) * team->count;
  for (size_t turns = 1; atomic_load(&team->arrivals) < all; turns++) {
    if (turns % 256 == 0) {
      sched_yield(); /* The other one may need this very processor. */
    }
  }
}

/* Keeps the calling thread on one processor: another one for each of the next members, as far as there are some. Where the system
 * does not allow it, all goes on as it is. */
static inline void team_spread(size_t number)
{
#ifdef __linux__
  cpu_set_t all;
  cpu_set_t own;
  if (sched_getaffinity(0, sizeof all, &all) != 0) {
    return;
  }
  size_t left = number % (size_t)CPU_COUNT(&all);
  for (size_t i = 0; i < CPU_SETSIZE; i++) {
    if (CPU_ISSET(i, &all) && left-- == 0) {
      CPU_ZERO(&own);
      CPU_SET(i, &own);
      (void)sched_setaffinity(0, sizeof own, &own);
    }
  }
#else
  (void)number;
#endif
}

static inline void *team_member_main(void *argument)
{
  const team_member *member = argument;
  if (member->team->is_spread) {
    team_spread(member->number);
  }
  team_meet(member->team);
  member->team->work(member->team, member->number);
  return NULL;
}

static inline void team_run_as(team team)
{
  const size_t count = team.count;
  team_member members[TEAM_MOST];
  CHECK(count <= TEAM_MOST);
  CHECK_EQUAL(pthread_barrier_init(&team.gate, NULL, (unsigned)count), 0);
  for (size_t i = 0; i < count; i++) {
    members[i] = (team_member){ .team = &team, .number = i };
    CHECK_EQUAL(pthread_create(&members[i].thread, NULL, team_member_main, &members[i]), 0);
  }
  for (size_t i = 0; i < count; i++) {
    CHECK_EQUAL(pthread_join(members[i].thread, NULL), 0);
  }
  CHECK_EQUAL(pthread_barrier_destroy(&team.gate), 0);
}

/* Runs `work` on `count` threads, numbered from 0, and waits for all of them to end. */
static inline void team_run(size_t count, void (*work)(team *team, size_t number), void *shared)
{
  team_run_as((team){ .count = count, .work = work, .shared = shared });
}

/* The same, with neighbours on different processors. Left to itself, the system likes to wake all who have just met on the
 * same one, where they take turns, and nothing ever happens at once. */
static inline void team_race(size_t count, void (*work)(team *team, size_t number), void *shared)
{
  team_run_as((team){ .count = count, .is_spread = true, .work = work, .shared = shared });
}

#endif
