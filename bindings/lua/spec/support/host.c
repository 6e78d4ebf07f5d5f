/* A host with several Lua states, each on a thread of its own. The script of a state calls back for
 * numbers that travel between the states.
 *   host THREADS SCRIPT
 * The global `thread` is the thread's number, `threads` how many there are. */
#include <lauxlib.h>
#include <lualib.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_THREADS 16

static const char *script;
static int thread_count;
static pthread_barrier_t barrier;
static uint64_t mailbox[MOST_THREADS];

__attribute__((visibility("default"))) void host_put(int place, uint64_t number)
{
  mailbox[place] = number;
}
__attribute__((visibility("default"))) uint64_t host_get(int place) { return mailbox[place]; }

/* All threads meet here; what was put before is there afterwards. */
__attribute__((visibility("default"))) void host_meet(void) { pthread_barrier_wait(&barrier); }

static void *run(void *number)
{
  lua_State *state = luaL_newstate();
  luaL_openlibs(state);
  lua_pushinteger(state, (intptr_t)number);
  lua_setglobal(state, "thread");
  lua_pushinteger(state, thread_count);
  lua_setglobal(state, "threads");
  if (luaL_dofile(state, script)) {
    /* The message may be an error of the binding's, which has a __tostring. */
    lua_getglobal(state, "tostring");
    lua_insert(state, -2);
    lua_call(state, 1, 1);
    fprintf(stderr, "thread %d: %s\n", (int)(intptr_t)number, lua_tostring(state, -1));
    exit(1);
  }
  lua_close(state);
  return NULL;
}

int main(int argc, char **argv)
{
  if (argc != 3) {
    return 2;
  }
  script = argv[2];
  thread_count = atoi(argv[1]);
  pthread_t threads[MOST_THREADS];
  pthread_barrier_init(&barrier, NULL, (unsigned)thread_count);
  for (int i = 0; i < thread_count; i++) {
    pthread_create(&threads[i], NULL, run, (void *)(intptr_t)i);
  }
  for (int i = 0; i < thread_count; i++) {
    pthread_join(threads[i], NULL);
  }

  /* All states are closed: one more looks at the balance. */
  thread_count = 0;
  run((void *)(intptr_t)-1);
  return 0;
}
