"""Changes of examples/acme_csv/include/acme_csv.h, each of which makes it say what is not so: the kinds are those that the tests of our
own header have, where acme_csv has such a thing."""

COLUMN = "acme_column *acme_csv_column(acme_csv csv, const char *name, acme_status *status);"
FREE = "acme_status acme_column_free(acme_column *column);"
FILLED = "  uint64_t filled; /* how many of its cells are not empty */\n"
MEAN = "  double mean;     /* of those that are numbers; NaN: there are none */\n"

# What is changed to what, and words of ffo-abi's about it.
LIES = {
    # Structs.
    "two fields swapped": (FILLED + MEAN, MEAN + FILLED, ["acme_column.filled", "at 16"]),
    "a field widened": ("  char *name;      /*", "  char *name[2];   /*", ["acme_column.name", "16 bytes"]),
    "a field narrowed": (FILLED, FILLED.replace("uint64_t", "uint32_t"), ["acme_column.filled", "says uint32_t at 8"]),
    "a field's sign changed": (FILLED, FILLED.replace("uint64_t", "int64_t"), ["acme_column.filled", "says int64_t at 8"]),
    "a field dropped": (FILLED, "", ["acme_column.filled", "acme_csv.h has not"]),
    "a field added": (MEAN, MEAN + "  double median;\n", ["acme_column.median", "C# has not"]),
    "a field renamed": (FILLED, FILLED.replace("filled", "count"), ["acme_column.count", "C# has not"]),
    "a field's const added": ("  char *name;      /*", "  const char *name; /*", ["acme_column.name", "const char *"]),
    "another type of the same width": (MEAN, MEAN.replace("double", "uint64_t"), ["acme_column.mean", "says uint64_t"]),
    "a struct packed": ("typedef struct acme_column {", "typedef struct __attribute__((packed)) acme_column {", ["acme_column: ", "aligned to 1"]),
    "a struct dropped": ("typedef struct acme_column {", "typedef struct acme_col {", ["acme_col", "has not"]),
    "a list's field dropped": ("  size_t element_size;\n  uint64_t stamp;\n} acme_column_list;", "  uint64_t stamp;\n} acme_column_list;",
                               ["acme_csv_columns, parameter 2", "acme_column_list.element_size"]),
    # Enums.
    "a status's value changed": ("ACME_E_OUT_OF_RANGE = 6,", "ACME_E_OUT_OF_RANGE = 7,", ["ACME_E_OUT_OF_RANGE", "says 7", "says 6"]),
    "a status dropped": ("  ACME_E_NOT_OWNED = 24,\n", "", ["ACME_E_NOT_OWNED", "acme_csv.h has not"]),
    "a status added": ("  ACME_E_OUT_OF_MEMORY = 50,", "  ACME_E_OUT_OF_MEMORY = 50,\n  ACME_E_OUT_OF_LUCK = 52,", ["ACME_E_OUT_OF_LUCK", "has not"]),
    "a status renamed": ("ACME_E_FOREIGN_POINTER = 21", "ACME_E_STRANGE_POINTER = 21", ["ACME_E_STRANGE_POINTER", "has not"]),
    "a status of the library's own changed": ("ACME_E_SYNTAX = 100,", "ACME_E_SYNTAX = 110,", ["ACME_E_SYNTAX", "says 110"]),
    # Functions.
    "a function dropped": (FREE, "", ["acme_column_free: the library exports it", "acme_csv.h does not declare it"]),
    "a function added": (FREE, FREE + "\nvoid acme_invent(void);", ["acme_invent", "the library does not export it", "C# has not"]),
    "a function renamed": ("acme_status acme_csv_size(", "acme_status acme_csv_extent(", ["acme_csv_extent: acme_csv.h:", "the library does not export it"]),
    "a result's type changed": ("acme_status acme_csv_close(", "uint64_t acme_csv_close(", ["acme_csv_close, result", "says uint64_t"]),
    "a result's const dropped": ("const char *acme_status_text(", "char *acme_status_text(", ["acme_status_text, result", "says char *"]),
    "a parameter widened": ("acme_status_text(acme_status status)", "acme_status_text(uint64_t status)", ["acme_status_text, parameter 1", "says uint64_t"]),
    "a parameter's sign changed": ("size_t row, size_t column", "int64_t row, size_t column", ["acme_csv_cell, parameter 2", "says int64_t"]),
    "a parameter's const dropped": ("acme_csv_open(const char *path", "acme_csv_open(char *path", ["acme_csv_open, parameter 1", "says char *"]),
    "a parameter's const added": ("acme_string_free(char *text)", "acme_string_free(const char *text)", ["acme_string_free, parameter 1", "says const char *"]),
    "two parameters swapped": ("acme_column_values(acme_csv csv, const char *name,".replace("acme_column", "acme_csv_column"),
                               "acme_csv_column_values(const char *name, acme_csv csv,", ["acme_csv_column_values, parameter 1", "says const char *"]),
    "a parameter dropped": (COLUMN, COLUMN.replace(", acme_status *status", ""), ["acme_csv_column: ", "2 parameters", "3 parameters"]),
    "a parameter added": ("acme_csv_close(acme_csv csv)", "acme_csv_close(acme_csv csv, int32_t now)", ["acme_csv_close: ", "2 parameters", "1 parameter"]),
    "a pointer too few": ("size_t *rows, size_t *columns", "size_t rows, size_t *columns", ["acme_csv_size, parameter 2", "says size_t"]),
    "another struct": ("acme_column_free(acme_column *column)", "acme_column_free(acme_csv *column)", ["acme_column_free, parameter 1", "says uint64_t *"]),
    "a function said to be newer": (f"NULL is no error */\n{FREE}", f"NULL is no error\n * @since 1.1 */\n{FREE}", ["acme_column_free", "since 1.1"]),
    # Second names and callbacks.
    "a handle narrowed": ("typedef uint64_t acme_csv;", "typedef uint32_t acme_csv;", ["acme_csv_close, parameter 1", "says uint32_t"]),
    "a status widened": ("typedef uint32_t acme_status;", "typedef uint64_t acme_status;", ["acme_csv_close, result", "says uint64_t"]),
    "a callback's parameter changed": ("(void *context, size_t line,", "(void *context, uint32_t line,", ["acme_row_callback, parameter 2", "says uint32_t"]),
    "a callback's result changed": ("typedef int32_t (*acme_row_callback)", "typedef int64_t (*acme_row_callback)", ["acme_row_callback, result", "says int64_t"]),
    "a callback's const dropped": ("size_t line, const char *const *cells", "size_t line, char **cells", ["acme_row_callback, parameter 3", "says char **"]),
    # Words.
    "a word changed": (" * @param text  copied\n", " * @param text  borrowed\n", ["acme_csv_parse, parameter 1, ownership", "says borrowed"]),
    "a word missing": (" * @param path  borrowed\n", " * @param path  a file\n", ["acme_csv_open", 'says "a file" of path']),
    "a word on a number": (" * @param line     the line", " * @param line     owned: the line", ["acme_row_callback", "of line, which is a size_t"]),
    "a word about nobody": (" * @param path  borrowed\n", " * @param file  borrowed\n", ["acme_csv_open", "tells of file, which is no parameter"]),
    "a field without a word": ("/* owned by the struct: it is freed with it */", "/* its name */", ["acme_column.name", "does not say whose the char * is"]),
    "a free that takes nothing": (" * @param column  taken: what", " * @param column  borrowed: what", ["acme_csv_column", "acme_column_free is no function that takes what it frees"]),
    "another free": ("owned: freed with acme_column_free;", "owned: freed with acme_string_free;", ["acme_csv_column, result, ownership", "freed by acme_string_free"]),
    "no free": ("owned: freed with acme_column_free;", "owned: free it;", ["acme_csv_column", 'does not say "freed with"']),
    "a status that is none": ("ACME_E_NO_COLUMN, ACME_E_NO_NUMBER */", "ACME_E_NO_COLUMN, ACME_E_NAN */", ["mentions ACME_E_NAN, which is no status"]),
    "C that is none": ("acme_csv_close(acme_csv csv);", "acme_csv_close(acme_csv csv;", ["expected ')'"]),
}

# Those that a C compiler sees. Const counts only where the code marks it, a word never, nor what a struct is called beside its typedef.
SEEN_BY_THE_BUILD = {
    **dict.fromkeys([
        "two fields swapped", "a field widened", "a field narrowed", "a field's sign changed", "a field dropped", "a field added", "a field renamed",
        "another type of the same width", "a struct packed", "a list's field dropped", "a status's value changed", "a result's type changed",
        "a parameter widened", "a parameter's sign changed", "two parameters swapped", "a parameter dropped", "a parameter added", "a pointer too few",
        "another struct", "a handle narrowed", "a status widened", "a callback's parameter changed", "a callback's result changed"], "FFO201"),
    "a function dropped": "FFO203", "a function added": "FFO202", "a function renamed": "FFO203", "C that is none": "FFO205",
}
