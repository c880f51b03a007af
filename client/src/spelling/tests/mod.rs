//! The checker as a whole, with a small dictionary of its own; what needs only one module stands beside it here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod checker;
mod dictionaries;
mod personal;
pub mod small;
mod words;
