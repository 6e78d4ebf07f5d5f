/* A drop callback forks: in the child, which has only this thread, the tree ends as it does in the
 * parent, and the child goes on to make and free blocks. */
#include "node.h"

#include <sys/wait.h>
#include <unistd.h>

enum { LENGTH = 200, FORKS_AT = 100, CHILD = 7 };

static ffo_type type;
static bool is_child;
static size_t drops;

static void FFO_CALL fork_halfway(void *payload, void *context)
{
  (void)payload;
  (void)context;
  if (++drops != FORKS_AT) {
    return;
  }
  const pid_t child = fork();
  CHECK(child >= 0);
  is_child = child == 0;
  if (!is_child) {
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    CHECK_EQUAL(WEXITSTATUS(status), CHILD);
  }
}

int main(void)
{
  type = node_register("node", fork_halfway);
  node *first = node_chain(type, LENGTH);
  CHECK_OK(ffo_box_free(first, type));
  CHECK_EQUAL(drops, LENGTH);
  CHECK_STATUS(ffo_box_free(first, type), FFO_E_DOUBLE_FREE);

  CHECK_OK(ffo_box_free(node_chain(type, LENGTH), type));
  CHECK_EQUAL(drops, 2 * LENGTH);
  CHECK_BALANCED();
  return is_child ? CHILD : 0;
}
