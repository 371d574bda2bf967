//! assize
pub mod collect;
pub mod model;
pub mod report;
pub mod resource;
