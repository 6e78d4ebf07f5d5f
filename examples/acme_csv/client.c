/* Prints what is in a CSV file: ./client FILE */
#include <acme_csv.h>
#include <math.h>
#include <stdio.h>

static int32_t print_row(void *context, size_t line, const char *const *cells, size_t count)
{
  (void)context;
  printf("line %zu:", line);
  for (size_t i = 0; i < count; i++) {
    printf(" [%s]", cells[i]);
  }
  printf("\n");
  return 0;
}

int main(int argc, char **argv)
{
  const acme_csv csv = acme_csv_open(argc > 1 ? argv[1] : "peaks.csv", NULL);
  if (csv == 0) {
    fprintf(stderr, "%s\n", acme_last_error_message());
    return 1;
  }

  size_t rows, columns;
  acme_csv_size(csv, &rows, &columns);
  printf("%zu rows, %zu columns\n", rows, columns);
  acme_csv_each_row(csv, print_row, NULL);

  acme_column_list list;
  acme_csv_columns(csv, &list);
  for (size_t i = 0; i < list.length; i++) {
    const acme_column *const column = &list.data[i];
    printf("%s: %llu filled", column->name, (unsigned long long)column->filled);
    if (!isnan(column->mean)) {
      printf(", mean %.1f", column->mean);
    }
    printf("\n");
  }
  acme_column_list_free(&list);
  acme_csv_close(csv);
  return 0;
}
