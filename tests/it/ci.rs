//! What others run assize with: the GitHub action, the component for GitLab, the hooks of pre-commit, and how a release is made.

mod action;
mod actions_runner;
mod gitlab;
mod hooks;
mod install;
mod pins;
mod release;
mod stubs;
mod workflows;
