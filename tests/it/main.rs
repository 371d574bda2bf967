//! The integration tests, in one binary: linking the AWS SDK once is enough.

mod audit;
mod config_delivery;
mod fixtures;
mod gateway;
mod matrix;
mod sdk;
mod simulated_aws;
mod support;
mod traps;
