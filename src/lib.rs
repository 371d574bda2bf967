//! assize, a policy-as-code compliance checker for the audit plane of AWS: CloudTrail, AWS Config, and the buckets and keys
//! behind them.
//!
//! The one idea is that *the policy is the plan*. Every control is Rego, and before anything runs its syntax tree tells what
//! it reads: which resource types, which fields, hence which API calls and permissions. So a misspelt field is an error, and
//! what could not be read is never a pass.
//!
//! ```text
//!       network, async                 plain data                    pure, synchronous
//!   ┌────────────────────┐        ┌──────────────────┐        ┌────────────────────────────┐
//!   │ collect            │ ─────► │ model::snapshot  │ ─────► │ evaluate                   │
//!   │ a failure is a Gap │        │ header           │        │ for each policy and        │
//!   └─────────▲──────────┘        │ items, gaps,     │        │ subject exactly one finding│
//!             │ plan              │ coverage         │        └─────────────┬──────────────┘
//!   ┌─────────┴──────────┐        │ trailer          │                      │ model::report
//!   │ policy             │        └────────▲─────────┘                      ▼
//!   │ what does it read? │        ┌────────┴─────────┐          report: text, JSON, JUnit, …
//!   └────────────────────┘        │ import           │
//!                                 └──────────────────┘
//! ```
//!
//! | module | what it is for | what it may know of ours |
//! |---|---|---|
//! | [`model`] | the plain data that all others speak | nothing |
//! | [`resource`] | what resources look like, and which operation fills which part | `meaning` |
//! | [`meaning`] | what filter patterns, event selectors and resource policies say, whatever their spelling | nothing |
//! | [`policy`] | loading, strict checking, what each policy reads | `model`, `resource` |
//! | [`collect`] | reading AWS as a plan says | `model`, `resource`, the spelling of items from `import` |
//! | [`import`] | reading files that AWS Config delivered | `model`, `resource` |
//! | [`evaluate`] | from a snapshot and policies to findings | `model`, `policy`, `resource` |
//! | [`evidence`] | what a verdict rests on, to come to it again | `model`, the JSON report |
//! | [`recording`] | what the trails in a snapshot really record | `meaning`, `model`, `resource` |
//! | [`waiver`] | failures that somebody answers for until a day | `model`, the places and hints of `policy` |
//! | [`baseline`] | failures that are known | `model`, how `report` writes JSON |
//! | [`report`] | from findings to formats | `model` |
//! | [`diff`] | what changed between two reports | `model`, `report` |
//! | [`trend`] | a history of reports | `diff`, `model`, `report` |
//! | [`push`] | a report to Security Hub, a bucket, a topic | `collect`, `model`, `report` |
//! | [`config`] | settings from a file | `model`, the places and hints of `policy` |
//! | [`documentation`] | a page for each control | `model`, `policy`, `resource`, the escapes of `report` |
//! | [`cli`] | the verbs and exit codes | all |

pub mod baseline;
pub mod cli;
pub mod collect;
pub mod config;
pub mod diff;
pub mod documentation;
pub mod evaluate;
pub mod evidence;
pub mod import;
pub mod meaning;
pub mod model;
mod parallel;
pub mod policy;
pub mod push;
pub mod recording;
pub mod report;
pub mod resource;
pub mod trend;
pub mod waiver;
