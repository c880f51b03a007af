//! Lists across meetings: a table each, with the beginning of the id that other commands take.

use samskriv_shared::{
    documents::{Action, ActionStatus, Summary},
    ids::DocId,
    import::{Imported, Recognised, SuggestedAction},
};

use super::minutes::{due, field, or_untitled, state};
use crate::{
    cli::{output::table, people::People},
    i18n::Texts,
};

/// An action and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    pub action: &'a Action,
    pub doc: DocId,
}

/// `list`.
pub fn meetings(summaries: &[Summary], texts: &Texts) -> String {
    if summaries.is_empty() {
        return texts.get("list-empty");
    }
    let row = |summary: &Summary| {
        vec![
            summary.id.short(),
            summary.starts.map(|starts| texts.date(starts.date())).unwrap_or_default(),
            state(summary.state, texts),
            or_untitled(&summary.title, texts),
        ]
    };
    table(&summaries.iter().map(row).collect::<Vec<_>>())
}

/// `actions`.
pub fn actions(rows: &[Row<'_>], people: &People, texts: &Texts) -> String {
    if rows.is_empty() {
        return texts.get("actions-empty");
    }
    let head = ["column-id", "column-status", "column-due", "column-owners", "column-doc", "column-action"];
    let mut cells = vec![head.map(|key| texts.get(key)).to_vec()];
    cells.extend(rows.iter().map(|Row { action, doc }| {
        let owners: Vec<String> = people.owners(&action.owners);
        vec![
            action.id.short(),
            status(action.status, texts),
            due(action.due, texts),
            owners.join(", "),
            doc.short(),
            action.text.clone(),
        ]
    }));
    table(&cells)
}

fn status(status: ActionStatus, texts: &Texts) -> String {
    texts.get(match status {
        ActionStatus::Open => "action-open",
        ActionStatus::Doing => "action-doing",
        ActionStatus::Done => "action-done",
        ActionStatus::Dropped => "action-dropped",
    })
}

/// `decisions`: each with its meeting.
pub fn decisions(decisions: &[(&Summary, &str)], texts: &Texts) -> String {
    if decisions.is_empty() {
        return texts.get("decisions-empty");
    }
    let row = |(summary, text): &(&Summary, &str)| {
        vec![
            summary.id.short(),
            summary.starts.map(|starts| texts.date(starts.date())).unwrap_or_default(),
            (*text).to_owned(),
        ]
    };
    table(&decisions.iter().map(row).collect::<Vec<_>>())
}

/// `search`: each meeting with the paragraph where the words were found.
pub fn hits(hits: &[(&Summary, String)], texts: &Texts) -> String {
    if hits.is_empty() {
        return texts.get("search-empty");
    }
    let row = |(summary, excerpt): &(&Summary, String)| {
        vec![summary.id.short(), or_untitled(&summary.title, texts), excerpt.clone()]
    };
    table(&hits.iter().map(row).collect::<Vec<_>>())
}

/// One of `import`'s documents: what was recognised and where it stood, and what may be actions.
pub fn imported(id: &DocId, file: &str, imported: &Imported, texts: &Texts) -> String {
    let title = or_untitled(&imported.title, texts);
    let mut text = texts
        .with("import-done", &[("file", file.into()), ("title", title.into()), ("id", id.short().into())]);
    text.push('\n');
    if !imported.recognised.is_empty() {
        text += &texts.get("import-recognised");
        text.push('\n');
        let row = |each: &Recognised| {
            vec![
                format!("  {}", field(&each.field, texts)),
                texts.with("import-line", &[("line", each.line.into())]),
                each.text.split_whitespace().collect::<Vec<_>>().join(" "),
            ]
        };
        text += &table(&imported.recognised.iter().map(row).collect::<Vec<_>>());
    }
    if !imported.suggested_actions.is_empty() {
        text += &texts.get("import-suggested");
        text.push('\n');
        for suggestion in &imported.suggested_actions {
            text += &format!("  - {}\n", suggested(suggestion, texts));
        }
    }
    text
}

fn suggested(action: &SuggestedAction, texts: &Texts) -> String {
    let mut about = action.owners.clone();
    about.extend(action.due.map(|date| texts.with("show-due", &[("due", texts.date(date).into())])));
    if about.is_empty() { action.text.clone() } else { format!("{} ({})", action.text, about.join(", ")) }
}
