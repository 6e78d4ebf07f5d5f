//! The same document as `CsvDocument.cs`; it knows nothing of C.

pub const INVALID_UTF8: u32 = 4;
pub const OUT_OF_RANGE: u32 = 6;
pub const SYNTAX: u32 = 100;
pub const FILE: u32 = 101;
pub const NO_COLUMN: u32 = 102;
pub const NO_NUMBER: u32 = 103;

pub struct Error {
    pub status: u32,
    pub message: String,
}

pub struct Row {
    pub line: usize,
    pub cells: Vec<String>,
}

pub struct Summary {
    pub name: String,
    pub filled: usize,
    pub mean: f64,
}

pub struct Document {
    pub header: Vec<String>,
    pub rows: Vec<Row>,
}

fn wrong(line: usize, what: impl std::fmt::Display) -> Error {
    Error {
        status: SYNTAX,
        message: format!("line {line}: {what}"),
    }
}

fn number(cell: &str) -> Option<f64> {
    cell.trim().parse().ok()
}

pub fn decode<'a>(text: &'a [u8], what: &str) -> Result<&'a str, Error> {
    std::str::from_utf8(text).map_err(|e| Error {
        status: INVALID_UTF8,
        message: format!(
            "{what} is not valid UTF-8 from byte {} of {} on",
            e.valid_up_to(),
            text.len()
        ),
    })
}

impl Document {
    pub fn open(path: &str) -> Result<Document, Error> {
        let bytes = std::fs::read(path).map_err(|e| Error {
            status: FILE,
            message: format!("{path}: {e}"),
        })?;
        Document::parse(decode(&bytes, "the file")?)
    }

    pub fn parse(text: &str) -> Result<Document, Error> {
        if let Some(nul) = text.find('\0') {
            let line = 1 + text[..nul].matches('\n').count();
            return Err(wrong(line, "there is a NUL in it"));
        }

        let mut rows: Vec<Row> = Vec::new();
        let mut rest = text.trim_start_matches('\u{feff}');
        let mut line = 1;
        while !rest.is_empty() {
            let mut row = Row {
                line,
                cells: Vec::new(),
            };
            loop {
                let (cell, end) = take_cell(rest, line)?;
                line += cell.matches('\n').count();
                row.cells.push(cell);
                let is_last = !rest[end..].starts_with(',');
                let ending = if rest[end..].starts_with("\r\n") {
                    2
                } else {
                    1
                };
                rest = &rest[(end + ending).min(rest.len())..];
                if is_last {
                    break;
                }
            }

            line += 1;
            if rows
                .first()
                .is_some_and(|header| header.cells.len() != row.cells.len())
            {
                let has = row.cells.len();
                let expected = rows[0].cells.len();
                return Err(wrong(
                    row.line,
                    format!("{has} cells where the header has {expected}"),
                ));
            }
            rows.push(row);
        }

        if rows.is_empty() {
            return Err(wrong(1, "there is no header"));
        }
        let header = rows.remove(0).cells;
        Ok(Document { header, rows })
    }

    pub fn cell(&self, row: usize, column: usize) -> Result<&str, Error> {
        self.rows
            .get(row)
            .and_then(|row| row.cells.get(column))
            .map(String::as_str)
            .ok_or_else(|| {
                let (rows, columns) = (self.rows.len(), self.header.len());
                let message = format!(
                    "row {row}, column {column} is outside of {rows} rows of {columns} columns"
                );
                Error {
                    status: OUT_OF_RANGE,
                    message,
                }
            })
    }

    pub fn column(&self, name: &str) -> Result<Summary, Error> {
        Ok(self.sum(self.find(name)?))
    }

    pub fn columns(&self) -> impl Iterator<Item = Summary> + '_ {
        (0..self.header.len()).map(|column| self.sum(column))
    }

    fn sum(&self, column: usize) -> Summary {
        let cells: Vec<&str> = self.cells_of(column).collect();
        let numbers: Vec<f64> = cells.iter().filter_map(|cell| number(cell)).collect();
        Summary {
            name: self.header[column].clone(),
            filled: cells.iter().filter(|cell| !cell.is_empty()).count(),
            mean: numbers.iter().sum::<f64>() / numbers.len() as f64,
        }
    }

    pub fn values(&self, name: &str) -> Result<Vec<f64>, Error> {
        let value = |(row, cell): (&Row, &str)| match number(cell) {
            Some(number) => Ok(number),
            None if cell.is_empty() => Ok(f64::NAN),
            None => Err(Error {
                status: NO_NUMBER,
                message: format!("line {}: \"{cell}\" is no number", row.line),
            }),
        };
        self.rows
            .iter()
            .zip(self.cells_of(self.find(name)?))
            .map(value)
            .collect()
    }

    fn find(&self, name: &str) -> Result<usize, Error> {
        self.header
            .iter()
            .position(|cell| cell == name)
            .ok_or_else(|| Error {
                status: NO_COLUMN,
                message: format!("there is no column \"{name}\""),
            })
    }

    fn cells_of(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cells[column].as_str())
    }
}

/// A cell without its quotes, and where it ends.
fn take_cell(text: &str, line: usize) -> Result<(String, usize), Error> {
    if !text.starts_with('"') {
        let end = text.find([',', '\r', '\n']).unwrap_or(text.len());
        return match text[..end].find('"') {
            Some(_) => Err(wrong(
                line,
                "a quote inside a cell that does not begin with one",
            )),
            None => Ok((text[..end].to_owned(), end)),
        };
    }

    let mut cell = String::new();
    let mut at = 1;
    loop {
        let Some(length) = text[at..].find('"') else {
            return Err(wrong(line, "a quote that is not closed"));
        };
        cell.push_str(&text[at..at + length]);
        at += length + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        cell.push('"');
        at += 1;
    }

    match text[at..].starts_with([',', '\r', '\n']) || at == text.len() {
        true => Ok((cell, at)),
        false => Err(wrong(
            line,
            "something between a closing quote and the end of its cell",
        )),
    }
}
