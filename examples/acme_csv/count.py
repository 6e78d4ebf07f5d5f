"""Counts lines of glue and of logic, in each form: python3 count.py

A line counts if there is more in it than a comment; in the second figure, if there is more in it than brackets. Glue is what stands
between C and the logic: the exports, and what describes types and statuses to C.
"""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
GENERATED = [HERE / "Exports.cs"]
BY_HAND = sorted((HERE / "by_hand").glob("*.cs")) + sorted((HERE / "by_hand/Exports").glob("*.cs"))
LOGIC = [path for path in HERE.glob("*.cs") if path not in GENERATED]


def figures(files):
    lines = [line.strip() for file in files for line in file.read_text().splitlines()]
    lines = [line for line in lines if line and not line.startswith("//")]
    return len(lines), sum(not re.fullmatch(r"[][{}(),;]+", line) for line in lines)


def table():
    rows = [("glue in C#", GENERATED), ("glue in C#, by hand", BY_HAND), ("glue in Rust", [HERE / "rust/exports.rs"]),
            ("logic in C#", LOGIC), ("logic in Rust", [HERE / "rust/csv.rs"])]
    return "".join("| %s | %d | %d |\n" % (name, *figures(files)) for name, files in rows)


if __name__ == "__main__":
    print(table(), end="")
