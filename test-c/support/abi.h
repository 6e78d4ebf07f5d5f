/* What the library says of its own functions, for tests that must leave none of them out. */
#ifndef FFO_TEST_ABI_H
#define FFO_TEST_ABI_H

#include "check.h"

typedef struct abi_parameter {
  char function[64];
  char name[64];
  char type[64];
} abi_parameter;

static inline const char *abi_copy_quoted(char to[64], const char *from)
{
  const size_t length = strcspn(from, "\"");
  CHECK(length < 64);
  memcpy(to, from, length);
  to[length] = '\0';
  return from + length;
}

/* The next item, whatever the header has. A function's version says whether the header is as new. */
static inline bool abi_next_of_any(const char **at, abi_parameter *found, bool *is_newer)
{
  static const char mark[] = "{ \"name\": \"";
  static const char since[] = "\", \"since\": \"";
  static const char returns[] = "\", \"returns\": ";
  static const char type[] = "\", \"type\": \"";
  if (*at == NULL) {
    *at = strstr(ffo_abi_json(), "\"functions\": [");
    CHECK(*at != NULL);
  }
  const char *name = strstr(*at, mark);
  if (name == NULL) {
    return false;
  }
  const char *end = abi_copy_quoted(found->name, name + strlen(mark));
  if (strncmp(end, since, strlen(since)) == 0) {
    int major;
    int minor;
    CHECK_EQUAL(sscanf(end + strlen(since), "%d.%d", &major, &minor), 2);
    *is_newer = major * 10000 + minor * 100 > FFO_VERSION_NUMBER;
    end = strchr(end + strlen(since), '"');
    CHECK(end != NULL);
  }
  if (strncmp(end, returns, strlen(returns)) == 0) {
    memcpy(found->function, found->name, sizeof found->name);
    found->name[0] = '\0';
    *at = end;
  } else {
    CHECK(strncmp(end, type, strlen(type)) == 0);
    *at = abi_copy_quoted(found->type, end + strlen(type));
  }
  return true;
}

/* The next function or parameter after *at, which moves past it; without functions that the header does not have. A function has
 * "" for a parameter. Begin with *at NULL; false at the end. */
static inline bool abi_next(const char **at, abi_parameter *found)
{
  bool is_newer = false;
  while (abi_next_of_any(at, found, &is_newer)) {
    if (!is_newer) {
      return true;
    }
  }
  return false;
}

#endif
