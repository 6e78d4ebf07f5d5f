/* Generated exports beside hand-written ones: both forms of examples/acme_csv in one process, in turns.
 *
 *     ffo-bench-exports GENERATED.so BY_HAND.so [ROUNDS]
 *
 * Prints for each kind of call the medians in ns of processor time, and the median of the rounds' ratios. */
#include "measure.h"

#include <acme_csv.h>
#include <dlfcn.h>
#include <string.h>

typedef struct library {
  acme_csv csv;
  acme_csv (*parse)(const char *, acme_status *);
  acme_status (*close)(acme_csv);
  acme_status (*size)(acme_csv, size_t *, size_t *);
  char *(*cell)(acme_csv, size_t, size_t, acme_status *);
  acme_status (*string_free)(char *);
  acme_column *(*column)(acme_csv, const char *, acme_status *);
  acme_status (*column_free)(acme_column *);
  acme_status (*columns)(acme_csv, acme_column_list *);
  acme_status (*column_list_free)(acme_column_list *);
  acme_status (*column_values)(acme_csv, const char *, acme_number_list *);
  acme_status (*number_list_free)(acme_number_list *);
  acme_status (*each_row)(acme_csv, acme_row_callback, void *);
} library;

static void *function_of(void *handle, const char *name)
{
  void *const function = dlsym(handle, name);
  CHECK(function != NULL);
  return function;
}

#define LOAD(field, name) (*(void **)&loaded.field = function_of(handle, name))

static library load(const char *path)
{
  void *const handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CHECK(handle != NULL);
  library loaded;
  LOAD(parse, "acme_csv_parse");
  LOAD(close, "acme_csv_close");
  LOAD(size, "acme_csv_size");
  LOAD(cell, "acme_csv_cell");
  LOAD(string_free, "acme_string_free");
  LOAD(column, "acme_csv_column");
  LOAD(column_free, "acme_column_free");
  LOAD(columns, "acme_csv_columns");
  LOAD(column_list_free, "acme_column_list_free");
  LOAD(column_values, "acme_csv_column_values");
  LOAD(number_list_free, "acme_number_list_free");
  LOAD(each_row, "acme_csv_each_row");
  loaded.csv = loaded.parse("a,b,c,d\n1,2,3,4\n5,6,7,8\n", NULL);
  CHECK(loaded.csv != 0);
  return loaded;
}

static void size(const library *of)
{
  size_t rows, columns;
  CHECK(of->size(of->csv, &rows, &columns) == ACME_OK && rows == 2 && columns == 4);
}

static void cell(const library *of)
{
  char *const text = of->cell(of->csv, 1, 2, NULL);
  CHECK(text != NULL && of->string_free(text) == ACME_OK);
}

static void column(const library *of)
{
  acme_column *const made = of->column(of->csv, "b", NULL);
  CHECK(made != NULL && of->column_free(made) == ACME_OK);
}

static void columns(const library *of)
{
  acme_column_list list;
  CHECK(of->columns(of->csv, &list) == ACME_OK && of->column_list_free(&list) == ACME_OK);
}

static void values(const library *of)
{
  acme_number_list list;
  CHECK(of->column_values(of->csv, "b", &list) == ACME_OK);
  CHECK(of->number_list_free(&list) == ACME_OK);
}

static int32_t see(void *context, size_t line, const char *const *cells, size_t count)
{
  (void)line;
  *(size_t *)context += count + (cells[0][0] == '1');
  return 0;
}

static void rows(const library *of)
{
  size_t seen = 0;
  CHECK(of->each_row(of->csv, see, &seen) == ACME_OK && seen == 9);
}

static void null_argument(const library *of) { CHECK(of->column(of->csv, NULL, NULL) == NULL); }

static void no_column(const library *of) { CHECK(of->column(of->csv, "e", NULL) == NULL); }

static void stale_handle(const library *of)
{
  size_t count;
  CHECK(of->size(42, &count, &count) == ACME_E_INVALID_HANDLE);
}

static const struct {
  const char *name;
  void (*once)(const library *of);
  size_t count;
} workloads[] = {
  { "a call with a handle (acme_csv_size)", size, 100000 },
  { "a string, and its end (acme_csv_cell)", cell, 50000 },
  { "a struct, and its end (acme_csv_column)", column, 10000 },
  { "a list of structs, and its end (acme_csv_columns)", columns, 2000 },
  { "a list of numbers, and its end (acme_csv_column_values)", values, 10000 },
  { "a callback for each row (acme_csv_each_row)", rows, 20000 },
  { "a handle that is none", stale_handle, 2000 },
  { "a NULL argument", null_argument, 2000 },
  { "an exception of the library's own", no_column, 2000 },
};

/* Of this thread, in nanoseconds: nothing here waits for others, so what they do to the clock does not matter. */
static double processor_time(void)
{
  struct timespec time;
  CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double time_of(void (*once)(const library *of), const library *of, size_t count)
{
  const double start = processor_time();
  for (size_t i = 0; i < count; i++) {
    once(of);
  }
  return (processor_time() - start) / (double)count;
}

static int compare(const void *left, const void *right)
{
  const double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double median(double *samples, size_t count)
{
  qsort(samples, count, sizeof *samples, compare);
  return samples[count / 2];
}

int main(int argc, char **argv)
{
  if (argc < 3) {
    fprintf(stderr, "usage: %s GENERATED.so BY_HAND.so [ROUNDS]\n", argv[0]);
    return 2;
  }
  const library libraries[2] = { load(argv[1]), load(argv[2]) };
  const size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 51;
  CHECK(rounds > 0);
  double *const times = own_memory(3 * rounds * sizeof(double));
  double *const taken[2] = { times, times + rounds };
  double *const ratios = times + 2 * rounds;

  printf("%-58s %10s %10s %7s\n", "ns", "generated", "by hand", "ratio");
  for (size_t w = 0; w < sizeof workloads / sizeof workloads[0]; w++) {
    for (size_t i = 0; i < 2; i++) {
      time_of(workloads[w].once, &libraries[i], workloads[w].count / 10);
    }
    for (size_t round = 0; round < rounds; round++) {
      // Each goes first in every other round.
      for (size_t i = 0; i < 2; i++) {
        const size_t which = (round + i) % 2;
        taken[which][round] = time_of(workloads[w].once, &libraries[which], workloads[w].count);
      }
      ratios[round] = taken[0][round] / taken[1][round];
    }
    printf("%-58s %10.1f %10.1f %7.2f\n", workloads[w].name, median(taken[0], rounds),
           median(taken[1], rounds), median(ratios, rounds));
  }
  for (size_t i = 0; i < 2; i++) {
    CHECK(libraries[i].close(libraries[i].csv) == ACME_OK);
  }
  return 0;
}
