//! A checked map: a handle is an index with a version, the slots are behind a `RwLock`, each item behind a
//! `Mutex`.

use std::ffi::{c_char, CStr, CString};
use std::sync::{Mutex, PoisonError, RwLock};

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
