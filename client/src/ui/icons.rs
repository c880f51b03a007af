//! Every sign that stands for a word or beside one, from Phosphor: one look, one weight. A sign alone never carries a
//! meaning: whatever has one has its name in words, too.

pub use egui_phosphor::regular::{
    ARROW_DOWN, ARROW_UP, BOOK_OPEN, CALENDAR_BLANK, CHECK_SQUARE, GAVEL, MAGNIFYING_GLASS, USERS_THREE,
    WARNING_CIRCLE,
};

/// The font that has them.
pub fn font() -> &'static [u8] {
    egui_phosphor::Variant::Regular.font_bytes()
}
