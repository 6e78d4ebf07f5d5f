#include "check.h"
#include "results.h"

#include <math.h>

static void write_series(FILE *file, const char *name, const series *series)
{
  fprintf(file, "\"%s\": [", name);
  for (int i = 0; i < series->count; i++) {
    fprintf(file, "%s%.6g", i == 0 ? "" : ", ", series->samples[i]);
  }
  fprintf(file, "]");
}

static void write_peers(FILE *file, const line *line)
{
  const char *separator = "";
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    const cell *cell = &line->cells[peer];
    if (cell->own.count == 0) {
      continue;
    }
    fprintf(file, "%s\n        \"%s\": {\"median\": %.6g, \"least\": %.6g, ", separator,
            peer_name(peer), median(&cell->own), least(&cell->own));
    if (!isnan(ratio(line, peer))) {
      fprintf(file, "\"ratio\": %.6g, ", ratio(line, peer));
    }
    write_series(file, "samples", &cell->own);
    if (cell->ours_before.count > 0) {
      fprintf(file, ", ");
      write_series(file, "ours_before", &cell->ours_before);
    }
    fprintf(file, "}");
    separator = ",";
  }
}

static void write_aims(FILE *file, const line *line)
{
  const char *separator = "";
  for (int i = 0; i < MOST_AIMS; i++) {
    const aim *aim = &line->row->aims[i];
    if (!aim_counts(line, aim)) {
      continue;
    }
    fprintf(file,
            "%s{\"peer\": \"%s\", \"of\": \"%s\", \"limit\": %g, \"measured\": %.6g, \"met\": %s}",
            separator, peer_name(aim->peer),
            aim->peer == PEER_OURS ? "itself"
            : aim->difference      ? "difference"
                                   : "ratio",
            aim->limit, aim_value(line, aim), aim_met(line, aim) ? "true" : "false");
    separator = ", ";
  }
}

void write_json(const results *results, const char *folder)
{
  FILE *file = create_file(folder, "results.json");
  fprintf(file, "{\n  \"library\": \"%s\",\n  \"quick\": %s,\n", results->version,
          results->quick ? "true" : "false");
  fprintf(file, "  \"processor\": \"%s\",\n  \"processors\": %ld,\n", processor_name(),
          processor_count());
  fprintf(file, "  \"lines\": [");
  for (size_t i = 0; i < results->count; i++) {
    const line *line = &results->lines[i];
    fprintf(file, "%s\n    {\"workload\": \"%s\", \"name\": \"%s\", \"title\": \"%s\", ",
            i == 0 ? "" : ",", line->workload->name, line->row->name, line->row->title);
    if (line->point != 0) {
      fprintf(file, "\"%s\": %zu, ", line->workload->x_title, line->point);
    }
    fprintf(file, "\"unit\": \"%s\",\n      \"peers\": {", line->row->unit);
    write_peers(file, line);
    fprintf(file, "},\n      \"aims\": [");
    write_aims(file, line);
    fprintf(file, "]}");
  }
  fprintf(file, "\n  ]\n}\n");
  close_file(file);
}
