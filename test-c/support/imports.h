/* What the library calls of other modules on Windows, where no module replaces another one's functions
 * by their names alone. */
#ifndef FFO_TEST_IMPORTS_H
#define FFO_TEST_IMPORTS_H

#include "check.h"

#ifdef _WIN32
#include <windows.h>

/* Leads one import of the library's elsewhere; *former, a pointer to a function, is where it led. */
static inline void imports_replace(const char *name, uintptr_t by, void *former)
{
  char *const module = (char *)GetModuleHandleA("ffi_ownership.dll");
  CHECK(module != NULL);
  const IMAGE_DOS_HEADER *dos = (const void *)module;
  const IMAGE_NT_HEADERS64 *headers = (const void *)(module + dos->e_lfanew);
  const IMAGE_DATA_DIRECTORY *directory =
      &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];
  const IMAGE_IMPORT_DESCRIPTOR *from = (const void *)(module + directory->VirtualAddress);
  uintptr_t found = 0;
  for (; from->Name != 0; from++) {
    const uintptr_t *names = (const void *)(module + from->OriginalFirstThunk);
    uintptr_t *imports = (void *)(module + from->FirstThunk);
    for (; *names != 0; names++, imports++) {
      const IMAGE_IMPORT_BY_NAME *import = (const void *)(module + *names);
      if (IMAGE_SNAP_BY_ORDINAL64(*names) || strcmp((const char *)import->Name, name) != 0) {
        continue;
      }
      DWORD protection;
      CHECK(found == 0 || found == *imports);
      found = *imports;
      CHECK(VirtualProtect(imports, sizeof *imports, PAGE_READWRITE, &protection));
      *imports = by;
      CHECK(VirtualProtect(imports, sizeof *imports, protection, &protection));
    }
  }
  CHECK(found != 0);
  memcpy(former, &found, sizeof found);
}

#endif

#endif
