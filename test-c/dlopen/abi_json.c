/* A client without the header: all it knows of the library is what ffo_abi_json tells. Every
 * function named there can be found. */
#include "loading.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                              \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)

/* The next function's name after *at, which moves past it; NULL at the end. */
static const char *next_function(const char **at, char *name, size_t size)
{
  static const char before[] = "\n    { \"name\": \"";
  const char *line = strstr(*at, before);
  if (line == NULL) {
    return NULL;
  }
  line += strlen(before);
  const size_t length = strcspn(line, "\"");
  CHECK(length < size);
  memcpy(name, line, length);
  name[length] = '\0';
  *at = strchr(line + length, ']');
  CHECK(*at != NULL);
  return name;
}

int main(int count, char **arguments)
{
  CHECK(count == 2);
  void *library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  CHECK(library != NULL);
  const char *(*abi_json)(void);
  uint32_t (*abi_version)(void);
  *(void **)&abi_json = dlsym(library, "ffo_abi_json");
  *(void **)&abi_version = dlsym(library, "ffo_abi_version");
  CHECK(abi_json != NULL && abi_version != NULL);

  const char *json = abi_json();
  CHECK(json == abi_json());
  CHECK(json[0] == '{' && strcmp(json + strlen(json) - 2, "}\n") == 0);
  char version[32];
  snprintf(version, sizeof version, "\"abi_version\": %u,", abi_version());
  CHECK(strstr(json, version) != NULL);

  size_t found = 0;
  char name[64];
  const char *at = strstr(json, "\"functions\": [");
  CHECK(at != NULL);
  while (next_function(&at, name, sizeof name) != NULL) {
    if (dlsym(library, name) == NULL) {
      fprintf(stderr, "%s is told of but cannot be found\n", name);
      return 1;
    }
    found++;
  }
  CHECK(found > 60);
  return 0;
}
