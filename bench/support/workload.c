#include "workload.h"

#include "calls.h"
#include "together.h"

#include <string.h>

const char *const text = TEXT;

const char *text_of(size_t length)
{
  static char letters[256];
  CHECK(length < sizeof letters);
  if (length == strlen(text)) {
    return text;
  }
  for (size_t i = 0; i < length; i++) {
    letters[i] = (char)('a' + i % 26);
  }
  letters[length] = '\0';
  return letters;
}

peer load(peer_id id)
{
  peer it;
  if (!peer_load(id, &it)) {
    fprintf(stderr, "%s cannot be loaded from %s\n", peer_name(id), peer_path(id));
    exit(1);
  }
  return it;
}

static void nothing(void *context, size_t index)
{
  (void)context;
  (void)index;
}

/* One string says what it should. GCHandle's strings have no address that C could read. */
INLINE int check_text(const peer *peer, peer_kind kind, bool readable)
{
  char *string = make_string(peer, kind);
  CHECK(!readable || strcmp(string, text) == 0);
  free_string(peer, kind, string);
  return 0;
}

peer load_with_threads(peer_id id)
{
  run_together(1, WANDERING, NULL, nothing, NULL);
  const peer it = load(id);
  FOR_ITS_KIND(&it, check_text, id != PEER_GCHANDLE);
  return it;
}

#define POINT_AT(name) &name,
const workload *const workloads[] = { WORKLOADS(POINT_AT) NULL };
_Static_assert(sizeof workloads / sizeof *workloads <= 64, "options.only has a bit for each");
