//! The rich-text editor: a document's body in a field of egui's.
//!
//! From the document to the screen: `shared::text` says what has changed, [`view`] keeps paragraphs by it, [`layout`]
//! makes galleys of them, [`widget`] shows them. And back: [`widget`] and [`buffer`] turn keys into [`commands`]' plans, which
//! [`core`] carries out in the document, keeping [`history`].

mod blocks;
mod buffer;
mod clipboard;
mod commands;
mod core;
mod decorations;
mod doubts;
mod entering;
mod find;
mod find_bar;
mod find_paint;
mod guess;
mod history;
mod layout;
mod link;
mod menu;
mod paragraph;
mod proofing;
mod session;
mod shortcuts;
mod steps;
#[cfg(test)]
mod tests;
mod toolbar;
mod tools;
mod view;
mod waves;
mod whole;
mod widget;

pub use self::{
    clipboard::{NoClipboard, RichClipboard},
    core::{Editor, Selection},
    decorations::{Other, Words},
    find_bar::find_bar_ui,
    history::Way,
    layout::Ended,
    link::leads_somewhere,
    menu::menu_ui,
    paragraph::Paragraph,
    proofing::Proofing,
    session::Session,
    toolbar::{toolbar_ui, word},
    tools::Tools,
    widget::{EditorView, Labels, body_id, editor_ui},
};
