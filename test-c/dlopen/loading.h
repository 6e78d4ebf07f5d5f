/* dlopen and its kin, also where they have other names. */
#ifndef FFO_TEST_LOADING_H
#define FFO_TEST_LOADING_H

#ifdef _WIN32
#include <stdint.h>
#include <stdio.h>
#include <windows.h>

#define RTLD_NOW 0
#define RTLD_LOCAL 0

static inline void *dlopen(const char *path, int flags)
{
  (void)flags;
  return (void *)LoadLibraryA(path);
}

static inline void *dlsym(void *library, const char *name)
{
  return (void *)(uintptr_t)GetProcAddress((HMODULE)library, name);
}

static inline int dlclose(void *library) { return FreeLibrary((HMODULE)library) ? 0 : -1; }

static inline const char *dlerror(void)
{
  static char text[64];
  snprintf(text, sizeof text, "LoadLibrary: error %lu", GetLastError());
  return text;
}
#else
#include <dlfcn.h>
#endif

#endif
