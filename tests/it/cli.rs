//! The command line as people and pipelines use it: the built binary, in an environment that holds nothing.

mod assize;
mod baseline;
mod bundles;
mod conclusion;
mod diff;
mod documentation;
mod effective_logging;
mod enforcement;
mod evidence;
mod explaining;
mod frameworks;
mod generated;
mod help;
mod import;
mod init;
mod linting;
mod listing;
mod manual;
mod new_controls;
mod own_policies;
mod parameters;
mod pushing;
mod readme;
mod remediation;
mod reports;
mod selection;
mod settings;
mod snapshots;
mod streams;
mod tests_of_policies;
mod trend;
mod verdict;
mod waivers;

pub use assize::command;
