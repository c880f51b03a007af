//! Every sign that stands for a word or beside one, from Lucide: one look, one weight. A sign alone never carries a
//! meaning: whatever has one has its name in words, too.

pub use lucide_icons::{Icon, LUCIDE_FONT_BYTES as FONT};

/// A sign, to be set in a text of its own or beside words.
pub fn sign(icon: Icon) -> String {
    icon.unicode().to_string()
}
