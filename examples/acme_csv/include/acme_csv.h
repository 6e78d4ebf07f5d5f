/* acme_csv.h - reads CSV files (RFC 4180): a header line, then rows of as many cells.
 *
 * What is made is ended once, with the function that its comment names. What goes wrong, also a second free or a
 * handle that is used after its end, is a status; acme_last_error_message says it in words. A function that makes
 * something returns it, or NULL or 0, with the status in its last parameter, which may be NULL; any other one returns
 * its status. A call that fails changes nothing and leaves its out parameters zero.
 *
 * Each pointer parameter's comment begins with one of four words. owned: its receiver's, who must end it. borrowed:
 * still its owner's; for the time of the call. copied: still its owner's, who keeps it. taken: the library's, if the
 * call succeeds.
 *
 * All texts are UTF-8. Rows and columns count from 0, lines from 1. Every function may be called from any thread; a
 * document never changes, so many threads may read one. */
#ifndef ACME_CSV_H
#define ACME_CSV_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status ---- */

typedef uint32_t acme_status;

enum {
  ACME_OK = 0,
  ACME_E_NULL_ARGUMENT = 1,
  ACME_E_INVALID_UTF8 = 4,
  ACME_E_OUT_OF_RANGE = 6,
  ACME_E_DOUBLE_FREE = 20,
  ACME_E_FOREIGN_POINTER = 21,
  ACME_E_INTERIOR_POINTER = 22,
  ACME_E_WRONG_TYPE = 23,
  ACME_E_NOT_OWNED = 24,
  ACME_E_INVALID_HANDLE = 30,
  ACME_E_STALE_HANDLE = 31,
  ACME_E_PARTS_MISMATCH = 32, /* a list was not left as it was */
  ACME_E_OVERRUN = 33,        /* freed, but it was written past its end */
  ACME_E_OUT_OF_MEMORY = 50,
  ACME_E_INTERNAL = 99,
  ACME_E_SYNTAX = 100,    /* not CSV; the message says in which line */
  ACME_E_FILE = 101,      /* the file cannot be read */
  ACME_E_NO_COLUMN = 102, /* no column has that name */
  ACME_E_NO_NUMBER = 103  /* a cell is no number; the message says in which line */
};

/* One plain sentence about a status.
 * @return  borrowed: static, never NULL */
const char *acme_status_text(acme_status status);

/* What went wrong in this thread's last call that failed, beginning with the function's name.
 * @return  borrowed: until this thread's next call that fails; "" if none has failed, never NULL */
const char *acme_last_error_message(void);

/* Frees a string.
 * @param text  taken: a string of this library; NULL is no error */
acme_status acme_string_free(char *text);

/* ---- Documents ---- */

/* A document. 0 is none. */
typedef uint64_t acme_csv;

/* Reads a file.
 * @param path  borrowed
 * @return      owned: ended with acme_csv_close; 0: see `status`
 * @errors      ACME_E_FILE, ACME_E_SYNTAX, ACME_E_INVALID_UTF8 */
acme_csv acme_csv_open(const char *path, acme_status *status);

/* Reads a text.
 * @param text  copied
 * @return      owned: ended with acme_csv_close; 0: see `status`
 * @errors      ACME_E_SYNTAX, ACME_E_INVALID_UTF8 */
acme_csv acme_csv_parse(const char *text, acme_status *status);

/* Ends a document; while it is in use, by another thread or from within acme_csv_each_row, when that use is over.
 * @param csv  taken: a document; 0 is no error */
acme_status acme_csv_close(acme_csv csv);

/* How large it is.
 * @param csv      borrowed: a document
 * @param rows     borrowed: receives the number of rows, without the header; may be NULL
 * @param columns  borrowed: receives the number of columns; may be NULL */
acme_status acme_csv_size(acme_csv csv, size_t *rows, size_t *columns);

/* The text of one cell.
 * @param csv  borrowed: a document
 * @return     owned: freed with acme_string_free; NULL: see `status`
 * @errors     ACME_E_OUT_OF_RANGE: there is no such row or column */
char *acme_csv_cell(acme_csv csv, size_t row, size_t column, acme_status *status);

/* Receives a row.
 * @param context  borrowed: what acme_csv_each_row was given
 * @param line     the line that the row begins in
 * @param cells    borrowed: `count` texts
 * @return         0 to go on, anything else to see no more rows
 * It may call the library; it must not leave by an exception or by longjmp. */
typedef int32_t (*acme_row_callback)(void *context, size_t line, const char *const *cells,
                                     size_t count);

/* Calls back with each row, in order, on this thread, until a call returns something else than 0.
 * @param csv       borrowed: a document
 * @param callback  borrowed
 * @param context   borrowed: passed on; may be NULL */
acme_status acme_csv_each_row(acme_csv csv, acme_row_callback callback, void *context);

/* ---- Columns ---- */

/* What there is in a column. */
typedef struct acme_column {
  char *name;      /* owned by the struct: it is freed with it */
  uint64_t filled; /* how many of its cells are not empty */
  double mean;     /* of those that are numbers; NaN: there are none */
} acme_column;

/* A column.
 * @param csv   borrowed: a document
 * @param name  borrowed
 * @return      owned: freed with acme_column_free; NULL: see `status`
 * @errors      ACME_E_NO_COLUMN */
acme_column *acme_csv_column(acme_csv csv, const char *name, acme_status *status);

/* Frees a column, with its name.
 * @param column  taken: what acme_csv_column has returned; NULL is no error */
acme_status acme_column_free(acme_column *column);

/* Columns. The first two fields are for the caller to read, and all of them for acme_column_list_free. */
typedef struct acme_column_list {
  acme_column *data; /* owned by the list */
  size_t length;
  size_t capacity;
  size_t element_size;
  uint64_t stamp;
} acme_column_list;

/* All columns, as in the header.
 * @param csv  borrowed: a document
 * @param out  owned: receives the columns; freed with acme_column_list_free */
acme_status acme_csv_columns(acme_csv csv, acme_column_list *out);

/* Frees columns, with their names, and empties the list.
 * @param list  taken: what acme_csv_columns has filled in, or an empty list; NULL is no error */
acme_status acme_column_list_free(acme_column_list *list);

/* Numbers, with the same fields. */
typedef struct acme_number_list {
  double *data; /* owned by the list */
  size_t length;
  size_t capacity;
  size_t element_size;
  uint64_t stamp;
} acme_number_list;

/* The numbers in a column; those of empty cells are NaN.
 * @param csv   borrowed: a document
 * @param name  borrowed
 * @param out   owned: receives the numbers; freed with acme_number_list_free
 * @errors      ACME_E_NO_COLUMN, ACME_E_NO_NUMBER */
acme_status acme_csv_column_values(acme_csv csv, const char *name, acme_number_list *out);

/* Frees numbers, and empties the list.
 * @param list  taken: what acme_csv_column_values has filled in, or an empty list; NULL is no error */
acme_status acme_number_list_free(acme_number_list *list);

#ifdef __cplusplus
}
#endif

#endif
