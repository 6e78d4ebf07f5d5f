//! The functions of `../include/article.h`, with what Rust offers: `CString` and `Box`, and nothing that checks what C gives back.
//!
//!     rustc --edition 2021 --crate-type cdylib -O --crate-name article lib.rs

use std::cell::RefCell;
use std::ffi::{c_char, CStr, CString};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;

const NULL_ARGUMENT: u32 = 1;
const INVALID_ARGUMENT: u32 = 2;
const INVALID_UTF8: u32 = 4;
const INTERNAL: u32 = 99;

type Error = (u32, String);

thread_local! {
    static LAST_ERROR: RefCell<CString> = RefCell::default();
}

/// Does a call's work, and turns what goes wrong into a status and the thread's last error.
fn call<T>(function: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, u32> {
    let panicked = |_| Err((INTERNAL, "a panic".to_owned()));
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(panicked);
    result.map_err(|(status, what)| {
        let message = CString::new(format!("{function}: {what}")).unwrap_or_default();
        LAST_ERROR.with(|last| *last.borrow_mut() = message);
        status
    })
}

/// The pointer of a call that makes something, or null.
///
/// # Safety
/// `status` is null or can be written to.
unsafe fn made<T>(result: Result<*mut T, u32>, status: *mut u32) -> *mut T {
    if !status.is_null() {
        *status = result.as_ref().err().copied().unwrap_or(0);
    }
    result.unwrap_or(ptr::null_mut())
}

/// # Safety
/// `name` is null or a C string that stays until the call ends.
unsafe fn text_of<'a>(name: *const c_char) -> Result<&'a str, Error> {
    if name.is_null() {
        return Err((NULL_ARGUMENT, "name is NULL".to_owned()));
    }
    let bytes = CStr::from_ptr(name).to_bytes();
    std::str::from_utf8(bytes).map_err(|e| {
        let (from, size) = (e.valid_up_to(), bytes.len());
        let what = format!("name is not valid UTF-8 from byte {from} of {size} on");
        (INVALID_UTF8, what)
    })
}

fn string(text: String) -> Result<*mut c_char, Error> {
    CString::new(text)
        .map(CString::into_raw)
        .map_err(|e| (INTERNAL, e.to_string()))
}

#[no_mangle]
pub extern "C" fn last_error_message() -> *const c_char {
    LAST_ERROR.with(|last| last.borrow().as_ptr())
}

/// # Safety
/// `name` is null or a C string; `status` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn create_string(name: *const c_char, status: *mut u32) -> *mut c_char {
    let result = call("create_string", || {
        string(format!("Hello, {}!", text_of(name)?))
    });
    made(result, status)
}

/// # Safety
/// `text` is null or from `create_string`, and was not freed.
#[no_mangle]
pub unsafe extern "C" fn free_string(text: *mut c_char) -> u32 {
    if !text.is_null() {
        drop(CString::from_raw(text));
    }
    0
}

#[repr(C)]
pub struct Config {
    max_connections: i32,
    timeout_ms: i32,
    name: *mut c_char,
}

impl Drop for Config {
    fn drop(&mut self) {
        // SAFETY: `create_config` has made the name, and C must not change it.
        unsafe { drop(CString::from_raw(self.name)) }
    }
}

/// # Safety
/// `name` is null or a C string; `status` is null or can be written to.
#[no_mangle]
pub unsafe extern "C" fn create_config(
    name: *const c_char,
    max_connections: i32,
    timeout_ms: i32,
    status: *mut u32,
) -> *mut Config {
    let result = call("create_config", || {
        let name = text_of(name)?;
        if timeout_ms < 0 {
            return Err((INVALID_ARGUMENT, "timeout_ms is negative".to_owned()));
        }
        Ok(Box::into_raw(Box::new(Config {
            max_connections,
            timeout_ms,
            name: string(name.to_owned())?,
        })))
    });
    made(result, status)
}

/// # Safety
/// `config` is null or from `create_config`, and was not freed.
#[no_mangle]
pub unsafe extern "C" fn free_config(config: *mut Config) -> u32 {
    if !config.is_null() {
        drop(Box::from_raw(config));
    }
    0
}
