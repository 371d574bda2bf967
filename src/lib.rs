//! assize
pub mod model;
pub mod report;
pub mod resource;
