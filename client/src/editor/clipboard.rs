//! Copying and pasting with formatting: as HTML, which Word, Outlook, Teams and browsers read and write, and as plain
//! text beside it.

use egui::{Event, Ui};
use samskriv_shared::{
    html,
    text::{Block, BlockKind, tidy},
};

use super::session::Session;

/// A clipboard that holds HTML beside plain text.
pub trait RichClipboard {
    /// The HTML that was copied, if there is any.
    fn html(&mut self) -> Option<String>;
    /// Copies; false where only plain text can be.
    fn copy(&mut self, html: String, plain: String) -> bool;
}

/// A system without one.
pub struct NoClipboard;

impl RichClipboard for NoClipboard {
    fn html(&mut self) -> Option<String> {
        None
    }

    fn copy(&mut self, _html: String, _plain: String) -> bool {
        false
    }
}

/// Takes this frame's copying, cutting and pasting from egui, which knows plain text only.
pub fn clipboard_ui(ui: &mut Ui, session: &mut Session<'_>, clipboard: &mut dyn RichClipboard) {
    let mut events = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let ours = matches!(event, Event::Copy | Event::Cut | Event::Paste(_));
            if ours {
                events.push(event.clone());
            }
            !ours
        });
    });
    for event in events {
        match event {
            Event::Copy => copy(ui, session, clipboard),
            Event::Cut => {
                copy(ui, session, clipboard);
                if session.may_write && !session.selection().range().is_empty() {
                    session.delete(session.selection().range());
                }
            }
            Event::Paste(plain) => paste(session, clipboard, &plain),
            _ => {}
        }
    }
}

fn copy(ui: &Ui, session: &Session<'_>, clipboard: &mut dyn RichClipboard) {
    let range = session.selection().range();
    if range.is_empty() {
        return;
    }
    let blocks = session.editor.view().blocks_in(&range);
    let plain = html::plain(&blocks);
    if !clipboard.copy(html::write(&blocks), plain.clone()) {
        ui.ctx().copy_text(plain);
    }
}

fn paste(session: &mut Session<'_>, clipboard: &mut dyn RichClipboard, plain: &str) {
    let rich = clipboard.html().and_then(|html| html::read(&html).ok());
    match rich.filter(|blocks| says_more(blocks)) {
        Some(blocks) => session.paste(&blocks),
        None => session.type_over(&tidy(plain)),
    }
}

/// Whether there is anything in it but one paragraph without a mark.
fn says_more(blocks: &[Block]) -> bool {
    match blocks {
        [] => false,
        [one] => one.kind != BlockKind::Paragraph || !one.marks.is_empty(),
        _ => true,
    }
}
