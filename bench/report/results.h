/* What was measured, and what is written of it. */
#ifndef BENCH_RESULTS_H
#define BENCH_RESULTS_H

#include "workload.h"

#include <stdio.h>

enum { MOST_SAMPLES = 256 };

typedef struct series {
  double samples[MOST_SAMPLES];
  int count;
} series;

/* A peer's samples, and those of ours that were taken just before each of them. */
typedef struct cell {
  series own, ours_before;
} cell;

/* One line: a workload's row, or a curve's point. */
typedef struct line {
  const workload *workload;
  const row *row;
  size_t point; /* 0: no curve */
  cell cells[PEER_COUNT];
} line;

typedef struct results {
  line *lines;
  size_t count, capacity;
  unsigned peers; /* those that were there */
  bool quick;
  char version[32]; /* of the library */
} results;

/* Of a series; NAN if it is empty. */
double median(const series *series);
double least(const series *series);

/* Ours divided by the peer's: the median over the rounds. NAN if one of them is missing. */
double ratio(const line *line, peer_id peer);

/* Our least sample divided by the peer's. NAN if one of them is missing. */
double ratio_of_least(const line *line, peer_id peer);

/* What an aim is about, whether there is one and it was measured, and whether it is met. */
bool aim_counts(const line *line, const aim *aim);
double aim_value(const line *line, const aim *aim);
bool aim_met(const line *line, const aim *aim);

/* The table on the terminal, a line at a time. */
void table_head(const results *results);
void table_line(const results *results, const line *line);
void table_end(const results *results);

/* The files. Each ends the process if it cannot be written. */
void write_markdown(const results *results, const char *folder);
void write_json(const results *results, const char *folder);
void write_plot_data(const results *results, const char *folder);

/* For the files: folder/name, opened to be written. */
FILE *create_file(const char *folder, const char *name);
void close_file(FILE *file);

/* What the processor calls itself. */
const char *processor_name(void);
long processor_count(void);

#endif
