//! Minutes as files for others: which formats there are, what a file holds, and writing it whole or not at
//! all.

mod file;
mod format;

pub use file::write;
pub use format::{Format, NoFormat};

use samskriv_shared::{
    documents::{MinutesDocument, Owner},
    markdown,
};

/// What the file holds. `name` gives an owner's name.
pub fn bytes(format: Format, minutes: &mut MinutesDocument, name: impl Fn(&Owner) -> String) -> Vec<u8> {
    match format {
        Format::Markdown => markdown::write(&minutes.read(), name).into_bytes(),
        // As Automerge itself saves it, so that its other programs read it.
        Format::Automerge => minutes.document.save(),
    }
}
