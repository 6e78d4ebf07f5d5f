/* The same table twice: on the terminal, and in Markdown. */
#include "check.h"
#include "results.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

enum { TITLE_WIDTH = 30, VALUE_WIDTH = 10, UNIT_WIDTH = 7 };

static int digits(double value) { return value < 10 ? 2 : value < 1000 ? 1 : 0; }

static bool has_value(const line *line, peer_id peer) { return line->cells[peer].own.count > 0; }

/* "1.02", or "-". */
static const char *ratio_text(double value, char *buffer, size_t size)
{
  if (isnan(value)) {
    return "-";
  }
  snprintf(buffer, size, "%.2f", value);
  return buffer;
}

/* ---- On the terminal ------------------------------------------------------------------------ */

static const char *colour(const char *code) { return isatty(STDOUT_FILENO) ? code : ""; }

/* Up to where the ratios stand. */
static int table_width(const results *results)
{
  return TITLE_WIDTH + VALUE_WIDTH * __builtin_popcount(results->peers) + UNIT_WIDTH;
}

void table_head(const results *results)
{
  printf("%-*s", TITLE_WIDTH, results->quick ? "(quick: a smoke test)" : "");
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    if (results->peers & PEER_BIT(peer)) {
      printf("%*s", VALUE_WIDTH, peer_title(peer));
    }
  }
  printf("%*s%8s  aim\n", UNIT_WIDTH, "", "/ Rust");
}

/* "<= 1.00 ok". An aim against another peer than Rust has a line of its own, with its ratio. */
static void print_aim(const results *results, const line *line, const aim *aim)
{
  const bool met = aim_met(line, aim);
  if (aim->peer != PEER_OURS && aim->peer != PEER_RUST) {
    char name[32];
    snprintf(name, sizeof name, "/ %s", peer_title(aim->peer));
    printf("\n%*s%8.2f", table_width(results), name, aim_value(line, aim));
  }
  printf("  %s<= %.*f %s%s%s", aim->peer == PEER_OURS ? "ours " : "",
         aim->peer == PEER_OURS ? 1 : 2, aim->limit, colour(met ? "\033[32m" : "\033[1;31m"),
         met ? "ok" : "MISSED", colour("\033[0m"));
}

void table_line(const results *results, const line *line)
{
  if (line->row->detail) {
    return;
  }

  char buffer[64];
  if (line->point == 0) {
    printf("%-*s", TITLE_WIDTH, line->row->title);
  } else {
    snprintf(buffer, sizeof buffer, "  %zu %s", line->point, line->workload->x_title);
    printf("%-*s", TITLE_WIDTH, buffer);
  }
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    if (results->peers & PEER_BIT(peer)) {
      const double value = median(&line->cells[peer].own);
      if (has_value(line, peer)) {
        printf("%*.*f", VALUE_WIDTH, digits(value), value);
      } else {
        printf("%*s", VALUE_WIDTH, "-");
      }
    }
  }
  printf(" %-*s%8s", UNIT_WIDTH - 1, line->row->unit,
         ratio_text(ratio(line, PEER_RUST), buffer, sizeof buffer));
  for (int i = 0; i < MOST_AIMS; i++) {
    const aim *aim = &line->row->aims[i];
    if (aim->limit > 0 && !isnan(aim_value(line, aim))) {
      print_aim(results, line, aim);
    }
  }
  printf("\n");
  fflush(stdout);
}

void table_end(const results *results)
{
  int met = 0;
  int missed = 0;
  for (size_t i = 0; i < results->count; i++) {
    for (int k = 0; k < MOST_AIMS; k++) {
      const aim *aim = &results->lines[i].row->aims[k];
      if (aim->limit > 0 && !isnan(aim_value(&results->lines[i], aim))) {
        *(aim_met(&results->lines[i], aim) ? &met : &missed) += 1;
      }
    }
  }
  printf("\n%d aims met, %d missed\n", met, missed);
}

/* ---- In Markdown ---------------------------------------------------------------------------- */

static void markdown_aims(FILE *file, const line *line)
{
  const char *separator = "";
  for (int i = 0; i < MOST_AIMS; i++) {
    const aim *aim = &line->row->aims[i];
    if (aim->limit == 0 || isnan(aim_value(line, aim))) {
      continue;
    }
    fprintf(file, "%s", separator);
    separator = "; ";
    if (aim->peer == PEER_OURS) {
      fprintf(file, "%.1f %s", aim->limit, line->row->unit);
    } else if (aim->peer == PEER_RUST) {
      fprintf(file, "%.2f", aim->limit);
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

static void markdown_line(FILE *file, const results *results, const line *line)
{
  char buffer[64];
  if (line->point == 0) {
    const bool nanoseconds = strcmp(line->row->unit, "ns") == 0;
    fprintf(file, "| %s%s%s |", line->row->title, nanoseconds ? "" : ", ",
            nanoseconds ? "" : line->row->unit);
  } else {
    fprintf(file, "| %s: %zu |", line->workload->x_title, line->point);
  }
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    if (!(results->peers & PEER_BIT(peer))) {
      continue;
    }
    if (has_value(line, peer)) {
      const double value = median(&line->cells[peer].own);
      fprintf(file, " %.*f |", digits(value), value);
    } else {
      fprintf(file, " |");
    }
  }
  fprintf(file, " %s | ", ratio_text(ratio(line, PEER_RUST), buffer, sizeof buffer));
  markdown_aims(file, line);
  fprintf(file, " |\n");
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
