#include "sample.h"

#include "check.h"

#include <math.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int row_count(const workload *workload)
{
  int count = 0;
  while (count < MOST_VALUES && workload->rows[count].name != NULL) {
    count++;
  }
  return count;
}

void take_sample(const workload *workload, peer_id id, const plan *plan, double *values)
{
  char point[32];
  snprintf(point, sizeof point, "%zu", plan->point);
  const char *arguments[] = {
    "ffo-bench", "--sample",           workload->name, "--peer", peer_name(id),
    "--library", peer_path(PEER_OURS), "--point",      point,    plan->quick ? "--quick" : NULL,
    NULL
  };
  int ends[2];
  posix_spawn_file_actions_t actions;
  CHECK(pipe(ends) == 0);
  CHECK(posix_spawn_file_actions_init(&actions) == 0);
  CHECK(posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) == 0);
  CHECK(posix_spawn_file_actions_addclose(&actions, ends[0]) == 0);
  CHECK(posix_spawn_file_actions_addclose(&actions, ends[1]) == 0);

  pid_t child;
  CHECK(posix_spawn(&child, "/proc/self/exe", &actions, NULL, (char **)arguments, environ) == 0);
  close(ends[1]);
  posix_spawn_file_actions_destroy(&actions);

  FILE *output = fdopen(ends[0], "r");
  CHECK(output != NULL);
  bool read = true;
  for (int i = 0; i < row_count(workload); i++) {
    read = read && fscanf(output, "%lf", &values[i]) == 1 && isfinite(values[i]) && values[i] > 0;
  }
  fclose(output);

  int status;
  CHECK(waitpid(child, &status, 0) == child);
  if (status != 0 || !read) {
    fprintf(stderr, "\n%s with %s failed (wait status %d)\n", workload->name, peer_name(id),
            status);
    exit(1);
  }
}

void give_sample(const workload *workload, peer_id id, const plan *plan)
{
  double values[MOST_VALUES] = { 0 };
  workload->run(workload, plan, id, values);
  for (int i = 0; i < row_count(workload); i++) {
    printf("%.17g\n", values[i]);
  }
}
