/* Prints why the process ends, if it ends because this library was linked without --eh-frame-hdr.
 *
 * The runtime unwinds the stack by means of a table that the linker makes for that option. gcc passes the option, but
 * not with -static; then the first exception inside the library ends the program by abort(), without a message.
 *
 * C, because the runtime calls abort() when it can run no more managed code. The library is linked with --wrap=abort,
 * so the runtime's calls and the library's come here. */
#define _GNU_SOURCE
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

__attribute__((noreturn)) void __real_abort(void);
__attribute__((noreturn)) void __wrap_abort(void);
ssize_t __real_write(int file, const void *bytes, size_t count);

/* Callback of dl_iterate_phdr. Returns 1 if the object is the program or library that contains this code, and has no
 * such table. */
static int is_ours_without_table(struct dl_phdr_info *object, size_t size, void *unused)
{
  const uintptr_t here = (uintptr_t)is_ours_without_table;
  bool is_ours = false;
  bool has_table = false;
  for (size_t i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    const uintptr_t start = object->dlpi_addr + part->p_vaddr;
    is_ours |= part->p_type == PT_LOAD && here >= start && here < start + part->p_memsz;
    has_table |= part->p_type == PT_GNU_EH_FRAME;
  }
  (void)size;
  (void)unused;
  return is_ours && !has_table;
}

__attribute__((noreturn)) void __wrap_abort(void)
{
  static const char line[] = LIBRARY_NAME ": exceptions inside the library cannot be caught, because this was linked "
                                          "without -Wl,--eh-frame-hdr\n";
  if (dl_iterate_phdr(is_ours_without_table, NULL) != 0) {
    (void)!__real_write(STDERR_FILENO, line, sizeof line - 1);
  }
  __real_abort();
}
