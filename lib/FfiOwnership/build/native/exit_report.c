/* Calls the leak report at the end of the process.
 *
 * C, because C# has no destructor functions that the dynamic linker calls. ProcessEnd.cs passes the report's function
 * as the runtime starts; the destructor below calls it.
 *
 * A handler of atexit would run too early. Handlers run in reverse order of their registration, so one registered at
 * the first call runs before the destructors of objects that a C++ program constructed earlier, and the report would
 * list what those destructors free. The destructors of libraries, and of a program that this is linked into, run
 * after all of atexit's handlers. */
#include "calls.h"
#include <stddef.h>

typedef void (*exit_function)(void);

OWN_HIDDEN void call_at_end(exit_function function);

/* The function to call; NULL: none, or called already. */
static exit_function at_end;

/* Sets the function to call; replaces one that was set before. */
void call_at_end(exit_function function) { at_end = function; }

__attribute__((destructor)) static void end(void)
{
  const exit_function function = at_end;
  at_end = NULL;
  if (function != NULL) {
    own_enter();
    if (own_this_thread.is_let_go == 0) {
      function();
    } else {
      (void)own_call_late((own_inside *)function, 0, 0, 0, 0, 0);
    }
    own_leave();
  }
}
