//! What was found, group by group: what it is, and where it leads.

use std::ops::Range;

use egui::Ui;
use samskriv_shared::{
    documents::{Kind, LineKind, Summary},
    search::{Hit, HitLine},
};

use super::row::{ROOM, Row, Rows};
use crate::{
    command::{Command, CommandQueue},
    state::{AppState, Page, Place, Spot},
    ui::{meeting::state_word, theme::UNIT, widgets::section_label},
};

/// About how wide a letter is, in points: a line is cut around what was found in it.
const LETTER: f32 = 8.0;

/// Everything that was found.
pub fn found_ui(ui: &mut Ui, state: &AppState, rows: &mut Rows, queue: &mut CommandQueue) {
    ui.spacing_mut().item_spacing.y = 1.0;
    for hit in &state.search.others {
        group_ui(ui, state, hit, rows, queue);
    }
    for hit in &state.search.found.hits {
        if let Some(summary) = state.meeting_summary(&hit.doc) {
            meeting_ui(ui, state, hit, summary, rows, queue);
        }
    }
}

/// People, themes and events, or actions of no meeting.
fn group_ui(ui: &mut Ui, state: &AppState, hit: &Hit, rows: &mut Rows, queue: &mut CommandQueue) {
    let heading = if hit.kind == Kind::Actions { "search-actions-of-none" } else { "search-of-network" };
    section_label(ui, &state.texts.get(heading));
    for line in &hit.lines {
        // What is gone since then leads nowhere.
        let Some((leads, about)) = known(state, line) else { continue };
        if line_ui(ui, state, line, &about, rows) {
            queue.push(leads);
        }
    }
    if hit.more > 0 {
        let more = state.texts.with("search-more", &[("n", hit.more.into())]);
        crate::ui::widgets::quiet_label(ui, more);
    }
    ui.add_space(3.0 * UNIT);
}

/// Where a line of no meeting leads, and what is told beside it.
fn known(state: &AppState, line: &HitLine) -> Option<(Command, String)> {
    let beside = |first: &str, about: String| if line.text == first { about } else { first.to_owned() };
    match line.kind {
        LineKind::Person(id) => {
            let person = state.person(&id)?;
            let town = state.municipalities.get(&person.municipality).cloned().unwrap_or_default();
            Some((Command::Point(Spot::Person(person.id)), beside(&person.name, town)))
        }
        LineKind::Theme(id) => {
            let theme = state.themes.iter().find(|theme| theme.id == id)?;
            let period = theme.period.map(|period| state.texts.period(period)).unwrap_or_default();
            Some((Command::Point(Spot::Theme(id)), beside(&theme.title, period)))
        }
        LineKind::Event(id) => {
            let event = state.events.iter().find(|event| event.id == id)?;
            let day = event.from.map(|from| state.texts.date(from.date())).unwrap_or_default();
            Some((Command::Point(Spot::Event(id)), beside(&event.title, day)))
        }
        LineKind::Action(_) => Some((Command::Go(Page::Actions), String::new())),
        _ => Some((Command::Go(Page::Members), String::new())),
    }
}

/// A meeting: its title, and the lines under it.
fn meeting_ui(
    ui: &mut Ui,
    state: &AppState,
    hit: &Hit,
    summary: &Summary,
    rows: &mut Rows,
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let title = state.title_or_unnamed(&summary.title);
    let word = texts.get(state_word(summary.state));
    let about = match summary.starts {
        Some(starts) => format!("{} · {word}", texts.date(starts.date())),
        None => word,
    };
    let in_title = hit.lines.iter().find(|line| line.kind == LineKind::Title && line.text == title);
    let marked = in_title.map_or(&[][..], |line| &line.ranges);
    let name =
        texts.with("search-meeting", &[("title", title.as_str().into()), ("about", about.as_str().into())]);
    let heading = Row { kind: "", text: &title, marked, about: &about, heads: true, name };
    if rows.row_ui(ui, &heading) {
        queue.push(Command::OpenMeeting(hit.doc));
    }
    for line in hit.lines.iter().filter(|line| line.kind != LineKind::Title) {
        if line_ui(ui, state, line, "", rows) {
            queue.push(open(hit, summary, line));
        }
    }
    if hit.more > 0 {
        let more = texts.with("search-more-in-meeting", &[("n", hit.more.into())]);
        let name = format!("{more}: {title}");
        let row = Row { kind: "", text: "", marked: &[], about: &more, heads: false, name };
        if rows.row_ui(ui, &row) {
            queue.push(from_the_beginning(hit));
        }
    }
    ui.add_space(3.0 * UNIT);
}

fn line_ui(ui: &mut Ui, state: &AppState, line: &HitLine, about: &str, rows: &mut Rows) -> bool {
    let kind = state.texts.get(kind_word(line.kind));
    let most = ((ui.available_width() - ROOM) / LETTER) as usize;
    let cut = line.around(most.max(20));
    let name = format!("{kind}: {}", line.text);
    rows.row_ui(ui, &Row { kind: &kind, text: &cut.text, marked: &cut.ranges, about, heads: false, name })
}

/// Opens the meeting at a line, with what was found in it marked.
fn open(hit: &Hit, summary: &Summary, line: &HitLine) -> Command {
    let block = match line.kind {
        LineKind::Paragraph(block) | LineKind::Decision(block) => Some(block),
        LineKind::Action(id) => summary.action_block(&id),
        _ => None,
    };
    // Found in whom it lies on, which stands nowhere in the text.
    let in_owners = |id| {
        let action = summary.actions.iter().find(|action| action.id == id);
        let text = action.map_or(0, |action| action.text.len());
        line.ranges.iter().all(|range| range.start >= text)
    };
    match (block, phrase(line), line.kind) {
        (_, _, LineKind::Action(id)) if in_owners(id) => Command::OpenAt(hit.doc, Place::Action(id)),
        (Some(block), Some(phrase), _) => Command::OpenAt(hit.doc, Place::Phrase { block, phrase }),
        (_, _, LineKind::Action(id)) => Command::OpenAt(hit.doc, Place::Action(id)),
        _ => Command::OpenMeeting(hit.doc),
    }
}

/// The same at the first place of what was found in the first line of the text.
fn from_the_beginning(hit: &Hit) -> Command {
    let in_text = |line: &&HitLine| {
        matches!(line.kind, LineKind::Paragraph(_) | LineKind::Decision(_) | LineKind::Action(_))
    };
    match hit.lines.iter().find(in_text).and_then(phrase) {
        Some(phrase) => Command::OpenAt(hit.doc, Place::Phrase { block: 0, phrase }),
        None => Command::OpenMeeting(hit.doc),
    }
}

/// The longest of what was found in a line. Words that follow upon each other are one: "öppet hus".
fn phrase(line: &HitLine) -> Option<String> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in &line.ranges {
        match joined.last_mut() {
            Some(last) if line.text[last.end..range.start].chars().all(|c| c == ' ') => last.end = range.end,
            _ => joined.push(range.clone()),
        }
    }
    // The first of those that are equally long.
    let longest = joined.into_iter().rev().max_by_key(|range| range.len())?;
    Some(line.text[longest].to_owned())
}

fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Title => "window-title",
        LineKind::Place => "window-place",
        LineKind::Secretary => "window-secretary",
        LineKind::Signature => "window-signature",
        LineKind::Attendee(_) => "search-attendee",
        LineKind::Municipality(_) => "search-municipality",
        LineKind::Note(_) => "search-note",
        LineKind::Paragraph(_) => "search-paragraph",
        LineKind::Decision(_) => "window-mark-decision",
        LineKind::Action(_) => "window-mark-action",
        LineKind::Person(_) => "search-person",
        LineKind::Theme(_) => "search-theme",
        LineKind::Event(_) => "search-event",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_a_row_are_marked_as_one() {
        let of = |text: &str, ranges: &[Range<usize>]| {
            phrase(&HitLine { kind: LineKind::Paragraph(0), text: text.into(), ranges: ranges.to_vec() })
        };
        assert_eq!(of("ett öppet hus i maj", &[4..10, 11..14]).as_deref(), Some("öppet hus"));
        assert_eq!(of("mat och mat", &[0..3, 8..11]).as_deref(), Some("mat"));
        assert_eq!(of("i maj om svinn", &[2..5, 9..14]).as_deref(), Some("svinn"));
        assert_eq!(of("inget", &[]), None);
    }
}
