/* What C gets wrong is a status and a message; in rust/ each of these is undefined behaviour. */
#include "check.h"

#define REFUSED(call, expected, function, words)                                                   \
  do {                                                                                             \
    CHECK((call) == (expected));                                                                   \
    CHECK(strncmp(acme_last_error_message(), function ": ", sizeof function + 1) == 0);            \
    CHECK(strstr(acme_last_error_message(), words) != NULL);                                       \
  } while (0)

static int32_t close_it(void *context, size_t line, const char *const *cells, size_t count)
{
  const acme_csv *const csv = context;
  (void)line;
  CHECK(acme_csv_close(*csv) == ACME_OK);
  CHECK(count == 1 && strcmp(cells[0], "1") == 0);
  return 0;
}

int main(void)
{
  const acme_csv csv = parsed("a\n1\n");
  char *const cell = acme_csv_cell(csv, 0, 0, NULL);
  acme_column *const column = acme_csv_column(csv, "a", NULL);
  acme_number_list list;
  CHECK(cell != NULL && column != NULL);
  CHECK(acme_csv_column_values(csv, "a", &list) == ACME_OK);

  char *const of_malloc = malloc(8);
  REFUSED(acme_string_free(of_malloc), ACME_E_FOREIGN_POINTER, "acme_string_free",
          "free it where it was made");
  free(of_malloc);
  REFUSED(acme_string_free(cell + 1), ACME_E_INTERIOR_POINTER, "acme_string_free", "into");
  REFUSED(acme_string_free((char *)column), ACME_E_WRONG_TYPE, "acme_string_free",
          "free it with acme_column_free");
  REFUSED(acme_column_free((acme_column *)(void *)cell), ACME_E_WRONG_TYPE, "acme_column_free",
          "free it with acme_string_free");
  REFUSED(acme_string_free(column->name), ACME_E_NOT_OWNED, "acme_string_free",
          "belongs to the block at");

  acme_column_list columns;
  CHECK(acme_csv_columns(csv, &columns) == ACME_OK && columns.length == 1);
  REFUSED(acme_string_free(columns.data[0].name), ACME_E_NOT_OWNED, "acme_string_free",
          "belongs to the block at");
  REFUSED(acme_column_free(columns.data), ACME_E_WRONG_TYPE, "acme_column_free", "is a block of");
  acme_column_list columns_again = columns;
  CHECK(acme_column_list_free(&columns) == ACME_OK);
  REFUSED(acme_column_list_free(&columns_again), ACME_E_DOUBLE_FREE, "acme_column_list_free",
          "already");

  const acme_number_list copy = list;
  list.capacity++;
  REFUSED(acme_number_list_free(&list), ACME_E_PARTS_MISMATCH, "acme_number_list_free", "capacity");
  list = copy;
  CHECK(acme_number_list_free(&list) == ACME_OK);
  list = copy;
  REFUSED(acme_number_list_free(&list), ACME_E_DOUBLE_FREE, "acme_number_list_free", "already");

  CHECK(acme_string_free(cell) == ACME_OK && acme_column_free(column) == ACME_OK);
  REFUSED(acme_string_free(cell), ACME_E_DOUBLE_FREE, "acme_string_free", "already");
  REFUSED(acme_column_free(column), ACME_E_DOUBLE_FREE, "acme_column_free",
          "already (type \"acme_column\")");

  acme_csv it = csv;
  CHECK(acme_csv_each_row(csv, close_it, &it) == ACME_OK);
  REFUSED(acme_csv_close(csv), ACME_E_STALE_HANDLE, "acme_csv_close", "is stale");
  REFUSED(acme_csv_size(csv, NULL, NULL), ACME_E_STALE_HANDLE, "acme_csv_size", "is stale");
  REFUSED(acme_csv_close(42), ACME_E_INVALID_HANDLE, "acme_csv_close", "never issued");
  return 0;
}
