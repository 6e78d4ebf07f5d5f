/* What C code knows of a thread, for a DLL that is built on Linux; see WindowsOnLinux.targets. On Linux calls.c has this, and much
 * more: Windows has no fork, and there nobody claims the heap of an idle thread. C# calls the function, see NativeParts.cs. */
#include "calls.h"

__thread own_thread own_this_thread;

void own_thread_heap_changed(own_thread_node *heap);

/* The calling thread has got a heap, or is about to give it back (NULL). */
void own_thread_heap_changed(own_thread_node *heap) { own_this_thread.heap = heap; }
