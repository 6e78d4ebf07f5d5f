//! A string that several share: the count of an `Arc`, up and down.

use std::ffi::{c_char, CStr, CString};
use std::sync::Arc;

/// # Safety
/// `text` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn peer_shared_new(text: *const c_char) -> *const CString {
    Arc::into_raw(Arc::new(CStr::from_ptr(text).to_owned()))
}

/// # Safety
/// `shared` is from `peer_shared_new`, and lives.
#[no_mangle]
pub unsafe extern "C" fn peer_shared_retain(shared: *const CString) {
    Arc::increment_strong_count(shared);
}

/// # Safety
/// `shared` is from `peer_shared_new`, and lives; a reference of the caller's ends.
#[no_mangle]
pub unsafe extern "C" fn peer_shared_release(shared: *const CString) {
    Arc::decrement_strong_count(shared);
}
