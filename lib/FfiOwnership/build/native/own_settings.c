/* Hides the environment variables DOTNET_... from the runtime in this library. The host's environment may have them
 * for some other .NET program; some would end the host at its first call of the library, others make crash handlers
 * start programs.
 *
 * C, because the runtime reads them as it starts, before any managed code. The library is linked with --wrap=getenv:
 * calls from inside it come here and find that such a variable is not set. */
#include <stddef.h>
#include <string.h>

char *__real_getenv(const char *name);
char *__wrap_getenv(const char *name);

/* Valgrind has 128 GiB of addresses for the whole process, and a garbage collector reserves twice the machine's memory where it is not told
 * otherwise: so the second or third library could not start. Under Valgrind each has 8 GiB, unless a range was chosen when it was
 * linked (OWN_HEAP_RANGE). The number is hexadecimal. */
static char *under_valgrind(const char *name)
{
#ifndef OWN_HEAP_RANGE
  static char range[] = "200000000";
  if (strcmp(name, "DOTNET_GCRegionRange") == 0) {
    const char *const preloaded = __real_getenv("LD_PRELOAD");
    return preloaded != NULL && strstr(preloaded, "vgpreload_") != NULL ? range : NULL;
  }
#endif
  (void)name;
  return NULL;
}

char *__wrap_getenv(const char *name)
{
  return strncmp(name, "DOTNET_", 7) == 0 ? under_valgrind(name) : __real_getenv(name);
}
