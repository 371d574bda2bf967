//! The command line as people and pipelines use it: the built binary, in an environment that holds nothing.

mod assize;

mod verdict;
