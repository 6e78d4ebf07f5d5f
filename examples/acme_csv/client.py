"""Prints what is in a CSV file: python3 client.py LIBRARY FILE"""
import ctypes
import math
import sys


class Column(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("filled", ctypes.c_uint64), ("mean", ctypes.c_double)]


class ColumnList(ctypes.Structure):
    _fields_ = [("data", ctypes.POINTER(Column)), ("length", ctypes.c_size_t), ("capacity", ctypes.c_size_t),
                ("element_size", ctypes.c_size_t), ("stamp", ctypes.c_uint64)]


ROW = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_size_t, ctypes.POINTER(ctypes.c_char_p), ctypes.c_size_t)


class AcmeError(Exception):
    pass


class Csv:
    """A document: with Csv(library, path) as csv: ..."""

    def __init__(self, library, path):
        self._of = library = ctypes.CDLL(library)
        library.acme_csv_open.restype = ctypes.c_uint64
        library.acme_csv_close.argtypes = [ctypes.c_uint64]
        library.acme_csv_size.argtypes = [ctypes.c_uint64, ctypes.POINTER(ctypes.c_size_t), ctypes.POINTER(ctypes.c_size_t)]
        library.acme_csv_each_row.argtypes = [ctypes.c_uint64, ROW, ctypes.c_void_p]
        library.acme_csv_columns.argtypes = [ctypes.c_uint64, ctypes.POINTER(ColumnList)]
        library.acme_last_error_message.restype = ctypes.c_char_p
        self._handle = self._made(library.acme_csv_open(path.encode(), None))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._of.acme_csv_close(self._handle)

    def _made(self, result):
        if not result:
            raise AcmeError(self._of.acme_last_error_message().decode())
        return result

    def size(self):
        rows, columns = ctypes.c_size_t(), ctypes.c_size_t()
        self._made(self._of.acme_csv_size(self._handle, rows, columns) == 0)
        return rows.value, columns.value

    def rows(self):
        """Each row's line and cells."""
        rows = []

        def keep(_, line, cells, count):
            rows.append((line, [cells[i].decode() for i in range(count)]))
            return 0

        self._made(self._of.acme_csv_each_row(self._handle, ROW(keep), None) == 0)
        return rows

    def columns(self):
        """Each column's name, number of filled cells and mean."""
        columns = ColumnList()
        self._made(self._of.acme_csv_columns(self._handle, columns) == 0)
        try:
            return [(column.name.decode(), column.filled, column.mean) for column in columns.data[:columns.length]]
        finally:
            self._of.acme_column_list_free(ctypes.byref(columns))


if __name__ == "__main__":
    try:
        with Csv(sys.argv[1], sys.argv[2]) as csv:
            print("%d rows, %d columns" % csv.size())
            for line, cells in csv.rows():
                print(f"line {line}:", *(f"[{cell}]" for cell in cells))
            for name, filled, mean in csv.columns():
                print(f"{name}: {filled} filled" + ("" if math.isnan(mean) else f", mean {mean:.1f}"))
    except AcmeError as error:
        sys.exit(str(error))
