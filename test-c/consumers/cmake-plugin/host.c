/* Two copies of the library in one process: each frees what it made, and tells what is the other's.
 * The plugin is closed while a thread that has used it still runs; it stays loaded all the same. */
#include <dlfcn.h>
#include <ffi_ownership.h>
#include <pthread.h>
#include <stdio.h>

static char *(*make)(void);
static ffo_status (*end)(char *);
static pthread_barrier_t used, closed;

static void *use(void *unused)
{
  end(make());
  pthread_barrier_wait(&used);
  pthread_barrier_wait(&closed);
  return unused;
}

int main(void)
{
  void *plugin = dlopen("./plugin.so", RTLD_NOW);
  if (plugin == NULL) {
    printf("%s\n", dlerror());
    return 1;
  }
  *(void **)&make = dlsym(plugin, "plugin_make");
  *(void **)&end = dlsym(plugin, "plugin_free");

  char *ours = ffo_string_new("ours", NULL);
  char *theirs = make();
  printf("%s\n", theirs);
  printf("%s %s\n", ffo_status_name(ffo_string_free(theirs)), ffo_status_name(end(theirs)));
  printf("%s %s\n", ffo_status_name(end(ours)), ffo_status_name(ffo_string_free(ours)));

  pthread_t thread;
  pthread_barrier_init(&used, NULL, 2);
  pthread_barrier_init(&closed, NULL, 2);
  pthread_create(&thread, NULL, use, NULL);
  pthread_barrier_wait(&used);
  dlclose(plugin);
  pthread_barrier_wait(&closed);
  pthread_join(thread, NULL);
  printf("still here\n");
  return 0;
}
