/* Each function, used rightly, and what it refuses. The same program runs on the library in rust/. */
#include "check.h"
#include <math.h>
#include <stdbool.h>

static const char *const peaks = "name,height,first\r\n"
                                 "Zugspitze,2962,1820\r\n"
                                 "\"Hoher\r\nGöll\",2522,1800\r\n"
                                 "\"\"\"Watzmann\"\", \",2713,\r\n";

static void has_cell(acme_csv csv, size_t row, size_t column, const char *text)
{
  acme_status status;
  char *const cell = acme_csv_cell(csv, row, column, &status);
  CHECK(cell != NULL && status == ACME_OK && strcmp(cell, text) == 0);
  CHECK(acme_string_free(cell) == ACME_OK);
}

static void test_cells(void)
{
  const acme_csv csv = parsed(peaks);
  size_t rows = 9, columns = 9;
  CHECK(acme_csv_size(csv, &rows, &columns) == ACME_OK && rows == 3 && columns == 3);
  CHECK(acme_csv_size(csv, NULL, NULL) == ACME_OK);
  has_cell(csv, 0, 0, "Zugspitze");
  has_cell(csv, 1, 0, "Hoher\r\nGöll");
  has_cell(csv, 2, 0, "\"Watzmann\", ");
  has_cell(csv, 2, 2, "");

  acme_status status;
  CHECK(acme_csv_cell(csv, 3, 0, &status) == NULL && status == ACME_E_OUT_OF_RANGE);
  SAYS("acme_csv_cell: row 3, column 0 is outside of 3 rows of 3 columns");
  CHECK(acme_csv_cell(csv, 0, SIZE_MAX, NULL) == NULL);
  CHECK(acme_csv_close(csv) == ACME_OK);
}

static void test_columns(void)
{
  const acme_csv csv = parsed(peaks);
  acme_status status;
  acme_column *column = acme_csv_column(csv, "first", &status);
  CHECK(column != NULL && status == ACME_OK && strcmp(column->name, "first") == 0);
  CHECK(column->filled == 2 && column->mean == 1810);
  CHECK(acme_column_free(column) == ACME_OK);

  column = acme_csv_column(csv, "name", NULL);
  CHECK(column != NULL && column->filled == 3 && isnan(column->mean));
  CHECK(acme_column_free(column) == ACME_OK);

  CHECK(acme_csv_column(csv, "last", &status) == NULL && status == ACME_E_NO_COLUMN);
  SAYS("acme_csv_column: there is no column \"last\"");
  CHECK(acme_csv_close(csv) == ACME_OK);
}

static void test_lists(void)
{
  const acme_csv csv = parsed(peaks);
  acme_column_list list;
  CHECK(acme_csv_columns(csv, &list) == ACME_OK && list.length == 3);
  CHECK(acme_csv_close(csv) == ACME_OK);
  CHECK(strcmp(list.data[0].name, "name") == 0 && list.data[0].filled == 3);
  CHECK(strcmp(list.data[1].name, "height") == 0 && list.data[1].filled == 3);
  CHECK(strcmp(list.data[2].name, "first") == 0 && list.data[2].mean == 1810);
  CHECK(acme_column_list_free(&list) == ACME_OK && list.data == NULL && list.length == 0);
  CHECK(acme_column_list_free(&list) == ACME_OK && acme_column_list_free(NULL) == ACME_OK);
  CHECK(acme_csv_columns(0, NULL) == ACME_E_NULL_ARGUMENT);
  SAYS("acme_csv_columns: out is NULL");
}

static void test_values(void)
{
  const acme_csv csv = parsed(peaks);
  acme_number_list list;
  CHECK(acme_csv_column_values(csv, "first", &list) == ACME_OK && list.length == 3);
  CHECK(list.data[0] == 1820 && list.data[1] == 1800 && isnan(list.data[2]));
  CHECK(acme_number_list_free(&list) == ACME_OK && list.data == NULL && list.length == 0);
  CHECK(acme_number_list_free(&list) == ACME_OK);

  memset(&list, 7, sizeof list);
  CHECK(acme_csv_column_values(csv, "name", &list) == ACME_E_NO_NUMBER);
  SAYS("acme_csv_column_values: line 2: \"Zugspitze\" is no number");
  CHECK(list.data == NULL && list.length == 0 && acme_number_list_free(&list) == ACME_OK);
  CHECK(acme_csv_column_values(csv, "first", NULL) == ACME_E_NULL_ARGUMENT);
  CHECK(acme_csv_close(csv) == ACME_OK);

  const acme_csv empty = parsed("only,a,header");
  CHECK(acme_csv_column_values(empty, "a", &list) == ACME_OK && list.length == 0);
  CHECK(acme_number_list_free(&list) == ACME_OK && acme_csv_close(empty) == ACME_OK);
}

struct seen {
  size_t rows, lines;
  bool stops;
};

static int32_t see(void *context, size_t line, const char *const *cells, size_t count)
{
  struct seen *const seen = context;
  CHECK(count == 3);
  if (seen->rows == 1) {
    CHECK(strcmp(cells[0], "Hoher\r\nGöll") == 0 && strcmp(cells[2], "1800") == 0);
  }
  seen->rows++;
  seen->lines += line;
  return seen->stops;
}

static void test_rows(void)
{
  const acme_csv csv = parsed(peaks);
  struct seen all = { 0, 0, false }, one = { 0, 0, true };
  CHECK(acme_csv_each_row(csv, see, &all) == ACME_OK);
  CHECK(all.rows == 3 && all.lines == 2 + 3 + 5);
  CHECK(acme_csv_each_row(csv, see, &one) == ACME_OK && one.rows == 1);
  CHECK(acme_csv_each_row(csv, NULL, NULL) == ACME_E_NULL_ARGUMENT);
  SAYS("acme_csv_each_row: callback is NULL");
  CHECK(acme_csv_close(csv) == ACME_OK);
}

static void test_syntax(void)
{
  static const struct {
    const char *text, *message;
  } wrong[] = {
    { "", "line 1: there is no header" },
    { "a,b\n1\n", "line 2: 1 cells where the header has 2" },
    { "a,b\n\"1\n\",2\n3,4,5\n", "line 4: 3 cells where the header has 2" },
    { "a,b\n\n", "line 2: 1 cells where the header has 2" },
    { "a,b\n1,\"2\n3,4\n", "line 2: a quote that is not closed" },
    { "a,b\n\"1\n\",2\"\n", "line 3: a quote inside a cell that does not begin with one" },
    { "a,b\n1,2\n\"1\"x,2\n", "line 3: something between a closing quote and the end of its cell" },
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    acme_status status;
    CHECK(acme_csv_parse(wrong[i].text, &status) == 0 && status == ACME_E_SYNTAX);
    char message[200];
    snprintf(message, sizeof message, "acme_csv_parse: %s", wrong[i].message);
    SAYS(message);
  }

  acme_status status;
  CHECK(acme_csv_parse("a\n\xff\n", &status) == 0 && status == ACME_E_INVALID_UTF8);
  SAYS("acme_csv_parse: text is not valid UTF-8 from byte 2 of 4 on");
  CHECK(acme_csv_parse(NULL, &status) == 0 && status == ACME_E_NULL_ARGUMENT);
  SAYS("acme_csv_parse: text is NULL");
}

static void test_files(void)
{
  acme_status status;
  CHECK(acme_csv_open("no such file", &status) == 0 && status == ACME_E_FILE);
  CHECK(strncmp(acme_last_error_message(), "acme_csv_open: ", 15) == 0);

  FILE *const file = fopen("test.csv", "wb");
  CHECK(file != NULL && fputs("\xef\xbb\xbf", file) >= 0 && fputs(peaks, file) >= 0);
  CHECK(fclose(file) == 0);
  const acme_csv csv = acme_csv_open("test.csv", &status);
  CHECK(csv != 0 && status == ACME_OK);
  has_cell(csv, 0, 0, "Zugspitze");
  acme_column *const column = acme_csv_column(csv, "name", NULL);
  CHECK(column != NULL && acme_column_free(column) == ACME_OK);
  CHECK(acme_csv_close(csv) == ACME_OK && remove("test.csv") == 0);
}

int main(void)
{
  CHECK(acme_last_error_message()[0] == '\0');
  CHECK(acme_csv_close(0) == ACME_OK && acme_string_free(NULL) == ACME_OK);
  CHECK(acme_column_free(NULL) == ACME_OK && acme_number_list_free(NULL) == ACME_OK);
  CHECK(strcmp(acme_status_text(ACME_E_SYNTAX), "The text is not CSV.") == 0);
  CHECK(acme_status_text(ACME_E_NULL_ARGUMENT)[0] != '\0' && acme_status_text(7777) != NULL);
  test_cells();
  test_columns();
  test_lists();
  test_values();
  test_rows();
  test_syntax();
  test_files();
  return 0;
}
