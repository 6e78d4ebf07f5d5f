/* A chain of a million boxes ends on a thread with a small stack: linked by hand, put, behind a
 * handle, and forgotten. */
#include "node.h"

#include <pthread.h>
#include <unistd.h>

enum { LENGTH = 1000000, STACK = 64 * 1024 };

static node *put_chain(ffo_type type, size_t length)
{
  node *first = node_new(type);
  for (size_t i = 1; i < length; i++) {
    node *it = node_new(type);
    CHECK_OK(ffo_box_put(it, offsetof(node, right), first));
    first = it;
  }
  return first;
}

static void *work(void *argument)
{
  (void)argument;
  const size_t length = rounds(LENGTH, LENGTH / 100);
  const ffo_type type = node_register("node", node_drop);

  CHECK_OK(ffo_box_free(node_chain(type, length), type));
  CHECK_EQUAL(atomic_exchange(&node_drops, 0), length);
  CHECK_OK(ffo_box_free(put_chain(type, length), type));
  CHECK_EQUAL(atomic_exchange(&node_drops, 0), length);
  CHECK_BALANCED();

  const ffo_handle handle = ffo_handle_from_raw(node_chain(type, length), type, NULL);
  CHECK(handle != 0);
  CHECK_OK(ffo_handle_release(handle));
  CHECK_EQUAL(atomic_exchange(&node_drops, 0), length);

  CHECK_OK(ffo_forget(node_chain(type, length)));
  CHECK_EQUAL(ledger_look().forgotten_blocks, length);
  CHECK_EQUAL(node_drops, 0);
  CHECK_BALANCED();
  return NULL;
}

int main(void)
{
  pthread_attr_t attributes;
  pthread_t thread;
  CHECK_EQUAL(pthread_attr_init(&attributes), 0);
#ifdef _SC_THREAD_STACK_MIN
  const size_t least = (size_t)sysconf(_SC_THREAD_STACK_MIN); /* 128 KiB on arm64 */
#else
  const size_t least = 0;
#endif
  CHECK_EQUAL(pthread_attr_setstacksize(&attributes, least > STACK ? least : STACK), 0);
  CHECK_EQUAL(pthread_create(&thread, &attributes, work, NULL), 0);
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
  CHECK_EQUAL(pthread_attr_destroy(&attributes), 0);
  return 0;
}
