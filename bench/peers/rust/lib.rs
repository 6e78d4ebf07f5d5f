//! The Rust peer: what a Rust library exports to C, written the usual way.
//!
//! All but `map` are the unchecked pairs of the standard library: ownership goes out through `into_raw` and
//! comes back through `from_raw`, and nothing is asked on the way.

mod buffers;
mod map;
mod shared;
mod strings;
mod structs;

#[no_mangle]
pub extern "C" fn peer_empty() -> u32 {
    1
}
