/* Calls of a thread that the runtime has let go of: from a destructor of a thread-specific key that runs after the runtime's own, see
 * thread_end.c, or at the end of a process in which no key was left.
 *
 * The runtime ends the process if such a thread enters it. It knows the thread by what it keeps in thread-local variables, and a
 * thread in which they are zero is a new one to it. So for each such call the variables are zeroed, the runtime attaches the thread
 * as it attaches others, and detaches it after the call, since nobody can say whether there will be another one. What the library keeps
 * for the thread is not the runtime's: it is the same in all of these calls.
 *
 * Fast calls do not enter the runtime and need none of this.
 *
 * C, because no managed code can run on such a thread. The build finds the size of the runtime's variable. */
#include "calls.h"
#include "runtime_thread.inc"
#include <string.h>

typedef void resume_function(void *heap, void *error);

/* What the runtime keeps for a thread. All zero: the thread is new. In a struct, because compilers align large arrays to more than the
 * 8 bytes that the runtime aligns it to. */
extern __thread struct runtime_thread {
  uint64_t words[RUNTIME_THREAD_BYTES / sizeof(uint64_t)];
} tls_CurrentThread;

/* The object that has the values of all [ThreadStatic] fields. NULL: there is none yet; what follows it the runtime sets when it makes one. */
extern __thread void *tls_InlinedThreadStatics;

/* In C#: gives the thread back what the library keeps for it. Set as the runtime starts. */
static resume_function *resume_thread;

void own_resume_threads_by(resume_function *function);

void own_resume_threads_by(resume_function *function) { resume_thread = function; }

uint64_t own_call_late(own_inside *inside, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)
{
  memset(&tls_CurrentThread, 0, sizeof tls_CurrentThread);
  tls_InlinedThreadStatics = NULL;
  own_this_thread.is_let_go = 0;
  own_this_thread.is_late = 1;
  resume_thread(own_this_thread.heap, own_this_thread.error);
  const uint64_t result = inside(a, b, c, d, e);
  own_let_go(&tls_CurrentThread);
  own_this_thread.is_late = 0;
  return result;
}
