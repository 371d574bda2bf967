//! Independent work on all processors, with results in the order of the items.

use std::cell::Cell;
use std::io;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The stack of a thread, in bytes: policies come from outside, and both parsing and following them recurses. Only what is
/// used is ever taken.
pub const STACK: usize = 256 << 20;

/// More threads than this gain nothing on work that takes milliseconds.
const MOST: usize = 8;

thread_local! {
    static HAS_STACK: Cell<bool> = const { Cell::new(false) };
}

/// Does some work on a thread with a stack for policies: what came of it, or its panic. Work that is divided from there has
/// that thread for one of its own.
///
/// # Errors
/// No thread can be started.
pub fn with_stack<R: Send>(work: impl FnOnce() -> R + Send) -> io::Result<thread::Result<R>> {
    thread::scope(|scope| Ok(on_stack(scope, work)?.join()))
}

fn on_stack<'s, R: Send + 's>(
    scope: &'s thread::Scope<'s, '_>,
    work: impl FnOnce() -> R + Send + 's,
) -> io::Result<thread::ScopedJoinHandle<'s, R>> {
    let builder = thread::Builder::new().stack_size(STACK);
    builder.spawn_scoped(scope, || {
        HAS_STACK.set(true);
        work()
    })
}

/// How many threads work at once.
pub fn threads() -> usize {
    thread::available_parallelism()
        .map_or(1, NonZeroUsize::get)
        .min(MOST)
}

/// Does the work for each item.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = threads().min(items.len());
    if threads <= 1 {
        return items.into_iter().map(work).collect();
    }
    // Whoever is free takes the next: items differ much in the work that they are.
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (work, next) = (&work, &next);
    let serve = move || -> Vec<(usize, R)> {
        std::iter::from_fn(next)
            .map(|(index, item)| (index, work(item)))
            .collect()
    };
    let others = threads - usize::from(HAS_STACK.get());
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let running: Vec<_> = (0..others).map(|_| on_stack(scope, serve)).collect();
        let mut results = if others < threads {
            serve()
        } else {
            Vec::new()
        };
        for thread in running {
            match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(more)) => results.extend(more),
                // A result that is missing would be a pair without a finding.
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(error) => panic!("no thread could be started: {error}"),
            }
        }
        results
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        let expected: Vec<u64> = items.iter().map(|item| item * 2).collect();
        assert_eq!(super::map(items, |item| item * 2), expected);
        assert_eq!(
            super::map(Vec::<u64>::new(), |item| item),
            Vec::<u64>::new()
        );
    }

    #[test]
    fn who_divides_the_work_has_a_part_in_it() {
        let here = || std::thread::current().id();
        let items: Vec<u64> = (0..64).collect();
        let slowly = |_| {
            std::thread::sleep(std::time::Duration::from_millis(1));
            here()
        };
        if super::threads() > 1 {
            // This thread may have no stack for it.
            assert!(!super::map(items.clone(), slowly).contains(&here()));
        }
        let has_part = super::with_stack(|| super::map(items, slowly).contains(&here()));
        assert!(has_part.unwrap().unwrap());
    }

    #[test]
    #[should_panic(expected = "one of them")]
    fn a_panic_is_not_a_missing_result() {
        super::map(vec![1, 2, 3], |item| assert_ne!(item, 2, "one of them"));
    }
}
