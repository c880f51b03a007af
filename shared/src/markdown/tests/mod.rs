//! What is written comes back: random minutes, the samples, and what a file looks like.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod elsewhere;
mod looks;
mod random;
mod round;
