//! Structs: a config, which owns its name; 48 zeroed bytes, alone and with a string that they own.

use std::ffi::{c_char, CStr, CString};

/// A string, or NULL, as C sees a field that owns one.
#[repr(transparent)]
struct Text(*mut c_char);

impl Text {
    const NONE: Self = Self(std::ptr::null_mut());
}

impl Drop for Text {
    fn drop(&mut self) {
        if !self.0.is_null() {
            drop(unsafe { CString::from_raw(self.0) });
        }
    }
}

// ---- Config ----------------------------------------------------------------------------------------

#[repr(C)]
pub struct Config {
    max_connections: i32,
    timeout_ms: i32,
    name: Text,
}

#[no_mangle]
pub extern "C" fn peer_config_new(max_connections: i32, timeout_ms: i32) -> *mut Config {
    Box::into_raw(Box::new(Config { max_connections, timeout_ms, name: Text::NONE }))
}

/// # Safety
/// `config` is a live config, `name` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn peer_config_set_name(config: *mut Config, name: *const c_char) {
    (*config).name = Text(CStr::from_ptr(name).to_owned().into_raw());
}

/// # Safety
/// `config` is from `peer_config_new`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_config_free(config: *mut Config) {
    drop(Box::from_raw(config));
}

// ---- A record of numbers ---------------------------------------------------------------------------

#[repr(C)]
#[derive(Default)]
pub struct Record {
    numbers: [u64; 6],
}

#[no_mangle]
pub extern "C" fn peer_record_new() -> *mut Record {
    Box::into_raw(Box::default())
}

/// # Safety
/// `record` is from `peer_record_new`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_record_free(record: *mut Record) {
    drop(Box::from_raw(record));
}

// ---- One that owns a string ------------------------------------------------------------------------

#[repr(C)]
pub struct Owner {
    text: Text,
    numbers: [u64; 5],
}

#[no_mangle]
pub extern "C" fn peer_owner_new() -> *mut Owner {
    Box::into_raw(Box::new(Owner { text: Text::NONE, numbers: [0; 5] }))
}

/// # Safety
/// `owner` is a live one, `text` is from `peer_string_new`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_owner_put(owner: *mut Owner, text: *mut c_char) {
    (*owner).text = Text(text);
}

/// # Safety
/// `owner` is from `peer_owner_new`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_owner_free(owner: *mut Owner) {
    drop(Box::from_raw(owner));
}
