//! What needs an operating system: the local store, the journal, small files that must not be lost.

pub mod files;
pub mod journal;
pub mod store;
