//! A text read whole, for somebody who will follow its changes.

use automerge::{AutoCommit, ObjId, ReadDoc, iter::Span};

use super::{Mark, Marker, read};

/// A paragraph as an editor keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// None for text before the first marker; only the first paragraph can be so.
    pub marker: Option<Marker>,
    /// What carries the same marks, in a row. The marks are in the order of their names.
    pub runs: Vec<(String, Vec<Mark>)>,
}

/// All paragraphs, never none.
pub(crate) fn paragraphs(doc: &AutoCommit, text: &ObjId) -> Vec<Paragraph> {
    let mut all: Vec<Paragraph> = Vec::new();
    let mut at = 0;
    for span in doc.spans(text).into_iter().flatten() {
        match span {
            Span::Text(text, marks) => {
                at += text.chars().count();
                if all.is_empty() {
                    all.push(Paragraph { marker: None, runs: Vec::new() });
                }
                if let Some(last) = all.last_mut() {
                    last.runs.push((text, read::read_marks(marks.as_deref())));
                }
            }
            Span::Block(raw) => {
                let id = read::marker_at(doc, text, at);
                at += 1;
                let marker = Marker { id, ..Marker::of(raw) };
                all.push(Paragraph { marker: Some(marker), runs: Vec::new() });
            }
        }
    }
    if all.is_empty() {
        all.push(Paragraph { marker: None, runs: Vec::new() });
    }
    all
}
