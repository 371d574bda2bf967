//! The integration tests, in one binary: linking the AWS SDK once is enough.

mod config_delivery;
mod fixtures;
mod gateway;
mod holes;
mod matrix;
mod policies;
mod sdk;
mod simulated_aws;
mod support;
mod traps;
