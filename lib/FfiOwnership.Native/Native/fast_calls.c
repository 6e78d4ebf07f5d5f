/* The entries of the functions that are called most often. In the common case such a call touches native memory only, so
 * it needs no entry to the runtime, which would cost more than all the rest: the entry calls a C# method that is compiled
 * as a plain function. If that is not the common case, or the thread has no heap yet, it goes on to the export.
 *
 * What such a method may do, and why the garbage collector may run meanwhile, says FastCalls.cs. */
#include "calls.h"
#include "keep_errno.h"

#include <stdbool.h>

/* Whether the address can be that of a caller's memory, or is NULL; the same as CallersMemory.IsUsual, and so a page lower. A call with
 * another one is left to C#, where an exception tells. */
static inline bool is_usual_or_null(const void *address)
{
#if defined(__x86_64__)
  const int bits = 47;
#else
  const int bits = 48;
#endif
  const uint64_t first = 64 * 1024;
  return address == NULL || (uintptr_t)address - first < ((uint64_t)1 << bits) - 4096 - first;
}

/* Entries write through the caller's status, which may fault. On Linux pass_on_faults.c knows by their section that a call of the
 * library did. On Windows the runtime ends the process then, and with its line only for a fault in C#. */
#ifdef _WIN32
void fast_succeed(uint32_t *status);
#define ENTRY
#define SUCCEED(status) fast_succeed(status)
#else
#define ENTRY __attribute__((section("own_entries")))
#define SUCCEED(status) (*(status) = 0)
#endif

/* The full call, out of line, so that the fast one needs no frame for it. */
#define FULL(name)                                                                                                           \
  INSIDE(name);                                                                                                              \
  static __attribute__((noinline)) uint64_t full_##name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)          \
  {                                                                                                                          \
    CALL_INSIDE(name, a, b, c, d, e);                                                                                        \
  }

/* Defines name(parameters), which returns a status, and its method's declaration. The method answers whether it has done all.
 * all: the arguments, five integers of 64 bits. */
#define STATUS_CALL(name, fast, declared, parameters, given, all)                                                            \
  FULL(name)                                                                                                                 \
  bool fast declared;                                                                                                        \
  uint64_t name parameters;                                                                                                  \
  ENTRY uint64_t name parameters                                                                                             \
  {                                                                                                                          \
    own_thread_node *const heap = own_this_thread.heap;                                                                      \
    if (OWN_LIKELY(heap != NULL) && own_try_enter(heap)) {                                                                   \
      const bool is_done = fast given;                                                                                       \
      own_unmark(heap);                                                                                                      \
      if (OWN_LIKELY(is_done)) {                                                                                             \
        return 0;                                                                                                            \
      }                                                                                                                      \
    }                                                                                                                        \
    return full_##name all;                                                                                                  \
  }

/* Defines name(parameters), which returns an owner or a pointer, and its status in the parameter of that name. The method
 * answers 0 if it has done nothing. */
#define OWNER_CALL(name, fast, declared, parameters, given, all)                                                             \
  FULL(name)                                                                                                                 \
  uint64_t fast declared;                                                                                                    \
  uint64_t name parameters;                                                                                                  \
  ENTRY uint64_t name parameters                                                                                             \
  {                                                                                                                          \
    own_thread_node *const heap = own_this_thread.heap;                                                                      \
    if (OWN_LIKELY(heap != NULL) && is_usual_or_null(status) && own_try_enter(heap)) {                                       \
      const uint64_t owner = fast given;                                                                                     \
      own_unmark(heap);                                                                                                      \
      if (OWN_LIKELY(owner != 0)) {                                                                                          \
        if (status != NULL) {                                                                                                \
          SUCCEED(status);                                                                                                   \
        }                                                                                                                    \
        return owner;                                                                                                        \
      }                                                                                                                      \
    }                                                                                                                        \
    return full_##name all;                                                                                                  \
  }

#define ADDRESS(pointer) (uint64_t)(uintptr_t)(pointer)

/* One function in each paragraph. Pointers in question are passed on as integers. */

OWNER_CALL(ffo_string_new, fast_string_new, (void *heap, uint64_t text), (uint64_t text, uint32_t *status), (heap, text),
           (text, ADDRESS(status), 0, 0, 0))

OWNER_CALL(ffo_string_from_bytes, fast_string_from_bytes, (void *heap, uint64_t bytes, uint64_t length),
           (uint64_t bytes, uint64_t length, uint32_t *status), (heap, bytes, length), (bytes, length, ADDRESS(status), 0, 0))

OWNER_CALL(ffo_string_from_utf8, fast_string_from_utf8, (void *heap, uint64_t bytes, uint64_t length),
           (uint64_t bytes, uint64_t length, uint32_t *status), (heap, bytes, length), (bytes, length, ADDRESS(status), 0, 0))

STATUS_CALL(ffo_string_free, fast_string_free, (void *heap, uint64_t string), (uint64_t string), (heap, string),
            (string, 0, 0, 0, 0))

OWNER_CALL(ffo_config_new, fast_config_new, (void *heap, uint32_t connections, uint32_t timeout),
           (uint32_t connections, uint32_t timeout, uint32_t *status), (heap, connections, timeout),
           (connections, timeout, ADDRESS(status), 0, 0))

STATUS_CALL(ffo_config_set_name, fast_config_set_name, (void *heap, uint64_t config, uint64_t name),
            (uint64_t config, uint64_t name), (heap, config, name), (config, name, 0, 0, 0))

STATUS_CALL(ffo_config_free, fast_config_free, (void *heap, uint64_t config), (uint64_t config), (heap, config),
            (config, 0, 0, 0, 0))

OWNER_CALL(ffo_box_new, fast_box_new, (void *heap, uint32_t type), (uint32_t type, uint32_t *status), (heap, type),
           (type, ADDRESS(status), 0, 0, 0))

STATUS_CALL(ffo_box_free, fast_box_free, (void *heap, uint64_t box, uint32_t type), (uint64_t box, uint32_t type),
            (heap, box, type), (box, type, 0, 0, 0))

STATUS_CALL(ffo_box_put, fast_box_put, (void *heap, uint64_t box, uint64_t offset, uint64_t child),
            (uint64_t box, uint64_t offset, uint64_t child), (heap, box, offset, child), (box, offset, child, 0, 0))

STATUS_CALL(ffo_vec_init, fast_vec_init, (void *heap, uint64_t vec, uint64_t element_size, uint64_t capacity),
            (uint64_t vec, uint64_t element_size, uint64_t capacity), (heap, vec, element_size, capacity),
            (vec, element_size, capacity, 0, 0))

STATUS_CALL(ffo_vec_push, fast_vec_push, (void *heap, uint64_t vec, uint64_t element), (uint64_t vec, uint64_t element),
            (heap, vec, element), (vec, element, 0, 0, 0))

STATUS_CALL(ffo_vec_append, fast_vec_append, (void *heap, uint64_t vec, uint64_t elements, uint64_t count),
            (uint64_t vec, uint64_t elements, uint64_t count), (heap, vec, elements, count), (vec, elements, count, 0, 0))

STATUS_CALL(ffo_vec_dispose, fast_vec_dispose, (void *heap, uint64_t vec), (uint64_t vec), (heap, vec), (vec, 0, 0, 0, 0))

OWNER_CALL(ffo_handle_from_raw, fast_handle_from_raw, (void *heap, uint64_t block, uint32_t type),
           (uint64_t block, uint32_t type, uint32_t *status), (heap, block, type), (block, type, ADDRESS(status), 0, 0))

OWNER_CALL(ffo_handle_borrow, fast_handle_borrow, (void *heap, uint64_t handle, uint32_t type, uint64_t size),
           (uint64_t handle, uint32_t type, uint64_t size, uint32_t *status), (heap, handle, type, size),
           (handle, type, size, ADDRESS(status), 0))

OWNER_CALL(ffo_handle_borrow_mut, fast_handle_borrow_mut, (void *heap, uint64_t handle, uint32_t type, uint64_t size),
           (uint64_t handle, uint32_t type, uint64_t size, uint32_t *status), (heap, handle, type, size),
           (handle, type, size, ADDRESS(status), 0))

STATUS_CALL(ffo_handle_return, fast_handle_return, (void *heap, uint64_t handle), (uint64_t handle), (heap, handle),
            (handle, 0, 0, 0, 0))

STATUS_CALL(ffo_handle_retain, fast_handle_retain, (void *heap, uint64_t handle), (uint64_t handle), (heap, handle),
            (handle, 0, 0, 0, 0))

STATUS_CALL(ffo_handle_release, fast_handle_release, (void *heap, uint64_t handle), (uint64_t handle), (heap, handle),
            (handle, 0, 0, 0, 0))
