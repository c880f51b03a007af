//! The domain and the protocol of Samskriv. Pure: no IO, no async, no clock, no threads; time and
//! randomness come in as arguments.

pub mod documents;
pub mod html;
pub mod ids;
pub mod import;
pub mod invite;
pub mod markdown;
pub mod membership;
pub mod presence;
pub mod protocol;
pub mod recovery;
pub mod seal;
pub mod search;
pub mod sync;
pub mod text;
