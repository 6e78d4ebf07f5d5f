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

char *__wrap_getenv(const char *name) { return strncmp(name, "DOTNET_", 7) == 0 ? NULL : __real_getenv(name); }
