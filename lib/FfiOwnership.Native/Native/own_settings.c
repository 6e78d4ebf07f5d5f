/* The runtime reads its settings from variables DOTNET_..., which a host's environment may hold for the sake of some other
 * .NET program. Some of them would end the host at its first call of ours, others have crash handlers start programs. So the
 * library is linked with --wrap=getenv: whoever asks inside it for one of these is told that it is not set. */
#include <stddef.h>
#include <string.h>

char *__real_getenv(const char *name);
char *__wrap_getenv(const char *name);

char *__wrap_getenv(const char *name) { return strncmp(name, "DOTNET_", 7) == 0 ? NULL : __real_getenv(name); }
