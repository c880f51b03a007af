//! The address of a link: written, changed and taken away.

use std::ops::Range;

use egui::{Align, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Ui, vec2};

use super::{session::Session, widget::EditorView};
use crate::{
    i18n::Texts,
    ui::{
        theme::UNIT,
        widgets::{labelled_field, primary_button},
    },
};

const WIDTH: f32 = 420.0;
/// The longest address that is taken, in bytes.
const LONGEST: usize = 2000;

/// A link that is being written.
pub struct Draft {
    /// Where it goes to, in display positions.
    range: Range<usize>,
    href: String,
    existing: bool,
    opened: bool,
    words: Words,
}

/// What the dialog says.
#[derive(Clone, Default)]
struct Words {
    heading: String,
    address: String,
    hint: String,
    wrong: String,
    apply: String,
    remove: String,
    cancel: String,
}

/// Begins one for the selection, or for the link that the caret is in.
pub fn begin(view: &mut EditorView, session: &Session<'_>, texts: &Texts) {
    let selected = session.selection().range();
    let (range, href, existing) = match session.link() {
        Some((range, href)) => (range, href, true),
        None => (selected, String::new(), false),
    };
    let get = |key: &str| texts.get(key);
    let words = Words {
        heading: get("editor-link-heading"),
        address: get("editor-link-address"),
        hint: get("editor-link-hint"),
        wrong: get("editor-link-wrong"),
        apply: get("editor-link-apply"),
        remove: get("editor-link-remove"),
        cancel: get("window-cancel"),
    };
    view.link = Some(Draft { range, href, existing, opened: false, words });
}

/// The address as it is kept: "exempel.se" means a page, "eva@exempel.se" an address for mail. None where it leads
/// nowhere.
pub fn address(written: &str) -> Option<String> {
    let written = written.trim();
    if written.is_empty() || written.len() > LONGEST || written.contains(char::is_whitespace) {
        return None;
    }
    if leads_somewhere(written) {
        return Some(written.to_owned());
    }
    match (written.contains('@'), written.contains('.'), written.contains(':')) {
        (true, true, false) => Some(format!("mailto:{written}")),
        (false, true, false) => Some(format!("https://{written}")),
        _ => None,
    }
}

/// Whether a link may be opened: nothing that runs a program or opens a file.
pub fn leads_somewhere(href: &str) -> bool {
    let lower = href.to_lowercase();
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// The dialog, if a link is being written.
pub(super) fn link_ui(ui: &mut Ui, view: &mut EditorView, session: &mut Session<'_>) {
    let Some(draft) = &mut view.link else { return };
    let ctx = ui.ctx().clone();
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let modal = Modal::new(Id::unique("link")).frame(frame).show(&ctx, |ui| {
        ui.set_width(WIDTH);
        draft_ui(ui, draft)
    });
    let done = match modal.inner {
        Some(Answer::Apply(href)) => {
            session.set_link(draft.range.clone(), &href);
            true
        }
        Some(Answer::Remove) => {
            session.set_link(draft.range.clone(), "");
            true
        }
        Some(Answer::Cancel) => true,
        None => modal.should_close(),
    };
    if done {
        view.link = None;
        view.wants_focus = true;
        ctx.request_repaint();
    }
}

enum Answer {
    Apply(String),
    Remove,
    Cancel,
}

fn draft_ui(ui: &mut Ui, draft: &mut Draft) -> Option<Answer> {
    let words = draft.words.clone();
    ui.heading(&words.heading);
    ui.add_space(UNIT);
    let field = labelled_field(ui, &words.address, &words.hint, &mut draft.href);
    if !std::mem::replace(&mut draft.opened, true) {
        field.request_focus();
    }
    let address = address(&draft.href);
    if address.is_none() && !draft.href.trim().is_empty() && !field.has_focus() {
        ui.label(&words.wrong);
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let mut answer = None;
    ui.add_space(2.0 * UNIT);
    let row = vec2(ui.available_width(), 36.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let apply = primary_button(ui, &words.apply, address.is_some()).clicked();
        if apply || entered {
            answer = address.clone().map(Answer::Apply);
        }
        if ui.button(&words.cancel).clicked() {
            answer = Some(Answer::Cancel);
        }
        if draft.existing && ui.button(&words.remove).clicked() {
            answer = Some(Answer::Remove);
        }
    });
    answer
}

/// Whether Ctrl+K was pressed.
pub fn asked_for(ui: &mut Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::K))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_a_page_or_to_mail_and_never_to_a_program() {
        for (written, expected) in [
            ("https://exempel.se/a", Some("https://exempel.se/a")),
            (" exempel.se ", Some("https://exempel.se")),
            ("eva@exempel.se", Some("mailto:eva@exempel.se")),
            ("tel:+4642100000", Some("tel:+4642100000")),
            ("file:///etc/passwd", None),
            ("javascript:alert(1)", None),
            ("två ord.se", None),
            ("", None),
        ] {
            assert_eq!(address(written).as_deref(), expected, "{written}");
        }
    }
}
