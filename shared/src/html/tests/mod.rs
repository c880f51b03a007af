//! Reading what other programs copy, and writing what comes back as it was.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod fragments;
mod random;
mod written;
