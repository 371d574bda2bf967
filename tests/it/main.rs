//! The integration tests, in one binary: linking the AWS SDK once is enough.

mod cli;
mod config_delivery;
mod fixtures;
mod gateway;
mod layering;
mod matrix;
mod policy_tests;
mod sdk;
mod simulated_aws;
mod snapshot;
mod support;
mod traps;
