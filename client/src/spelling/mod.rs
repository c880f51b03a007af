//! Whether words are spelt right, in Swedish and English at once, by the Hunspell dictionaries that lie on the
//! computer, the person's own list and the names of the people the program knows. A [`Checker`] does it on a thread of
//! its own; whoever draws asks it for paragraphs and polls its answers. Nothing here knows a window, a document or the
//! backend, and no dictionary is part of the program.
//!
//! What must never be: a file, however bad, that takes the program down or occupies it for good. Sizes are bounded
//! before anything is parsed, panics inside the dictionary's reader are caught, and every judgement has a [`fuel`] that
//! runs out. What could not be judged is never called wrong.

mod cache;
mod checker;
mod decoding;
mod dictionaries;
mod dictionary;
mod fuel;
mod judge;
mod personal;
mod queue;
mod words;
mod worker;

#[cfg(test)]
pub(crate) mod tests;

pub use checker::{Answer, Checker, Sources, SpellingError, State};
pub use dictionaries::{Found, find, places};
pub use dictionary::{Dictionary, DictionaryError};
pub use personal::{Personal, PersonalError};
pub use words::{Word, words};
