//! The Rust peer: what a Rust library exports to C, written the usual way.
//!
//! `peer_string_*` and `peer_config_*` are the unchecked pairs of the standard library: ownership goes out
//! through `into_raw` and comes back through `from_raw`, and nothing is asked on the way. `peer_handle_*`
//! is a checked map: a handle is an index with a version, the slots are behind a `RwLock`, each item
//! behind a `Mutex`.

use std::ffi::{c_char, CStr, CString};
use std::sync::{Mutex, PoisonError, RwLock};

#[no_mangle]
pub extern "C" fn peer_empty() -> u32 {
    1
}

// ---- Strings ---------------------------------------------------------------------------------------

/// # Safety
/// `text` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn peer_string_new(text: *const c_char) -> *mut c_char {
    CStr::from_ptr(text).to_owned().into_raw()
}

/// # Safety
/// `string` is from `peer_string_new`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_string_free(string: *mut c_char) {
    drop(CString::from_raw(string));
}

// ---- Config: a struct that owns a string -----------------------------------------------------------

#[repr(C)]
pub struct Config {
    max_connections: i32,
    timeout_ms: i32,
    name: *mut c_char,
}

impl Config {
    unsafe fn replace_name(&mut self, name: *mut c_char) {
        let former = std::mem::replace(&mut self.name, name);
        if !former.is_null() {
            drop(CString::from_raw(former));
        }
    }
}

#[no_mangle]
pub extern "C" fn peer_config_new(max_connections: i32, timeout_ms: i32) -> *mut Config {
    Box::into_raw(Box::new(Config { max_connections, timeout_ms, name: std::ptr::null_mut() }))
}

/// # Safety
/// `config` is a live config, `name` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn peer_config_set_name(config: *mut Config, name: *const c_char) {
    (*config).replace_name(CStr::from_ptr(name).to_owned().into_raw());
}

/// # Safety
/// `config` is from `peer_config_new`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_config_free(config: *mut Config) {
    let mut config = Box::from_raw(config);
    config.replace_name(std::ptr::null_mut());
}

// ---- The checked map -------------------------------------------------------------------------------

struct Slot {
    version: u32,
    item: Option<Mutex<CString>>,
    next_free: Option<u32>,
}

struct Map {
    slots: Vec<Slot>,
    first_free: Option<u32>,
}

static MAP: RwLock<Map> = RwLock::new(Map { slots: Vec::new(), first_free: None });

const fn handle_of(index: u32, version: u32) -> u64 {
    (version as u64) << 32 | index as u64
}

const fn parts_of(handle: u64) -> (u32, u32) {
    (handle as u32, (handle >> 32) as u32)
}

impl Map {
    fn insert(&mut self, item: CString) -> u64 {
        let index = self.first_free.unwrap_or_else(|| {
            self.slots.push(Slot { version: 1, item: None, next_free: None });
            (self.slots.len() - 1) as u32
        });
        let slot = &mut self.slots[index as usize];
        self.first_free = slot.next_free.take();
        slot.item = Some(Mutex::new(item));
        handle_of(index, slot.version)
    }

    fn get(&self, handle: u64) -> Option<&Mutex<CString>> {
        let (index, version) = parts_of(handle);
        self.slots.get(index as usize).filter(|slot| slot.version == version)?.item.as_ref()
    }

    fn remove(&mut self, handle: u64) -> Option<CString> {
        let (index, version) = parts_of(handle);
        let slot = self.slots.get_mut(index as usize).filter(|slot| slot.version == version)?;
        let item = slot.item.take()?;
        slot.next_free = self.first_free.replace(index);
        slot.version = slot.version.wrapping_add(1).max(1);
        Some(item.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// # Safety
/// `text` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn peer_handle_new(text: *const c_char) -> u64 {
    let item = CStr::from_ptr(text).to_owned();
    MAP.write().unwrap_or_else(PoisonError::into_inner).insert(item)
}

/// The first byte of the text, or -1 for a handle that is not valid.
#[no_mangle]
pub extern "C" fn peer_handle_use(handle: u64) -> i32 {
    let map = MAP.read().unwrap_or_else(PoisonError::into_inner);
    map.get(handle).map_or(-1, |item| {
        let text = item.lock().unwrap_or_else(PoisonError::into_inner);
        i32::from(text.as_bytes_with_nul()[0])
    })
}

/// 0, or -1 for a handle that is not valid.
#[no_mangle]
pub extern "C" fn peer_handle_free(handle: u64) -> i32 {
    let item = MAP.write().unwrap_or_else(PoisonError::into_inner).remove(handle);
    item.map_or(-1, |_| 0)
}
