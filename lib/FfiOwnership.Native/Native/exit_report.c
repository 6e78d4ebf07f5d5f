/* The end of the process, for the leak report. A handler of atexit would come too early: handlers run in reverse, so one that
 * is registered at the first call runs before the destructors of what a C++ program constructed before it, and what those
 * free would stand in the report. The destructors of libraries, and of a program this is linked into, run when all of
 * atexit's handlers have. */
#include <stddef.h>

typedef void (*exit_function)(void);

__attribute__((visibility("hidden"))) void call_at_end(exit_function function);

static exit_function at_end;

/* The last function counts. */
void call_at_end(exit_function function) { at_end = function; }

__attribute__((destructor)) static void end(void)
{
  const exit_function function = at_end;
  at_end = NULL;
  if (function != NULL) {
    function();
  }
}
