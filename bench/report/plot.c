/* What results.gp draws: one file for the bars, one for each curve. A question mark is a gap. */
#include "check.h"
#include "results.h"

#include <math.h>
#include <string.h>

static const peer_id shown[] = { PEER_OURS, PEER_RUST, PEER_GLIBC, PEER_MIMALLOC };
enum { SHOWN = sizeof shown / sizeof *shown };

static void write_value(FILE *file, double value)
{
  if (isnan(value)) {
    fprintf(file, "\t?");
  } else {
    fprintf(file, "\t%.6g", value);
  }
}

static void write_head(FILE *file, const char *first, const char *last)
{
  fprintf(file, "\"%s\"", first);
  for (int i = 0; i < SHOWN; i++) {
    fprintf(file, "\t\"%s\"", peer_title(shown[i]));
  }
  fprintf(file, "%s\n", last);
}

static bool has_bars(const line *line, peer_id base)
{
  const char *unit = line->row->unit;
  return line->point == 0 && !line->row->detail && line->cells[base].own.count > 0 &&
         (strcmp(unit, "ns") == 0 || strcmp(unit, "us") == 0);
}

/* Times as multiples of Rust's, or glibc's where there is no Rust; then the aim of ours. */
static void write_bars(const results *results, const char *folder)
{
  const peer_id base = results->peers & PEER_BIT(PEER_RUST) ? PEER_RUST : PEER_GLIBC;
  FILE *file = create_file(folder, "bars.tsv");
  write_head(file, peer_title(base), "\t\"aim\"");
  for (size_t i = 0; i < results->count; i++) {
    const line *line = &results->lines[i];
    if (!has_bars(line, base)) {
      continue;
    }
    fprintf(file, "\"%s\"", line->row->title);
    for (int k = 0; k < SHOWN; k++) {
      write_value(file, shown[k] == PEER_OURS
                            ? ratio(line, base)
                            : median(&line->cells[shown[k]].own) / median(&line->cells[base].own));
    }
    const aim *aim = &line->row->aims[0];
    write_value(file, aim->peer == base && aim->limit > 0 ? aim->limit : NAN);
    fprintf(file, "\n");
  }
  close_file(file);
}

static void write_curve(const results *results, const char *folder, const workload *curve)
{
  char name[64];
  snprintf(name, sizeof name, "%s.tsv", curve->name);
  FILE *file = create_file(folder, name);
  write_head(file, curve->x_title, "");
  for (size_t i = 0; i < results->count; i++) {
    const line *line = &results->lines[i];
    if (line->workload == curve) {
      fprintf(file, "%zu", line->point);
      for (int k = 0; k < SHOWN; k++) {
        write_value(file, median(&line->cells[shown[k]].own));
      }
      fprintf(file, "\n");
    }
  }
  close_file(file);
}

void write_plot_data(const results *results, const char *folder)
{
  write_bars(results, folder);
  write_curve(results, folder, &live_curve);
  write_curve(results, folder, &thread_curve);
}
