//! The `gouji` command.

use std::alloc::{GlobalAlloc, Layout, System};

use libmimalloc_sys::{
    mi_free, mi_malloc, mi_malloc_aligned, mi_realloc, mi_realloc_aligned, mi_zalloc, mi_zalloc_aligned,
};

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

/// Whether any block is aligned as is wanted. To ask for what is had anyway takes twice as long.
fn is_aligned(layout: Layout) -> bool {
    layout.align() <= align_of::<usize>()
}

// SAFETY: every block is given back to where it came from, for that depends on its size alone, which comes along.
// mimalloc's blocks are aligned to a word, and to whatever else is asked for.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: the caller keeps to the same contract.
        unsafe {
            match (is_large(size), is_aligned(layout)) {
                (true, _) => System.alloc(layout),
                (false, true) => mi_malloc(size).cast(),
                (false, false) => mi_malloc_aligned(size, align).cast(),
            }
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: the caller keeps to the same contract.
        unsafe {
            match (is_large(size), is_aligned(layout)) {
                (true, _) => System.alloc_zeroed(layout),
                (false, true) => mi_zalloc(size).cast(),
                (false, false) => mi_zalloc_aligned(size, align).cast(),
            }
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps to the same contract.
        unsafe { if is_large(layout.size()) { System.dealloc(block, layout) } else { mi_free(block.cast()) } }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps to the same contract; a block that is to come from elsewhere is copied over, and
        // `size` makes a layout because the caller has seen to that.
        unsafe {
            match (is_large(layout.size()), is_large(size)) {
                (true, true) => System.realloc(block, layout, size),
                (false, false) if is_aligned(layout) => mi_realloc(block.cast(), size).cast(),
                (false, false) => mi_realloc_aligned(block.cast(), size, layout.align()).cast(),
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
