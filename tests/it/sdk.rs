//! The Rust SDK understands every answer of the simulated AWS that collectors ask for, and it says what the set-ups made.

mod cloudtrail;
mod cloudwatch;
mod config;
mod events;
mod histories;
mod identity;
mod kms;
mod lake;
mod logs;
mod s3;
mod sns;

use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const HOME: &str = "us-east-1";
const ELSEWHERE: &str = "eu-west-1";
const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit-trail";
const LOGS: &str = "audit-logs-123456789012";
const ACCESS_LOGS: &str = "audit-access-logs-123456789012";
const WEAK_LOGS: &str = "weak-logs-123456789012";
const GONE_LOGS: &str = "gone-logs-123456789012";

/// What clients of an account and a region have in common; they ask once only.
pub fn settings(aws: &SimulatedAws, account: &str, region: &str) -> SdkConfig {
    let credentials = Credentials::new(account, "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .region(Region::new(region.to_owned()))
        .endpoint_url(aws.url())
        .retry_config(RetryConfig::disabled())
        .build()
}

fn at_home(aws: &SimulatedAws) -> SdkConfig {
    settings(aws, ACCOUNT, HOME)
}
