//! A persistent sequence of things that have a length in the text: a balanced tree whose nodes know how many bytes
//! and items are below them.
//!
//! Lengths are relative, so an edit changes the nodes on one path and nothing else: finding an offset and replacing a
//! few items are O(log n), cloning is O(1), and a clone (a snapshot) keeps what it saw.

use std::ops::Range;
use std::sync::Arc;

use crate::text::TextSize;

/// Something that covers bytes of the text.
#[expect(clippy::len_without_is_empty, reason = "what covers no bytes is not in a tree")]
pub trait Measured {
    /// Length in bytes.
    fn len(&self) -> TextSize;
}

impl<T: Measured> Measured for Arc<T> {
    fn len(&self) -> TextSize {
        (**self).len()
    }
}

/// Most items in a leaf and most children of an inner node; all but the root have at least half of it where their
/// neighbours allow.
const MOST: usize = 32;

/// See the module's documentation.
#[derive(Clone, Debug)]
pub struct Tree<T> {
    root: Arc<Node<T>>,
}

#[derive(Clone, Debug)]
struct Node<T> {
    bytes: TextSize,
    count: usize,
    parts: Parts<T>,
}

#[derive(Clone, Debug)]
enum Parts<T> {
    Items(Vec<T>),
    Children(Vec<Arc<Node<T>>>),
}

impl<T: Measured + Clone> Default for Tree<T> {
    fn default() -> Self {
        Self { root: Arc::new(Node::leaf(Vec::new())) }
    }
}

impl<T: Measured + Clone> FromIterator<T> for Tree<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        let leaves = chunked(items).map(|items| Arc::new(Node::leaf(items)));
        Tree { root: root(leaves.collect()) }
    }
}

impl<T: Measured + Clone> Tree<T> {
    /// Length of all items together, in bytes.
    pub fn bytes(&self) -> TextSize {
        self.root.bytes
    }

    /// Number of items.
    pub fn count(&self) -> usize {
        self.root.count
    }

    /// The item that holds `offset`, by index, with its own offset; the last one for an offset at or past the end, and
    /// none only when there are no items.
    pub fn at(&self, offset: TextSize) -> Option<(usize, TextSize)> {
        if self.root.count == 0 {
            return None;
        }
        let (mut node, mut index, mut start) = (&*self.root, 0, TextSize::from(0));
        loop {
            match &node.parts {
                Parts::Children(children) => {
                    let last = children.len() - 1;
                    for (position, child) in children.iter().enumerate() {
                        if position == last || start + child.bytes > offset {
                            node = child;
                            break;
                        }
                        index += child.count;
                        start += child.bytes;
                    }
                }
                Parts::Items(items) => {
                    let last = items.len() - 1;
                    for item in &items[..last] {
                        if start + item.len() > offset {
                            break;
                        }
                        index += 1;
                        start += item.len();
                    }
                    return Some((index, start));
                }
            }
        }
    }

    /// The items from `index` on, each with its offset.
    pub fn iter_from(&self, index: usize) -> Iter<'_, T> {
        let mut iter = Iter { stack: Vec::new(), items: [].iter(), offset: TextSize::from(0) };
        if index < self.root.count {
            iter.descend(&self.root, index);
        }
        iter
    }

    /// All items, each with its offset.
    pub fn iter(&self) -> Iter<'_, T> {
        self.iter_from(0)
    }

    /// Replaces the items of `range` (indices) by `new`.
    pub fn splice(&mut self, range: Range<usize>, new: Vec<T>) {
        let mut new = Some(new);
        self.root = root(self.root.splice(range, &mut new));
        // A root with one child is a level too many.
        while let Parts::Children(children) = &self.root.parts {
            match children.as_slice() {
                [only] => self.root = only.clone(),
                _ => break,
            }
        }
    }
}

impl<T: Measured + Clone> Node<T> {
    fn leaf(items: Vec<T>) -> Self {
        let bytes = items.iter().map(Measured::len).sum();
        Node { bytes, count: items.len(), parts: Parts::Items(items) }
    }

    fn inner(children: Vec<Arc<Node<T>>>) -> Self {
        let bytes = children.iter().map(|child| child.bytes).sum();
        let count = children.iter().map(|child| child.count).sum();
        Node { bytes, count, parts: Parts::Children(children) }
    }

    fn len(&self) -> usize {
        match &self.parts {
            Parts::Items(items) => items.len(),
            Parts::Children(children) => children.len(),
        }
    }

    /// Nodes of the same height that hold what this one holds, with the items of `range` (local indices) replaced by
    /// `new`, which the first node that reaches into the range takes.
    fn splice(&self, range: Range<usize>, new: &mut Option<Vec<T>>) -> Vec<Arc<Node<T>>> {
        match &self.parts {
            Parts::Items(items) => {
                let new = new.take().unwrap_or_default();
                let all = [&items[..range.start], &new, &items[range.end..]].concat();
                chunked(all).map(|items| Arc::new(Node::leaf(items))).collect()
            }
            Parts::Children(children) => {
                let mut spliced = Vec::with_capacity(children.len() + 1);
                let mut first = 0;
                for child in children {
                    let (start, end) = (first, first + child.count);
                    first = end;
                    let untouched = end < range.start || start > range.end || (new.is_none() && start >= range.end);
                    if untouched {
                        spliced.push(child.clone());
                    } else {
                        let local = range.start.clamp(start, end) - start..range.end.clamp(start, end) - start;
                        spliced.extend(child.splice(local, new));
                    }
                }
                merge_small(&mut spliced);
                chunked(spliced).map(|children| Arc::new(Node::inner(children))).collect()
            }
        }
    }

    /// One or two nodes that hold what `self` and then `next` hold.
    fn joined(&self, next: &Node<T>) -> Vec<Arc<Node<T>>> {
        match (&self.parts, &next.parts) {
            (Parts::Items(one), Parts::Items(two)) => {
                chunked([&one[..], two].concat()).map(|items| Arc::new(Node::leaf(items))).collect()
            }
            (Parts::Children(one), Parts::Children(two)) => {
                chunked([&one[..], two].concat()).map(|children| Arc::new(Node::inner(children))).collect()
            }
            _ => unreachable!("siblings have the same height"),
        }
    }
}

/// A node above nodes of the same height.
fn root<T: Measured + Clone>(mut nodes: Vec<Arc<Node<T>>>) -> Arc<Node<T>> {
    while nodes.len() > 1 {
        nodes = chunked(nodes).map(|children| Arc::new(Node::inner(children))).collect();
    }
    nodes.pop().unwrap_or_else(|| Arc::new(Node::leaf(Vec::new())))
}

/// Joins nodes that are less than half full with a neighbour.
fn merge_small<T: Measured + Clone>(nodes: &mut Vec<Arc<Node<T>>>) {
    let mut index = 0;
    while index + 1 < nodes.len() {
        let small = nodes[index].len() < MOST / 2 || nodes[index + 1].len() < MOST / 2;
        if small {
            let joined = nodes[index].joined(&nodes[index + 1]);
            let advance = joined.len() - 1;
            nodes.splice(index..index + 2, joined);
            index += advance;
        } else {
            index += 1;
        }
    }
}

/// `all` in pieces of at most [`MOST`] and, unless it is small itself, at least half as many.
fn chunked<T: Clone>(all: Vec<T>) -> impl Iterator<Item = Vec<T>> {
    let pieces = all.len().div_ceil(MOST);
    let total = all.len();
    let mut rest = all.into_iter();
    (0..pieces).map(move |piece| {
        let take = total * (piece + 1) / pieces - total * piece / pieces;
        rest.by_ref().take(take).collect()
    })
}

/// Items in order, each with its offset.
#[derive(Debug)]
pub struct Iter<'t, T> {
    /// Children that are still to be visited, from the root down.
    stack: Vec<std::slice::Iter<'t, Arc<Node<T>>>>,
    items: std::slice::Iter<'t, T>,
    offset: TextSize,
}

impl<'t, T: Measured + Clone> Iter<'t, T> {
    /// Goes down to the item at `index` below `node`, adding up what lies before it.
    fn descend(&mut self, mut node: &'t Node<T>, mut index: usize) {
        loop {
            match &node.parts {
                Parts::Items(items) => {
                    self.offset += items[..index].iter().map(Measured::len).sum::<TextSize>();
                    self.items = items[index..].iter();
                    return;
                }
                Parts::Children(children) => {
                    let mut rest = children.iter();
                    node = loop {
                        let child = rest.next().expect("the index lies below this node");
                        if index < child.count {
                            break child;
                        }
                        index -= child.count;
                        self.offset += child.bytes;
                    };
                    self.stack.push(rest);
                }
            }
        }
    }
}

impl<'t, T: Measured + Clone> Iterator for Iter<'t, T> {
    type Item = (TextSize, &'t T);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.next() {
                let offset = self.offset;
                self.offset += item.len();
                return Some((offset, item));
            }
            match self.stack.last_mut()?.next() {
                Some(child) => self.descend(child, 0),
                None => {
                    self.stack.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Item(u32);

    impl Measured for Item {
        fn len(&self) -> TextSize {
            (self.0 % 7 + 1).into()
        }
    }

    #[test]
    fn agrees_with_a_plain_vector() {
        let mut state = 7_u32;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        let mut plain: Vec<Item> = Vec::new();
        let mut tree: Tree<Item> = Tree::default();
        for step in 0..3000_u32 {
            let start = random(plain.len() + 1);
            let most = if step % 10 == 0 { 300 } else { 5 };
            let end = (start + random(most)).min(plain.len());
            let new: Vec<Item> = (0..random(most)).map(|index| Item(step + index as u32)).collect();
            plain.splice(start..end, new.clone());
            tree.splice(start..end, new);
            assert_eq!(tree.count(), plain.len());
            if step % 50 == 0 {
                check(&tree, &plain);
            }
        }
    }

    fn check(tree: &Tree<Item>, plain: &[Item]) {
        let mut offset = TextSize::from(0);
        for (index, item) in plain.iter().enumerate() {
            assert_eq!(tree.at(offset), Some((index, offset)));
            assert_eq!(tree.at(offset + item.len() - TextSize::from(1)), Some((index, offset)));
            assert_eq!(tree.iter_from(index).next(), Some((offset, item)));
            offset += item.len();
        }
        assert_eq!(tree.bytes(), offset);
        assert!(tree.iter().map(|(_, item)| item).eq(plain));
        assert!(depth(&tree.root) <= 4, "balanced: {} items at depth {}", plain.len(), depth(&tree.root));
    }

    fn depth(node: &Node<Item>) -> usize {
        match &node.parts {
            Parts::Items(_) => 1,
            Parts::Children(children) => 1 + depth(&children[0]),
        }
    }
}
