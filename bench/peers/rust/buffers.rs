//! Growable buffers: a `Vec` of ints that lies in the caller's memory, and large ones of bytes.

use std::mem::{size_of, ManuallyDrop};
use std::slice;

// The benchmark has room for so much.
const _: () = assert!(size_of::<Vec<i32>>() == 24);

/// # Safety
/// `out` has room for a `Vec`.
#[no_mangle]
pub unsafe extern "C" fn peer_vec_init(out: *mut Vec<i32>, capacity: usize) {
    out.write(Vec::with_capacity(capacity));
}

/// # Safety
/// `vec` is from `peer_vec_init`.
#[no_mangle]
pub unsafe extern "C" fn peer_vec_push(vec: *mut Vec<i32>, value: i32) {
    (*vec).push(value);
}

/// # Safety
/// `vec` is from `peer_vec_init`, `values` has `count` ints.
#[no_mangle]
pub unsafe extern "C" fn peer_vec_append(vec: *mut Vec<i32>, values: *const i32, count: usize) {
    (*vec).extend_from_slice(slice::from_raw_parts(values, count));
}

/// # Safety
/// `vec` is from `peer_vec_init`.
#[no_mangle]
pub unsafe extern "C" fn peer_vec_clear(vec: *mut Vec<i32>) {
    (*vec).clear();
}

/// # Safety
/// `vec` is from `peer_vec_init`, and not disposed of yet.
#[no_mangle]
pub unsafe extern "C" fn peer_vec_dispose(vec: *mut Vec<i32>) {
    vec.drop_in_place();
}

/// Room for so many bytes, for the caller to fill.
#[no_mangle]
pub extern "C" fn peer_buffer_new(size: usize) -> *mut u8 {
    ManuallyDrop::new(Vec::with_capacity(size)).as_mut_ptr()
}

/// # Safety
/// `buffer` is from `peer_buffer_new(size)`, and not freed yet.
#[no_mangle]
pub unsafe extern "C" fn peer_buffer_free(buffer: *mut u8, size: usize) {
    drop(Vec::from_raw_parts(buffer, 0, size));
}
