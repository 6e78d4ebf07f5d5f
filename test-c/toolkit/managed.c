/* Calls the library acme, whose managed code does much, on this thread and on another one. */
#include <acme.h>
#include <pthread.h>
#include <stdio.h>

static void *work(void *unused)
{
  uint32_t status = 1;
  const uint32_t done = acme_work(&status);
  printf("%u of 5, %u%s\n", done, status, status == 0 ? "" : acme_last_error_message());
  return unused;
}

int main(void)
{
  pthread_t thread;
  (void)work(NULL);
  if (pthread_create(&thread, NULL, work, NULL) != 0)
    return 1;
  return pthread_join(thread, NULL);
}
