//! A short list without allocation: a clause says only a few things.

use std::ops::Deref;

/// At most `N` items; further ones are dropped, which only makes the binder say less.
#[derive(Clone, Copy, Debug)]
pub(super) struct List<T, const N: usize> {
    items: [T; N],
    length: usize,
}

impl<T: Copy + Default, const N: usize> Default for List<T, N> {
    fn default() -> Self {
        Self { items: [T::default(); N], length: 0 }
    }
}

impl<T: Copy + Default, const N: usize> List<T, N> {
    pub fn push(&mut self, item: T) {
        if self.length < N {
            self.items[self.length] = item;
            self.length += 1;
        }
    }
}

impl<T, const N: usize> Deref for List<T, N> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.items[..self.length]
    }
}

impl<T: Copy + Default, const N: usize> Extend<T> for List<T, N> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}
