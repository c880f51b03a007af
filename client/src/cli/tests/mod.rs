//! The shapes that scripts rely on, the texts that people read, and how each failure is told.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod backup;
mod commands;
mod export;
mod failures;
mod library;
mod moving;
mod plain;
mod program;
mod sample;
mod shapes;
// Its paths, and the system's own words in it, are Unix's.
#[cfg(unix)]
mod table;
