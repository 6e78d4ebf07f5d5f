// What a thread does as it ends, in whichever order: destructors of thread-specific keys, made
// before and after the library's first call and in holes that deleted keys left, which set their
// value again until the C library gives up; and C++ owners with thread storage, made before and
// after the thread's first call. All of them make, free and fail as at any other time, and no two
// threads ever get one block.
#include "ledger.h"
#include "temporary.h"

#include <limits.h>
#include <pthread.h>

namespace
{

enum { KEYS = 6, THREADS = 4, BLOCKS = 64 };

// How often the C library calls a destructor that sets its value again; some do it hundreds of times.
enum { VISITS = PTHREAD_DESTRUCTOR_ITERATIONS < 4 ? PTHREAD_DESTRUCTOR_ITERATIONS : 4 };

pthread_key_t keys[KEYS];
int runs[KEYS];

void work(int count)
{
  char *made[BLOCKS];
  const void *const mine = made; // on a stack of its own
  char stray = 0;
  for (int i = 0; i < count; i++) {
    for (char *&block : made) {
      block = ffo_string_new("0123456789", nullptr);
      CHECK(block != nullptr);
      memcpy(block, &mine, sizeof mine);
    }
    for (char *block : made) {
      CHECK_EQUAL(memcmp(block, &mine, sizeof mine), 0);
      CHECK_OK(ffo_string_free(block));
    }
    CHECK_STATUS(ffo_string_free(&stray), FFO_E_FOREIGN_POINTER);
    CHECK_STATUS(ffo_last_error(), FFO_E_FOREIGN_POINTER);
    CHECK(strstr(ffo_last_error_message(), "ffo_string_free") != nullptr);
    char *tagged = ffo_string_new("tagged", nullptr);
    CHECK_OK(ffo_tag(tagged, "at the end"));
    CHECK_OK(ffo_handle_release(ffo_handle_from_raw(tagged, FFO_TYPE_STRING, nullptr)));
  }
}

// The value is the key's place in `keys` and how often the destructor has run.
struct Visit {
  int key;
  int times;
};

void at_end(void *value)
{
  auto *visit = static_cast<Visit *>(value);
  work(5);
  __atomic_fetch_add(&runs[visit->key], 1, __ATOMIC_RELAXED);
  if (++visit->times < VISITS) {
    CHECK_EQUAL(pthread_setspecific(keys[visit->key], visit), 0);
  } else {
    delete visit;
  }
}

void make_keys(int from, int to)
{
  for (int i = from; i < to; i++) {
    CHECK_EQUAL(pthread_key_create(&keys[i], at_end), 0);
  }
}

#ifndef __MINGW32__ // where the memory of such objects is freed before their destructors run

struct Owner {
  char *text = ffo_string_new("thread_local", nullptr);
  ~Owner()
  {
    work(1);
    CHECK_OK(ffo_string_free(text));
  }
};

// Made without a call of the library.
struct Late {
  int times = 1;
  ~Late() { work(times); }
};

thread_local Owner owner;
thread_local Late late;

void use_owners()
{
  CHECK_EQUAL(late.times, 1);
  CHECK_TEXT(owner.text, "thread_local");
}

#else

void use_owners() {}

#endif

void *live(void *)
{
  for (int i = 0; i < KEYS; i++) {
    CHECK_EQUAL(pthread_setspecific(keys[i], new Visit{ i, 0 }), 0);
  }
  use_owners();
  work(5);
  return nullptr;
}

// Its first call of all is made by the destructor of the key whose place is given.
void *live_quietly(void *place)
{
  const auto key = static_cast<int>(reinterpret_cast<intptr_t>(place));
  CHECK_EQUAL(pthread_setspecific(keys[key], new Visit{ key, 0 }), 0);
  return nullptr;
}

void run(void *(*life)(void *), intptr_t argument)
{
  pthread_t threads[THREADS];
  for (pthread_t &thread : threads) {
    CHECK_EQUAL(pthread_create(&thread, nullptr, life, reinterpret_cast<void *>(argument)), 0);
  }
  for (const pthread_t thread : threads) {
    CHECK_EQUAL(pthread_join(thread, nullptr), 0);
  }
}

// The program's keys and all others are taken before the library's first call.
void take_all_keys()
{
  make_keys(2, KEYS);
  pthread_key_t key;
  int count = 0;
  while (count < 4096 && pthread_key_create(&key, nullptr) == 0) {
    count++;
  }
  CHECK(count < 4096);
}

} // namespace

int main(int count, char **arguments)
{
  pthread_key_t holes[3];
  for (pthread_key_t &hole : holes) {
    CHECK_EQUAL(pthread_key_create(&hole, nullptr), 0);
  }
  make_keys(0, 2);
  const bool no_keys = count > 1 && strcmp(arguments[1], "no_keys") == 0;
  if (no_keys) {
    take_all_keys();
  } else {
    CHECK_EQUAL(pthread_key_delete(holes[0]), 0);
  }
  CHECK_OK(FFO_ABI_CHECK());
  if (no_keys) {
    CHECK_OK(ffo_string_free(ffo_string_new("the first", nullptr)));
  } else {
    CHECK_EQUAL(pthread_key_delete(holes[1]), 0);
    CHECK_OK(ffo_string_free(ffo_string_new("the first", nullptr)));
    CHECK_EQUAL(pthread_key_delete(holes[2]), 0);
    make_keys(2, KEYS);
  }

  // Late calls attach and detach their thread under one lock of the runtime's, which takes its time on a busy machine.
  const int times = static_cast<int>(rounds(no_keys ? 5 : 25, 2));
  for (int i = 0; i < times; i++) {
    run(live, 0);
  }
  for (const int count : runs) {
    CHECK_EQUAL(count, times * THREADS * VISITS);
  }
  for (int key = 0; key < KEYS && !no_keys; key++) {
    run(live_quietly, key);
    CHECK_EQUAL(runs[key], (times + 1) * THREADS * VISITS);
  }
  CHECK_BALANCED();

  // The runtime counts on no thread that is gone: when it collects garbage, it visits each.
  char *live_ones[100];
  for (char *&block : live_ones) {
    block = ffo_string_new("live", nullptr);
  }
  for (size_t i = 0; i < rounds(2000, 20); i++) {
    CHECK_OK(ffo_report_leaks(0, NOWHERE));
  }
  for (char *block : live_ones) {
    CHECK_OK(ffo_string_free(block));
  }
  CHECK_BALANCED();
  return 0;
}
