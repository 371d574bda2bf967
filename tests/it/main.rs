//! The integration tests, in one binary: linking the AWS SDK once is enough.

mod matrix;
mod support;
mod traps;
