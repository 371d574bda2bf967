//! The audit end to end: the program against a simulated AWS, over HTTP.
//!
//! What only the program can show (exit codes, streams, files, signals) is run as the program. What has to be repeated
//! for each action or each control goes through the library, over the same network.

mod accounts;
mod alerting;
mod collection;
mod config_items;
mod denials;
mod faults;
mod histories;
mod iam;
mod interrupt;
mod organizations;
mod plan;
mod program;
mod refusals;
mod roles;
mod security_hub;
mod snapshots;
