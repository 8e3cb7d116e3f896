//! The `gouji` command.

use std::alloc::{GlobalAlloc, Layout, System};

use mimalloc::MiMalloc;

/// What most of the program's memory comes from: see `Cargo.toml`. Blocks as large as a document come from the system,
/// which has them back at once; the other would keep them for a while, and the document is kept in other pieces by then.
struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Blocks of so many bytes are large.
const LARGE: usize = 256 << 10;

fn is_large(size: usize) -> bool {
    size >= LARGE
}

// SAFETY: every block is given back to where it came from, for that depends on its size alone, which comes along.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the same contract.
        unsafe { if is_large(layout.size()) { System.alloc(layout) } else { MiMalloc.alloc(layout) } }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to the same contract.
        unsafe { if is_large(layout.size()) { System.alloc_zeroed(layout) } else { MiMalloc.alloc_zeroed(layout) } }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps to the same contract.
        unsafe { if is_large(layout.size()) { System.dealloc(block, layout) } else { MiMalloc.dealloc(block, layout) } }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps to the same contract; a block that is to come from elsewhere is copied over, and
        // `size` makes a layout because the caller has seen to that.
        unsafe {
            match (is_large(layout.size()), is_large(size)) {
                (true, true) => System.realloc(block, layout, size),
                (false, false) => MiMalloc.realloc(block, layout, size),
                _ => {
                    let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
                    if !new.is_null() {
                        new.copy_from_nonoverlapping(block, size.min(layout.size()));
                        self.dealloc(block, layout);
                    }
                    new
                }
            }
        }
    }
}

fn main() -> std::process::ExitCode {
    gouji::cli::run()
}
