//! The plain data that every other module speaks: snapshots, configuration items, gaps, findings, reports.
//!
//! This module imports nothing of ours. Field names in serialised form are AWS's own where AWS has a name
//! (`accountId`, `awsRegion`, `resourceType`), so that a record can be read beside AWS's documentation.

pub mod baseline;
pub mod call;
pub mod control;
pub mod finding;
pub mod gap;
pub mod item;
pub mod json;
pub mod plan;
pub mod remediation;
pub mod report;
pub mod snapshot;
pub mod view;
pub mod waiver;
