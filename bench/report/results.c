#include "results.h"

#include "check.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int ascending(const void *left, const void *right)
{
  const double a = *(const double *)left;
  const double b = *(const double *)right;
  return (a > b) - (a < b);
}

double median(const series *series)
{
  double sorted[MOST_SAMPLES];
  const int count = series->count;
  if (count == 0) {
    return NAN;
  }
  memcpy(sorted, series->samples, (size_t)count * sizeof *sorted);
  qsort(sorted, (size_t)count, sizeof *sorted, ascending);
  return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

double least(const series *series)
{
  double it = series->count == 0 ? NAN : series->samples[0];
  for (int i = 1; i < series->count; i++) {
    it = fmin(it, series->samples[i]);
  }
  return it;
}

double ratio(const line *line, peer_id peer)
{
  const cell *cell = &line->cells[peer];
  series ratios = { .count = cell->ours_before.count };
  for (int i = 0; i < ratios.count; i++) {
    ratios.samples[i] = cell->ours_before.samples[i] / cell->own.samples[i];
  }
  return median(&ratios);
}

double ratio_of_least(const line *line, peer_id peer)
{
  return least(&line->cells[PEER_OURS].own) / least(&line->cells[peer].own);
}

/* Ours less the peer's: the median over the rounds. */
static double difference(const line *line, peer_id peer)
{
  const cell *cell = &line->cells[peer];
  series differences = { .count = cell->ours_before.count };
  for (int i = 0; i < differences.count; i++) {
    differences.samples[i] = cell->ours_before.samples[i] - cell->own.samples[i];
  }
  return median(&differences);
}

double aim_value(const line *line, const aim *aim)
{
  return aim->peer == PEER_OURS ? median(&line->cells[PEER_OURS].own)
         : aim->difference      ? difference(line, aim->peer)
                                : ratio(line, aim->peer);
}

bool aim_counts(const line *line, const aim *aim)
{
  return aim->limit > 0 && !isnan(aim_value(line, aim));
}

/* As it is shown: with two decimals. */
bool aim_met(const line *line, const aim *aim) { return aim_value(line, aim) < aim->limit + 0.005; }

FILE *create_file(const char *folder, const char *name)
{
  char path[4096];
  mkdir(folder, 0777); /* it may be there */
  CHECK(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
  FILE *file = fopen(path, "w");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  return file;
}

void close_file(FILE *file) { CHECK(!ferror(file) && fclose(file) == 0); }

const char *processor_name(void)
{
  static char name[256] = "unknown processor";
  char entry[512];
  FILE *file = fopen("/proc/cpuinfo", "r");
  while (file != NULL && fgets(entry, sizeof entry, file) != NULL) {
    if (sscanf(entry, "model name : %255[^\n]", name) == 1) {
      break;
    }
  }
  if (file != NULL) {
    fclose(file);
  }
  return name;
}

long processor_count(void) { return sysconf(_SC_NPROCESSORS_ONLN); }
