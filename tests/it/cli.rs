//! The command line as people and pipelines use it: the built binary, in an environment that holds nothing.

mod assize;
mod bundles;
mod documentation;
mod effective_logging;
mod enforcement;
mod explaining;
mod frameworks;
mod generated;
mod help;
mod import;
mod linting;
mod listing;
mod new_controls;
mod own_policies;
mod parameters;
mod readme;
mod remediation;
mod reports;
mod selection;
mod settings;
mod snapshots;
mod streams;
mod tests_of_policies;
mod verdict;

pub use assize::command;
