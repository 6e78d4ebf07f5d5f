/* How numbers stand in both tables. */
#ifndef BENCH_FORMAT_H
#define BENCH_FORMAT_H

#include "results.h"

#include <math.h>

static inline int digits(double value) { return value < 10 ? 2 : value < 1000 ? 1 : 0; }

/* "1.02", or "-". */
static inline const char *ratio_text(double value, char *buffer, size_t size)
{
  if (isnan(value)) {
    return "-";
  }
  snprintf(buffer, size, "%.2f", value);
  return buffer;
}

/* One of a series: its median, or its least. */
typedef double statistic(const series *series);

#endif
