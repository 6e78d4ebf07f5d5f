/* Keeps the .NET runtime from ignoring SIGPIPE. The runtime sets SIGPIPE to "ignored" for the whole process when it
 * starts, that is, at the host's first call of the library. But which signals a process ignores is for the host to
 * decide.
 *
 * C, because no C# code runs early enough to undo it. The library is linked with --wrap=signal: the runtime's calls
 * of signal() come here, and for SIGPIPE nothing is changed. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stddef.h>

typedef void (*signal_handler)(int);

signal_handler __real_signal(int number, signal_handler handler);
signal_handler __wrap_signal(int number, signal_handler handler);

signal_handler __wrap_signal(int number, signal_handler handler)
{
  if (number != SIGPIPE) {
    return __real_signal(number, handler);
  }

  struct sigaction current;
  return sigaction(SIGPIPE, NULL, &current) == 0 ? current.sa_handler : SIG_ERR;
}
