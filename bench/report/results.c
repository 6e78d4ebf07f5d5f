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

double ratio(const line *line, peer_id peer)
{
  const cell *cell = &line->cells[peer];
  series ratios = { .count = cell->ours_before.count };
  for (int i = 0; i < ratios.count; i++) {
    ratios.samples[i] = cell->ours_before.samples[i] / cell->own.samples[i];
  }
  return median(&ratios);
}

double aim_value(const line *line, const aim *aim)
{
  return aim->peer == PEER_OURS ? median(&line->cells[PEER_OURS].own) : ratio(line, aim->peer);
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
