//! Independent work on all processors, with results in the order of the items.

use std::num::NonZeroUsize;
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
    // Dealt like cards, so that neighbours which are alike do not meet in one thread.
    let mut hands: Vec<Vec<(usize, T)>> = (0..threads).map(|_| Vec::new()).collect();
    for (index, item) in items.into_iter().enumerate() {
        hands[index % threads].push((index, item));
    }
    let work = &work;
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        let running: Vec<_> = hands
            .into_iter()
            .map(|hand| {
                let play = move || -> Vec<(usize, R)> {
                    hand.into_iter()
                        .map(|(index, item)| (index, work(item)))
                        .collect()
                };
                thread::Builder::new()
                    .stack_size(STACK)
                    .spawn_scoped(scope, play)
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
