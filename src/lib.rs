//! assize
pub mod evaluate;
pub mod model;
pub mod policy;
pub mod report;
pub mod resource;
