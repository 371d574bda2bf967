//! The integration tests, in one binary: linking the AWS SDK once is enough.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed, and the line says where"
)]

mod audit;
mod broken;
#[cfg(unix)]
mod ci;
mod cli;
mod config_delivery;
mod config_types;
mod control_traps;
mod fixtures;
mod gateway;
mod holes;
mod layering;
mod linked;
mod matrix;
mod policies;
mod policy_tests;
mod report_readers;
mod sdk;
mod second_opinion;
mod selectors_agree;
mod simulated_aws;
mod snapshot;
mod support;
mod transcripts;
mod traps;
mod tutorial;
mod used_by;
mod virtual_environment;
