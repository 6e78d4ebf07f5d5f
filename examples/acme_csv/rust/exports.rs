//! The functions of `../include/acme_csv.h`, with what Rust offers: `CString`, `Box`, `Vec`, and nothing that checks what C gives back.
//!
//!     rustc --edition 2021 --crate-type cdylib -O --crate-name acme_csv exports.rs

mod csv;

use csv::{Document, Error, Row, Summary};
use std::cell::RefCell;
use std::ffi::{c_char, c_void, CStr, CString};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;

const NULL_ARGUMENT: u32 = 1;
const INTERNAL: u32 = 99;

thread_local! {
    static LAST_ERROR: RefCell<CString> = RefCell::default();
}

/// Does a call's work, and turns what goes wrong into a status and the thread's last error.
fn call<T>(function: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, u32> {
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<&str>()
            .copied()
            .unwrap_or("a panic")
            .to_owned();
        Err(Error {
            status: INTERNAL,
            message,
        })
    });
    result.map_err(|error| {
        let message = format!("{function}: {}", error.message);
        LAST_ERROR.with(|last| *last.borrow_mut() = CString::new(message).unwrap_or_default());
        error.status
    })
}

/// The status of a call that returns it.
fn status_of(result: Result<(), u32>) -> u32 {
    result.err().unwrap_or(0)
}

/// The result of a call that makes something.
///
/// # Safety
/// `status` is null or can be written to.
unsafe fn made<T>(result: Result<T, u32>, none: T, status: *mut u32) -> T {
    if !status.is_null() {
        *status = result.as_ref().err().copied().unwrap_or(0);
    }
    result.unwrap_or(none)
}

fn needed(is_null: bool, name: &str) -> Result<(), Error> {
    match is_null {
        true => Err(Error {
            status: NULL_ARGUMENT,
            message: format!("{name} is NULL"),
        }),
        false => Ok(()),
    }
}

/// # Safety
/// `text` is null or a C string that stays until the call ends.
unsafe fn text_of<'a>(text: *const c_char, name: &str) -> Result<&'a str, Error> {
    needed(text.is_null(), name)?;
    csv::decode(CStr::from_ptr(text).to_bytes(), name)
}

/// # Safety
/// `csv` is from `acme_csv_open` or `acme_csv_parse`, and was not closed.
unsafe fn document<'a>(csv: u64) -> &'a Document {
    &*(csv as *const Document)
}

fn handle(document: Document) -> u64 {
    Box::into_raw(Box::new(document)) as u64
}

fn string(text: &str) -> Result<*mut c_char, Error> {
    CString::new(text)
        .map(CString::into_raw)
        .map_err(|e| Error {
            status: INTERNAL,
            message: e.to_string(),
        })
}

#[no_mangle]
pub extern "C" fn acme_status_text(status: u32) -> *const c_char {
    let text = match status {
        0 => c"The call did what it says.",
        NULL_ARGUMENT => c"A pointer that may not be NULL is NULL.",
        csv::INVALID_UTF8 => c"The text is not valid UTF-8.",
        csv::OUT_OF_RANGE => c"An index, length or count is outside its block.",
        INTERNAL => c"The library failed inside; the message says how.",
        csv::SYNTAX => c"The text is not CSV.",
        csv::FILE => c"The file cannot be read.",
        csv::NO_COLUMN => c"No column has that name.",
        csv::NO_NUMBER => c"A cell is no number.",
        _ => c"No status of this library has this value.",
    };
    text.as_ptr()
}

#[no_mangle]
pub extern "C" fn acme_last_error_message() -> *const c_char {
    LAST_ERROR.with(|last| last.borrow().as_ptr())
}

/// # Safety
/// `text` is null or a string of this library that was not freed.
#[no_mangle]
pub unsafe extern "C" fn acme_string_free(text: *mut c_char) -> u32 {
    status_of(call("acme_string_free", || {
        if !text.is_null() {
            drop(CString::from_raw(text));
        }
        Ok(())
    }))
}

/// # Safety
/// `path` is null or a C string; `status` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_open(path: *const c_char, status: *mut u32) -> u64 {
    let result = call("acme_csv_open", || {
        Document::open(text_of(path, "path")?).map(handle)
    });
    made(result, 0, status)
}

/// # Safety
/// `text` is null or a C string; `status` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_parse(text: *const c_char, status: *mut u32) -> u64 {
    let result = call("acme_csv_parse", || {
        Document::parse(text_of(text, "text")?).map(handle)
    });
    made(result, 0, status)
}

/// # Safety
/// `csv` is 0 or a document that was not closed and that no call is using.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_close(csv: u64) -> u32 {
    status_of(call("acme_csv_close", || {
        if csv != 0 {
            drop(Box::from_raw(csv as *mut Document));
        }
        Ok(())
    }))
}

/// # Safety
/// `csv` is a document; `rows` and `columns` are null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_size(csv: u64, rows: *mut usize, columns: *mut usize) -> u32 {
    status_of(call("acme_csv_size", || {
        let document = document(csv);
        if !rows.is_null() {
            *rows = document.rows.len();
        }
        if !columns.is_null() {
            *columns = document.header.len();
        }
        Ok(())
    }))
}

/// # Safety
/// `csv` is a document; `status` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_cell(
    csv: u64,
    row: usize,
    column: usize,
    status: *mut u32,
) -> *mut c_char {
    let result = call("acme_csv_cell", || string(document(csv).cell(row, column)?));
    made(result, ptr::null_mut(), status)
}

type RowCallback = unsafe extern "C" fn(*mut c_void, usize, *const *const c_char, usize) -> i32;

/// # Safety
/// `csv` is a document, and the callback does not close it.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_each_row(
    csv: u64,
    callback: Option<RowCallback>,
    context: *mut c_void,
) -> u32 {
    status_of(call("acme_csv_each_row", || {
        needed(callback.is_none(), "callback")?;
        let callback = callback.unwrap();
        for row in &document(csv).rows {
            if show(row, callback, context)? != 0 {
                break;
            }
        }
        Ok(())
    }))
}

/// # Safety
/// `callback` can be called with `context`.
unsafe fn show(row: &Row, callback: RowCallback, context: *mut c_void) -> Result<i32, Error> {
    let texts: Result<Vec<CString>, _> =
        row.cells.iter().map(|cell| CString::new(&**cell)).collect();
    let texts = texts.map_err(|e| Error {
        status: INTERNAL,
        message: e.to_string(),
    })?;
    let cells: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
    Ok(callback(context, row.line, cells.as_ptr(), cells.len()))
}

#[repr(C)]
pub struct Column {
    name: *mut c_char,
    filled: u64,
    mean: f64,
}

impl Column {
    fn of(summary: Summary) -> Result<Column, Error> {
        Ok(Column {
            name: string(&summary.name)?,
            filled: summary.filled as u64,
            mean: summary.mean,
        })
    }
}

impl Drop for Column {
    fn drop(&mut self) {
        // SAFETY: `of` has made the name, and C must not change it.
        unsafe { drop(CString::from_raw(self.name)) }
    }
}

/// # Safety
/// `csv` is a document; `name` is null or a C string; `status` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_column(
    csv: u64,
    name: *const c_char,
    status: *mut u32,
) -> *mut Column {
    let result = call("acme_csv_column", || {
        let summary = document(csv).column(text_of(name, "name")?)?;
        Ok(Box::into_raw(Box::new(Column::of(summary)?)))
    });
    made(result, ptr::null_mut(), status)
}

/// # Safety
/// `column` is null or from `acme_csv_column`, and was not freed.
#[no_mangle]
pub unsafe extern "C" fn acme_column_free(column: *mut Column) -> u32 {
    status_of(call("acme_column_free", || {
        if !column.is_null() {
            drop(Box::from_raw(column));
        }
        Ok(())
    }))
}

/// What C knows as acme_column_list and acme_number_list; `stamp` has no meaning here.
#[repr(C)]
pub struct List<T> {
    data: *mut T,
    length: usize,
    capacity: usize,
    element_size: usize,
    stamp: u64,
}

impl<T> List<T> {
    const EMPTY: List<T> = List {
        data: ptr::null_mut(),
        length: 0,
        capacity: 0,
        element_size: 0,
        stamp: 0,
    };

    fn of(elements: Vec<T>) -> List<T> {
        let mut elements = std::mem::ManuallyDrop::new(elements);
        List {
            data: elements.as_mut_ptr(),
            length: elements.len(),
            capacity: elements.capacity(),
            element_size: std::mem::size_of::<T>(),
            stamp: 0,
        }
    }

    /// # Safety
    /// `list` is null, empty, or what `of` has made, unchanged and not freed.
    unsafe fn free(list: *mut List<T>) {
        if !list.is_null() && !(*list).data.is_null() {
            drop(Vec::from_raw_parts(
                (*list).data,
                (*list).length,
                (*list).capacity,
            ));
            *list = List::EMPTY;
        }
    }
}

/// # Safety
/// `csv` is a document; `out` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_columns(csv: u64, out: *mut List<Column>) -> u32 {
    status_of(call("acme_csv_columns", || {
        needed(out.is_null(), "out")?;
        *out = List::EMPTY;
        let columns: Result<Vec<Column>, Error> = document(csv).columns().map(Column::of).collect();
        *out = List::of(columns?);
        Ok(())
    }))
}

/// # Safety
/// `list` is null, empty, or from `acme_csv_columns`, unchanged and not freed.
#[no_mangle]
pub unsafe extern "C" fn acme_column_list_free(list: *mut List<Column>) -> u32 {
    status_of(call("acme_column_list_free", || {
        List::free(list);
        Ok(())
    }))
}

/// # Safety
/// `csv` is a document; `name` is null or a C string; `out` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn acme_csv_column_values(
    csv: u64,
    name: *const c_char,
    out: *mut List<f64>,
) -> u32 {
    status_of(call("acme_csv_column_values", || {
        needed(out.is_null(), "out")?;
        *out = List::EMPTY;
        *out = List::of(document(csv).values(text_of(name, "name")?)?);
        Ok(())
    }))
}

/// # Safety
/// `list` is null, empty, or from `acme_csv_column_values`, unchanged and not freed.
#[no_mangle]
pub unsafe extern "C" fn acme_number_list_free(list: *mut List<f64>) -> u32 {
    status_of(call("acme_number_list_free", || {
        List::free(list);
        Ok(())
    }))
}
