/* A thread ends, and destructors of its keys call the library after the .NET runtime has let go of it: every function, each in a
 * process of its own; callbacks that call the library themselves, and fork; while another thread collects garbage; on thousands of
 * threads. All is as at any other time. */
#include "every_call.h"
#include "garbage.h"
#include "ledger.h"
#include "memory.h"
#include "threads.h"
#include "types.h"

#include <limits.h>

/* The thread's first call of all comes in a destructor: nobody knows then which round of destructors it is, so the runtime lets go at the
 * end of that round, or of the next. From the third on calls are late. */
enum { LAST = PTHREAD_DESTRUCTOR_ITERATIONS, FIRST_LATE = 3 };

typedef struct life {
  void (*work)(void); /* in the late rounds */
  int round;
} life;

static pthread_key_t key;
static size_t drops;
static atomic_bool is_over;

static void at_end(void *value)
{
  life *own = value;
  if (++own->round < FIRST_LATE) {
    CHECK_OK(ffo_string_free(ffo_string_new("early", NULL)));
  } else {
    own->work();
  }
  if (own->round < LAST) {
    CHECK_EQUAL(pthread_setspecific(key, own), 0);
  }
}

static void *live(void *own)
{
  CHECK_EQUAL(pthread_setspecific(key, own), 0);
  return NULL;
}

static void end_a_thread(void (*work)(void))
{
  life own = { work, 0 };
  pthread_t thread;
  CHECK_EQUAL(pthread_create(&thread, NULL, live, &own), 0);
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
  CHECK_EQUAL(own.round, LAST);
}

static const every_call *chosen;
static bool is_done;

static void call_once(void)
{
  if (!is_done) {
    every_call_prepare();
    chosen->call();
    CHECK_OK(its.status);
    is_done = true;
  }
}

static int check_call(size_t number)
{
  CHECK_EQUAL(pthread_key_create(&key, at_end), 0);
  chosen = &every_calls[number];
  end_a_thread(call_once);
  CHECK(is_done);
  CHECK_OK(ffo_validate());
  return 0;
}

/* A drop callback that calls the library, and makes a child that does. */
static void FFO_CALL drop(void *block, void *context)
{
  (void)block;
  (void)context;
  drops++;
  CHECK_OK(ffo_string_free(ffo_string_new("in a callback", NULL)));
  if (!RUNNING_ON_VALGRIND && !EMULATED && drops % 100 == 1) {
    const pid_t child = fork();
    if (child == 0) {
      CHECK_OK(ffo_string_free(ffo_string_new("in a child", NULL)));
      make_garbage(1);
      _exit(0);
    }
    CHECK_EQUAL(child_wait(child), 0);
  }
  CHECK_STATUS(ffo_string_free((char *)&drops), FFO_E_FOREIGN_POINTER);
}

static ffo_type type;

static void work(void)
{
  char *blocks[50];
  for (size_t i = 0; i < 50; i++) {
    blocks[i] = ffo_string_new("0123456789", NULL);
    CHECK_TEXT(blocks[i], "0123456789");
  }
  for (size_t i = 0; i < 50; i++) {
    CHECK_OK(ffo_string_free(blocks[i]));
  }

  /* What a call says of the last one, the next can read. */
  CHECK_STATUS(ffo_string_free(blocks[0]), FFO_E_DOUBLE_FREE);
  CHECK_STATUS(ffo_last_error(), FFO_E_DOUBLE_FREE);
  CHECK(strstr(ffo_last_error_message(), "was freed already") != NULL);

  const ffo_handle handle = ffo_handle_from_raw(ffo_box_new(type, NULL), type, NULL);
  CHECK(ffo_handle_borrow(handle, type, NULL, NULL) != NULL);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle)); /* and drop */
  CHECK_STATUS(ffo_last_error(), FFO_E_FOREIGN_POINTER);
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, 1, 300000));
  CHECK_OK(ffo_vec_dispose(&vec));
  make_garbage(1);
}

static void *collect(void *unused)
{
  while (!is_over) {
    make_garbage(1000);
  }
  return unused;
}

static void end_threads(size_t count)
{
  for (size_t i = 0; i < count; i++) {
    end_a_thread(work);
  }
}

static int check_many(size_t number)
{
  (void)number;
  CHECK_EQUAL(pthread_key_create(&key, at_end), 0);
  type = register_type("dropped", 40, drop, NULL);
  pthread_t collector;
  CHECK_EQUAL(pthread_create(&collector, NULL, collect, NULL), 0);
  end_threads(rounds(100, 3));
  const uint64_t reserved = ledger_look().reserved_bytes;
  const size_t resident = resident_bytes();
  end_threads(rounds(1000, 5));
  is_over = true;
  CHECK_EQUAL(pthread_join(collector, NULL), 0);
  CHECK(ledger_look().reserved_bytes <= reserved + (4 << 20));
  CHECK(RUNNING_ON_VALGRIND || EMULATED || resident_bytes() <= resident + (8 << 20));
  CHECK_EQUAL(drops, (rounds(100, 3) + rounds(1000, 5)) * (LAST - FIRST_LATE + 1));
  CHECK_BALANCED();
  return 0;
}

static int check(size_t part)
{
  return part < EVERY_CALL_COUNT ? check_call(part) : check_many(part);
}

int main(int count, char **arguments)
{
  child_work(count, arguments, check);
  for (size_t part = 0; part <= EVERY_CALL_COUNT; part++) {
    const int status = child_run(arguments[0], part, check);
    if (status != 0) {
      fprintf(stderr, "%s: status %#x\n", part < EVERY_CALL_COUNT ? every_calls[part].name : "many",
              (unsigned)status);
      return 1;
    }
  }
  return 0;
}
