/* The benchmark: ours beside its peers. See README.md. */
#include "check.h"
#include "options.h"
#include "results.h"
#include "sample.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- What is there -------------------------------------------------------------------------- */

static bool is_on_path(const char *program)
{
  char folders[8192];
  const char *path = getenv("PATH");
  snprintf(folders, sizeof folders, "%s", path == NULL ? "" : path);
  for (char *folder = strtok(folders, ":"); folder != NULL; folder = strtok(NULL, ":")) {
    char file[8448];
    snprintf(file, sizeof file, "%s/%s", folder, program);
    if (access(file, X_OK) == 0) {
      return true;
    }
  }
  return false;
}

/* Of those wanted, the ones that can be loaded. Who is missing is named once. */
static unsigned find_peers(unsigned wanted, results *results)
{
  unsigned found = 0;
  for (int id = 0; id < PEER_COUNT; id++) {
    peer it;
    if (wanted != 0 && id != PEER_OURS && !(wanted & PEER_BIT(id))) {
      continue;
    }
    if (peer_load(id, &it)) {
      found |= PEER_BIT(id);
      if (id == PEER_OURS) {
        snprintf(results->version, sizeof results->version, "%s", it.ledger.version_string());
      }
    } else if (id == PEER_OURS || wanted != 0) {
      refuse("cannot be loaded:", peer_path(id));
    } else {
      printf("%s: missing\n", peer_title(id));
    }
  }
  return found;
}

/* ---- Rounds --------------------------------------------------------------------------------- */

static void progress(const workload *workload, const plan *plan, int round, int rounds, peer_id id)
{
  if (isatty(STDERR_FILENO)) {
    fprintf(stderr, "\r\033[K%s", workload->rows[0].title);
    if (plan->point != 0) {
      fprintf(stderr, ": %zu %s", plan->point, workload->x_title);
    }
    fprintf(stderr, ", round %d of %d, %s ", round + 1, rounds, peer_title(id));
  }
}

static void progress_end(void)
{
  if (isatty(STDERR_FILENO)) {
    fprintf(stderr, "\r\033[K");
  }
}

static void append(series *series, double value)
{
  CHECK(series->count < MOST_SAMPLES);
  series->samples[series->count++] = value;
}

static line *new_lines(results *results, const workload *workload, size_t point)
{
  const size_t first = results->count;
  const int rows = row_count(workload);
  if (results->count + (size_t)rows > results->capacity) {
    results->capacity = 2 * results->capacity + MOST_VALUES;
    results->lines = realloc(results->lines, results->capacity * sizeof(line));
    CHECK(results->lines != NULL);
  }
  for (int i = 0; i < rows; i++) {
    results->lines[results->count++] =
        (line){ .workload = workload, .row = &workload->rows[i], .point = point };
  }
  return &results->lines[first];
}

static void sample_into(line *lines, peer_id id, const plan *plan, double *values)
{
  const workload *workload = lines->workload;
  take_sample(workload, id, plan, values);
  for (int i = 0; i < row_count(workload); i++) {
    append(&lines[i].cells[id].own, values[i]);
  }
}

/* In each round: ours, a peer, ours, the next peer. So what disturbs the machine disturbs both. A
 * curve, which takes long, has ours once a round, and all peers after it. */
static void run_rounds(results *results, const options *options, const workload *workload,
                       size_t point)
{
  plan plan = options->plan;
  plan.point = point;
  const int rounds = options->rounds > 0 ? options->rounds : plan.quick ? 2 : workload->rounds;
  line *lines = new_lines(results, workload, point);
  double ours[MOST_VALUES];
  double values[MOST_VALUES];
  for (int round = 0; round < rounds; round++) {
    bool ours_is_due = true;
    for (int id = PEER_OURS + 1; id < PEER_COUNT; id++) {
      if (!(results->peers & workload->peers & PEER_BIT(id))) {
        continue;
      }
      if (ours_is_due) {
        progress(workload, &plan, round, rounds, PEER_OURS);
        sample_into(lines, PEER_OURS, &plan, ours);
      }
      progress(workload, &plan, round, rounds, id);
      sample_into(lines, id, &plan, values);
      for (int i = 0; i < row_count(workload); i++) {
        append(&lines[i].cells[id].ours_before, ours[i]);
      }
      ours_is_due = point == 0;
    }
    if (lines->cells[PEER_OURS].own.count <= round) { /* there is no peer */
      progress(workload, &plan, round, rounds, PEER_OURS);
      sample_into(lines, PEER_OURS, &plan, ours);
    }
  }
  progress_end();
  for (int i = 0; i < row_count(workload); i++) {
    table_line(results, &lines[i]);
  }
}

static void run_all(results *results, const options *options)
{
  for (size_t i = 0; workloads[i] != NULL; i++) {
    const workload *it = workloads[i];
    if (options->only != 0 && !(options->only & 1ul << i)) {
      continue;
    }
    if (it->needs != NULL && !is_on_path(it->needs)) {
      printf("%-30s%s missing\n", it->rows[0].title, it->needs);
      continue;
    }
    if (it->x_title == NULL) {
      run_rounds(results, options, it, 0);
      continue;
    }
    printf("%s\n", it->rows[0].title);
    const size_t *points = options->plan.quick ? it->quick_points : it->points;
    for (size_t k = 0; k < MOST_POINTS && points[k] != 0; k++) {
      run_rounds(results, options, it, points[k]);
    }
  }
}

int main(int count, char **arguments)
{
  const options options = read_options(count, arguments);
  if (options.sample != NULL) {
    int id = 0;
    while (id < PEER_COUNT && options.peers != PEER_BIT(id)) {
      id++;
    }
    if (id == PEER_COUNT || !(options.sample->peers & PEER_BIT(id))) {
      refuse("--sample wants one --peer, and one that can do", options.sample->name);
    }
    give_sample(options.sample, id, &options.plan);
    return 0;
  }

  static results results;
  results.quick = options.plan.quick;
  results.peers = find_peers(options.peers, &results);
  table_head(&results);
  run_all(&results, &options);
  table_end(&results);

  /* A part does not take the place of the whole. */
  const bool whole = options.only == 0 && options.peers == 0;
  const char *folder = options.folder != NULL ? options.folder : BENCH_RESULTS_FOLDER;
  if (whole || options.folder != NULL) {
    write_json(&results, folder);
    write_markdown(&results, folder);
    write_plot_data(&results, folder);
  }
  return 0;
}
