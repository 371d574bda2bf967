//! Integration tests, in one binary so that they are linked once.

mod gateway;
mod sdk;
mod simulated_aws;
