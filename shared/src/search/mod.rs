//! Search over everything, as one types: an [`Index`] over summaries and the directory that follows them one by one,
//! a [`Query`] as it was typed, and what was found, with the ranges to highlight. What letters are the same is
//! [`crate::text::Folded`]'s to say, as in every search.
//!
//! There is no table of words: Swedish is written in compounds, and "svinn" is to be found in "matsvinnet". The
//! folded texts are looked through as they are; benches/search.rs tells what a key costs with 500 meetings.

mod hit;
mod index;
mod query;
#[cfg(test)]
mod tests;

pub use hit::{Found, Hit, HitLine};
pub use index::{Index, Limits, OWNERS};
pub use query::Query;
