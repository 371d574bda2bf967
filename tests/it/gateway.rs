//! The simulated AWS does to calls what a test asks it to.

use crate::simulated_aws::SimulatedAws;
#[test]
fn starts() { let aws = SimulatedAws::with("compliant"); assert!(aws.calls().is_empty()); }
