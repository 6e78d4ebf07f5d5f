/* The table on the terminal. */
#include "format.h"

#include <unistd.h>

enum { TITLE_WIDTH = 30, VALUE_WIDTH = 10, UNIT_WIDTH = 7 };

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

/* "<= 1.00 ok". An aim against another peer than Rust has a line of its own, with its value. */
static void print_aim(const results *results, const line *line, const aim *aim)
{
  const bool met = aim_met(line, aim);
  if (aim->peer != PEER_OURS && aim->peer != PEER_RUST) {
    char name[32];
    snprintf(name, sizeof name, "%c %s", aim->difference ? '-' : '/', peer_title(aim->peer));
    printf("\n%*s%8.2f", table_width(results), name, aim_value(line, aim));
  }
  printf("  %s<= %.*f %s%s%s", aim->peer == PEER_OURS ? "ours " : "",
         aim->peer == PEER_OURS ? 1 : 2, aim->limit, colour(met ? "\033[32m" : "\033[1;31m"),
         met ? "ok" : "MISSED", colour("\033[0m"));
}

/* A title, each peer's number, the unit, and ours by Rust's. */
static void print_numbers(const results *results, const line *line, const char *title,
                          statistic *statistic, double ratio)
{
  char buffer[16];
  printf("%-*s", TITLE_WIDTH, title);
  for (int peer = 0; peer < PEER_COUNT; peer++) {
    if (results->peers & PEER_BIT(peer)) {
      const double value = statistic(&line->cells[peer].own);
      if (isnan(value)) {
        printf("%*s", VALUE_WIDTH, "-");
      } else {
        printf("%*.*f", VALUE_WIDTH, digits(value), value);
      }
    }
  }
  printf(" %-*s%8s", UNIT_WIDTH - 1, line->row->unit, ratio_text(ratio, buffer, sizeof buffer));
}

void table_line(const results *results, const line *line)
{
  if (line->row->detail) {
    return;
  }

  char point[64];
  snprintf(point, sizeof point, "  %zu %s", line->point, line->workload->x_title);
  print_numbers(results, line, line->point == 0 ? line->row->title : point, median,
                ratio(line, PEER_RUST));
  for (int i = 0; i < MOST_AIMS; i++) {
    const aim *aim = &line->row->aims[i];
    if (aim_counts(line, aim)) {
      print_aim(results, line, aim);
    }
  }
  printf("\n");
  if (line->workload->shows_least) {
    print_numbers(results, line, "  the least", least, ratio_of_least(line, PEER_RUST));
    printf("\n");
  }
  fflush(stdout);
}

void table_end(const results *results)
{
  int met = 0;
  int missed = 0;
  for (size_t i = 0; i < results->count; i++) {
    for (int k = 0; k < MOST_AIMS; k++) {
      const aim *aim = &results->lines[i].row->aims[k];
      if (aim_counts(&results->lines[i], aim)) {
        *(aim_met(&results->lines[i], aim) ? &met : &missed) += 1;
      }
    }
  }
  printf("\n%d aims met, %d missed\n", met, missed);
}
