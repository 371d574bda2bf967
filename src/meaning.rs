//! Meaning, not text: what filter and event patterns match, and what selectors record.
//!
//! Two texts that say the same must be judged the same, and a text that only looks right must not pass. Rego computes
//! such things badly, so they are computed here, from plain data to plain data, and a policy reads the result.
//!
//! Nothing here asks the world anything, and nothing here knows the rest of the crate. What cannot be understood is
//! named in the result; it is never taken for harmless.

pub mod alarm_coverage;
pub mod effective_logging;
pub mod event_pattern;
pub mod event_selectors;
pub mod filter_pattern;
