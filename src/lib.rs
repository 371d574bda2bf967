//! assize
pub mod cli;
pub mod collect;
pub mod evaluate;
pub mod import;
pub mod model;
pub mod policy;
pub mod report;
pub mod resource;
