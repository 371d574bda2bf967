//! What others run assize with: the GitHub action, the component for GitLab, the hooks of pre-commit, and how a release is made.

mod action;
mod actions_runner;
// The jobs run on Linux, with its tools.
#[cfg(target_os = "linux")]
mod gitlab;
mod hooks;
mod install;
mod pins;
mod release;
#[cfg(target_os = "linux")]
mod shell;
mod stubs;
mod workflows;
