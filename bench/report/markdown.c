/* The table in Markdown. */
#include "format.h"

#include <string.h>

static void markdown_aims(FILE *file, const line *line)
{
  const char *separator = "";
  for (int i = 0; i < MOST_AIMS; i++) {
    const aim *aim = &line->row->aims[i];
    if (!aim_counts(line, aim)) {
      continue;
    }
    fprintf(file, "%s", separator);
    separator = "; ";
    if (aim->peer == PEER_OURS) {
      fprintf(file, "%.1f %s", aim->limit, line->row->unit);
    } else if (aim->peer == PEER_RUST) {
      fprintf(file, "%.2f", aim->limit);
    } else if (aim->difference) {
      fprintf(file, "%.2f %s beyond %s's, is %.2f", aim->limit, line->row->unit,
              peer_title(aim->peer), aim_value(line, aim));
    } else {
      fprintf(file, "%.2f of %s's, is %.2f", aim->limit, peer_title(aim->peer),
              aim_value(line, aim));
    }
    fprintf(file, "%s", aim_met(line, aim) ? "" : " **missed**");
  }
}

static void markdown_head(FILE *file, const results *results, const char *title)
{
  fprintf(file, "| %s |", title);
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    if (results->peers & PEER_BIT(peer)) {
      fprintf(file, " %s |", peer_title(peer));
    }
  }
  fprintf(file, " ours / Rust | aim |\n|---|");
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    if (results->peers & PEER_BIT(peer)) {
      fprintf(file, "--:|");
    }
  }
  fprintf(file, "--:|---|\n");
}

static void markdown_numbers(FILE *file, const results *results, const line *line,
                             statistic *statistic, double ratio)
{
  char buffer[16];
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    const double value = statistic(&line->cells[peer].own);
    if (!(results->peers & PEER_BIT(peer))) {
      continue;
    }
    if (isnan(value)) {
      fprintf(file, " |");
    } else {
      fprintf(file, " %.*f |", digits(value), value);
    }
  }
  fprintf(file, " %s |", ratio_text(ratio, buffer, sizeof buffer));
}

static void markdown_line(FILE *file, const results *results, const line *line)
{
  if (line->point == 0) {
    const bool nanoseconds = strcmp(line->row->unit, "ns") == 0;
    fprintf(file, "| %s%s%s |", line->row->title, nanoseconds ? "" : ", ",
            nanoseconds ? "" : line->row->unit);
  } else {
    fprintf(file, "| %s: %zu |", line->workload->x_title, line->point);
  }
  markdown_numbers(file, results, line, median, ratio(line, PEER_RUST));
  fprintf(file, " ");
  markdown_aims(file, line);
  fprintf(file, " |\n");
  if (line->workload->shows_least) {
    fprintf(file, "| ... the least |");
    markdown_numbers(file, results, line, least, ratio_of_least(line, PEER_RUST));
    fprintf(file, " |\n");
  }
}

void write_markdown(const results *results, const char *folder)
{
  FILE *file = create_file(folder, "table.md");
  fprintf(file, "Nanoseconds unless another unit is named; %s, %ld processors%s.\n\n",
          processor_name(), processor_count(), results->quick ? "; a quick run" : "");
  markdown_head(file, results, "");
  for (size_t i = 0; i < results->count; i++) {
    const line *line = &results->lines[i];
    if (line->point == 0 && !line->row->detail) {
      markdown_line(file, results, line);
    }
  }
  for (size_t i = 0; i < results->count; i++) {
    const line *line = &results->lines[i];
    if (line->point != 0) {
      if (i == 0 || results->lines[i - 1].workload != line->workload) {
        fprintf(file, "\n");
        markdown_head(file, results, line->row->title);
      }
      markdown_line(file, results, line);
    }
  }
  close_file(file);
}
