//! Strings: from text that is known to be good, from bytes that may hold a NUL, from what may be no UTF-8.

use std::ffi::{c_char, CStr, CString};
use std::ptr::null_mut;
use std::slice;

/// # Safety
/// `text` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn peer_string_new(text: *const c_char) -> *mut c_char {
    CStr::from_ptr(text).to_owned().into_raw()
}

/// NULL if there is a NUL.
///
/// # Safety
/// `bytes` has `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn peer_string_from_bytes(bytes: *const u8, length: usize) -> *mut c_char {
    CString::new(slice::from_raw_parts(bytes, length)).map_or(null_mut(), CString::into_raw)
}

/// NULL if there is a NUL, or anything that is no UTF-8.
///
/// # Safety
/// `bytes` has `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn peer_string_from_utf8(bytes: *const u8, length: usize) -> *mut c_char {
    let text = std::str::from_utf8(slice::from_raw_parts(bytes, length));
    text.ok().and_then(|text| CString::new(text).ok()).map_or(null_mut(), CString::into_raw)
}

/// # Safety
/// `string` is from one of these, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_string_free(string: *mut c_char) {
    drop(CString::from_raw(string));
}
