//! Independent work on all processors, with results in the order of the items.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The stack of a thread, in bytes: policies come from outside, and both parsing and following them recurses. Only what is
/// used is ever taken.
pub const STACK: usize = 256 << 20;

/// More threads than this gain nothing on work that takes milliseconds.
const MOST: usize = 8;

/// Does the work for each item.
pub fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism()
        .map_or(1, NonZeroUsize::get)
        .min(MOST)
        .min(items.len());
    if threads <= 1 {
        return items.into_iter().map(work).collect();
    }
    // Whoever is free takes the next: items differ much in the work that they are.
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (work, next) = (&work, &next);
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                let serve = move || -> Vec<(usize, R)> {
                    std::iter::from_fn(next)
                        .map(|(index, item)| (index, work(item)))
                        .collect()
                };
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, serve)
            })
            .collect();
        running
            .into_iter()
            .flat_map(|thread| match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(results)) => results,
                // A result that is missing would be a pair without a finding.
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(error) => panic!("no thread could be started: {error}"),
            })
            .collect()
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
    #[should_panic(expected = "one of them")]
    fn a_panic_is_not_a_missing_result() {
        super::map(vec![1, 2, 3], |item| assert_ne!(item, 2, "one of them"));
    }
}
