//! Work on several threads whose results come out in order.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// Results that may wait for an earlier one: bounds the memory that one slow file makes the others hold.
const WINDOW: usize = 64;

struct State<T, S> {
    /// The next index to work on.
    next: usize,
    /// Indices below this one are with the sink.
    delivered: usize,
    /// Results of `delivered..next`, as far as they are there.
    waiting: VecDeque<Option<T>>,
    sink: S,
    stopped: bool,
}

/// Calls `work` for every index below `count` on up to `threads` threads, and `sink` with the results by index, one at a
/// time, until it breaks. `work` must not panic: results behind the missing one would wait for ever.
pub fn in_order<T, W, S>(count: usize, threads: usize, work: W, mut sink: S)
where
    T: Send,
    W: Fn(usize) -> T + Sync,
    S: FnMut(T) -> ControlFlow<()> + Send,
{
    if threads <= 1 || count <= 1 {
        let _ = (0..count).try_for_each(|index| sink(work(index)));
        return;
    }
    let state = State { next: 0, delivered: 0, waiting: VecDeque::new(), sink, stopped: false };
    let (state, room) = (Mutex::new(state), Condvar::new());
    thread::scope(|scope| {
        for _ in 0..threads.min(count) {
            scope.spawn(|| {
                while let Some(index) = take(&state, &room, count) {
                    deliver(&state, &room, index, work(index));
                }
            });
        }
    });
}

fn take<T, S>(state: &Mutex<State<T, S>>, room: &Condvar, count: usize) -> Option<usize> {
    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
    // The thread with the lowest index never waits here, so there is always one that makes room.
    let is_full =
        |state: &mut State<T, S>| !state.stopped && state.next < count && state.next >= state.delivered + WINDOW;
    let mut state = room.wait_while(state, is_full).unwrap_or_else(PoisonError::into_inner);
    if state.stopped || state.next >= count {
        return None;
    }
    let index = state.next;
    state.next += 1;
    state.waiting.push_back(None);
    Some(index)
}

fn deliver<T, S: FnMut(T) -> ControlFlow<()>>(state: &Mutex<State<T, S>>, room: &Condvar, index: usize, result: T) {
    let mut guard = state.lock().unwrap_or_else(PoisonError::into_inner);
    let state = &mut *guard;
    if state.stopped {
        return;
    }
    state.waiting[index - state.delivered] = Some(result);
    while let Some(Some(_)) = state.waiting.front() {
        if let Some(result) = state.waiting.pop_front().flatten() {
            state.delivered += 1;
            if (state.sink)(result).is_break() {
                state.stopped = true;
                break;
            }
        }
    }
    room.notify_all();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_out_in_order() {
        for threads in [1, 2, 7] {
            let mut seen = Vec::new();
            let work = |index: usize| {
                if index.is_multiple_of(50) {
                    thread::sleep(std::time::Duration::from_millis(2));
                }
                index
            };
            in_order(500, threads, work, |index| {
                seen.push(index);
                ControlFlow::Continue(())
            });
            assert!(seen.into_iter().eq(0..500));
        }
    }

    #[test]
    fn a_sink_that_breaks_ends_the_work() {
        for threads in [1, 3] {
            let mut seen = 0;
            in_order(
                1_000_000,
                threads,
                |index| index,
                |_| {
                    seen += 1;
                    if seen == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!(seen, 10);
        }
    }
}
