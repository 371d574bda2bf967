//! When a call was made, and how long it took.

use std::time::Instant;

use jiff::{Timestamp, Unit};

/// A call that is under way.
pub(super) struct Timer {
    began: Instant,
    started_at: Timestamp,
}

/// A call that is over.
#[derive(Clone, Debug)]
pub(super) struct Timing {
    /// When it began, RFC 3339 in UTC, to the millisecond.
    pub started_at: String,
    /// How long it took.
    pub milliseconds: u64,
}

impl Timer {
    /// The call begins.
    pub fn start() -> Self {
        Self {
            began: Instant::now(),
            started_at: Timestamp::now(),
        }
    }

    /// The call is over.
    pub fn stop(&self) -> Timing {
        let started_at = self.started_at.round(Unit::Millisecond);
        Timing {
            started_at: format!("{:.3}", started_at.unwrap_or(self.started_at)),
            milliseconds: u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_of_one_length_and_in_utc() {
        let timer = Timer {
            began: Instant::now(),
            started_at: "2026-11-26T10:00:00.0004+02:00".parse().unwrap(),
        };
        assert_eq!(timer.stop().started_at, "2026-11-26T08:00:00.000Z");
        assert!(timer.stop().milliseconds < 10_000);
        let now: Timestamp = Timer::start().stop().started_at.parse().unwrap();
        assert!((Timestamp::now() - now).get_seconds().abs() < 60);
    }
}
