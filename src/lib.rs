//! assize
pub mod import;
pub mod model;
pub mod report;
pub mod resource;
