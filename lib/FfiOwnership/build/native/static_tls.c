/* Makes the access to three thread-local variables cheap: the runtime's current thread, the variable that leads to all
 * [ThreadStatic] fields, and ours of calls.h. Every call reads the last one, and all but fast calls read the others, too.
 *
 * In a shared library the compilers make each access a call of __tls_get_addr, because the library might be loaded
 * late. This file accesses the same variables by the initial-exec model. GNU ld then treats them as being in the
 * static TLS block everywhere, and rewrites the other accesses as well: two instructions instead of a call, about 2
 * ns less for each export.
 *
 * The cost: the library's 320 bytes of thread-local variables come out of the space that glibc reserves for libraries
 * loaded late, about 1.6 KiB for all of them together.
 *
 * C, because C# cannot choose the model of a thread-local variable. Nothing calls this code; only the linker reads
 * it. */
#define INITIAL_EXEC __attribute__((tls_model("initial-exec"), visibility("hidden")))

extern __thread char tls_CurrentThread INITIAL_EXEC;
extern __thread char tls_InlinedThreadStatics INITIAL_EXEC;
extern __thread char own_this_thread INITIAL_EXEC;

/* Never called. The linker keeps it because of --undefined in Linux.targets. */
__attribute__((visibility("hidden"))) void own_look_at_static_tls(char *variables[3]);

void own_look_at_static_tls(char *variables[3])
{
  variables[0] = &tls_CurrentThread;
  variables[1] = &tls_InlinedThreadStatics;
  variables[2] = &own_this_thread;
}
