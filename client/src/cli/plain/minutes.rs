//! One meeting's minutes, to be read in a terminal or pasted into a mail.

use samskriv_shared::{
    documents::{Action, ActionStatus, AttendanceStatus, Attendee, Due, Minutes, MinutesField, State},
    ids::DocId,
    text::{Block, BlockKind},
};

use crate::{cli::people::People, export::Format, i18n::Texts};

/// The whole minutes: header, attendance, body, next meeting, signature, and what two people set apart.
pub fn minutes(id: &DocId, minutes: &Minutes, people: &People, texts: &Texts) -> String {
    let title = or_untitled(&minutes.title, texts);
    let mut lines = vec![format!("{title} ({})", state(minutes.state, texts))];
    lines.push("=".repeat(lines[0].chars().count()));
    let labelled =
        |key, value: &str| (!value.is_empty()).then(|| texts.with(key, &[("value", value.into())]));
    let when = minutes.starts.map(|starts| texts.meeting_time(starts, minutes.ends)).unwrap_or_default();
    lines.extend(labelled("show-when", &when));
    lines.extend(labelled("show-place", &minutes.place));
    lines.extend(labelled("show-id", &id.to_string()));
    for (status, key) in [
        (AttendanceStatus::Present, "show-present"),
        (AttendanceStatus::Other, "show-others"),
        (AttendanceStatus::Absent, "show-absent"),
    ] {
        let group: Vec<String> = minutes
            .attendance
            .iter()
            .filter(|each| each.status == status)
            .map(|each| attendee(each, texts))
            .collect();
        if !group.is_empty() {
            lines.extend([String::new(), texts.get(key)]);
            lines.extend(group);
        }
    }
    lines.push(String::new());
    lines.extend(body(minutes, people, texts));
    let gone = minutes.actions.iter().filter(|action| !stands_in(&minutes.body, action));
    lines.extend(gone.map(|action| action_line(action, people, texts)));
    let closing = [
        labelled("show-next-meeting", &minutes.next_meeting.map(|date| texts.date(date)).unwrap_or_default()),
        labelled("show-secretary", &minutes.secretary),
        (!minutes.signature.is_empty()).then(|| minutes.signature.clone()),
    ];
    lines.push(String::new());
    lines.extend(closing.into_iter().flatten());
    lines.extend(conflicts(minutes, texts));
    let mut text = lines.join("\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The state in words.
pub fn state(state: State, texts: &Texts) -> String {
    texts.get(match state {
        State::Draft => "state-draft",
        State::Shared => "state-shared",
        State::Review => "state-review",
    })
}

/// The title, or what is said where there is none.
pub fn or_untitled(title: &str, texts: &Texts) -> String {
    if title.is_empty() { texts.get("untitled") } else { title.to_owned() }
}

/// When an action is due; empty where nothing is said.
pub fn due(due: Due, texts: &Texts) -> String {
    match due {
        Due::None => String::new(),
        Due::NextMeeting => texts.get("due-next-meeting"),
        Due::Date(date) => texts.date(date),
    }
}

fn attendee(attendee: &Attendee, texts: &Texts) -> String {
    let chair = if attendee.chair { texts.get("show-chair") } else { String::new() };
    let about = [&attendee.municipality, &attendee.title, &attendee.note];
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).map(String::as_str).collect();
    let name = [attendee.name.as_str(), &chair].join(" ");
    let parts = [name.trim_end(), &about.join(", ")].join(", ");
    format!("  {}", parts.trim_end_matches(", "))
}

fn body(minutes: &Minutes, people: &People, texts: &Texts) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut number = 0;
    let mut before: Option<&BlockKind> = None;
    for block in &minutes.body {
        number = if block.kind == BlockKind::OrderedListItem { number + 1 } else { 0 };
        if before.is_some_and(|before| !is_list(before) || !is_list(&block.kind)) {
            lines.push(String::new());
        }
        let indent = "  ".repeat(block.depth.into());
        let text = &block.text;
        lines.push(match &block.kind {
            BlockKind::Heading(level) => format!("{} {text}", "#".repeat((*level).clamp(1, 6).into())),
            BlockKind::UnorderedListItem => format!("{indent}- {text}"),
            BlockKind::OrderedListItem => format!("{indent}{number}. {text}"),
            BlockKind::Blockquote => format!("{indent}> {text}"),
            BlockKind::Decision => decision(text, texts),
            BlockKind::Action(id) => {
                let action = minutes.actions.iter().find(|action| Some(action.id) == *id);
                action.map_or_else(|| format!("[ ] {text}"), |action| action_line(action, people, texts))
            }
            BlockKind::Paragraph | BlockKind::Other(_) => format!("{indent}{text}"),
        });
        before = Some(&block.kind);
    }
    lines
}

fn is_list(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::UnorderedListItem | BlockKind::OrderedListItem | BlockKind::Action(_))
}

/// A decision with its word before it, unless the text begins with it, as in imported minutes.
fn decision(text: &str, texts: &Texts) -> String {
    let word = texts.get("show-decision");
    if text.to_lowercase().starts_with(&word.to_lowercase()) {
        text.to_owned()
    } else {
        format!("{word}: {text}")
    }
}

fn action_line(action: &Action, people: &People, texts: &Texts) -> String {
    let mut about: Vec<String> = people.owners(&action.owners);
    if action.due != Due::None {
        about.push(texts.with("show-due", &[("due", due(action.due, texts).into())]));
    }
    let mark = match action.status {
        ActionStatus::Open => "[ ]",
        ActionStatus::Doing => "[~]",
        ActionStatus::Done => "[x]",
        ActionStatus::Dropped => "[-]",
    };
    if about.is_empty() {
        return format!("{mark} {}", action.text);
    }
    format!("{mark} {} ({})", action.text, about.join(", "))
}

fn stands_in(body: &[Block], action: &Action) -> bool {
    body.iter().any(|block| block.kind == BlockKind::Action(Some(action.id)))
}

/// A sentence for each fact that two people set apart.
fn conflicts(minutes: &Minutes, texts: &Texts) -> impl Iterator<Item = String> {
    minutes.conflicts.iter().map(|conflict| {
        let values = conflict.values.join(" / ");
        texts.with(
            "show-conflict",
            &[("field", field(&conflict.field, texts).into()), ("values", values.into())],
        )
    })
}

/// What is in a file now. A text has room for one value of each fact.
pub fn exported(minutes: &Minutes, file: &str, replaced: bool, format: Format, texts: &Texts) -> String {
    let key = if replaced { "export-replaced" } else { "export-done" };
    let title = or_untitled(&minutes.title, texts);
    let mut lines = vec![texts.with(key, &[("title", title.into()), ("file", file.into())])];
    if format == Format::Markdown && !minutes.conflicts.is_empty() {
        lines.extend(conflicts(minutes, texts));
        lines.push(texts.get("export-one-value"));
    }
    lines.join("\n")
}

/// A field's name in words, also of what `import` recognises; a path within actions or attendance stays as it is.
pub fn field(name: &str, texts: &Texts) -> String {
    match name.parse::<MinutesField>() {
        Ok(MinutesField::Title) => texts.get("field-title"),
        Ok(MinutesField::Starts) => texts.get("field-starts"),
        Ok(MinutesField::Ends) => texts.get("field-ends"),
        Ok(MinutesField::Place) => texts.get("field-place"),
        Ok(MinutesField::Secretary) => texts.get("field-secretary"),
        Ok(MinutesField::Signature) => texts.get("field-signature"),
        Ok(MinutesField::NextMeeting) => texts.get("field-next-meeting"),
        Err(_) if name == "attendance" => texts.get("field-attendance"),
        Err(_) if name == "decisions" => texts.get("field-decisions"),
        Err(_) => name.to_owned(),
    }
}
