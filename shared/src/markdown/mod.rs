//! Minutes as Markdown, out and in again: what `export` writes, to be read and mailed by people, and what
//! `import` takes back word for word.
//!
//! Ordinary Markdown: any other program shows the same headings, lists and marks. A file is one of ours if
//! writing what was read from it gives the same file, but for white space at the ends of lines; it is then
//! read by this grammar and nothing is guessed. Whatever else stands in a file (someone changed it by hand)
//! is read as any other minutes are, by `crate::import`.
//!
//! What Markdown cannot tell, and does not come back:
//! - empty paragraphs (other empty blocks do come back);
//! - marks of other programs (a colour, a comment): the text stays;
//! - who stands above whom in two lists of the attendance: each list keeps its own order;
//! - an action's log and ids: it comes back as a suggestion with text, owners and due date.

mod body;
mod guard;
mod head;
mod inline;
mod person;
mod reader;
mod task;
#[cfg(test)]
mod tests;
mod told;
mod when;

pub(crate) use told::{Passage, Task, Told};

use crate::documents::{Minutes, Owner};

/// Between the header, the body and the closing. No line of these three is ever just this.
const RULE: &str = "---";

/// The minutes as a Markdown file, in Swedish as they are. `name` gives an owner's name.
pub fn write(minutes: &Minutes, name: impl Fn(&Owner) -> String) -> String {
    written(&Told::of(minutes, name))
}

/// A file of ours, and where what it tells stands.
pub(crate) struct Own {
    pub told: Told,
    /// For each passage of the body the line it stands on, from 1.
    pub lines: Vec<usize>,
    /// Each line outside the body, and each decision: the fields it tells, as `crate::import::Recognised`
    /// names them; its number; the line itself.
    pub fields: Vec<(&'static str, usize, String)>,
}

/// What a file tells; none if it is not one of ours.
pub(crate) fn read(text: &str) -> Option<Own> {
    let text = text.replace("\r\n", "\n");
    let own = reader::read(&text)?;
    let trimmed = |text: &str| text.trim().lines().map(str::trim_end).map(str::to_owned).collect::<Vec<_>>();
    (trimmed(&written(&own.told)) == trimmed(&text)).then_some(own)
}

/// An action's line without its box: the text, and what is told of it.
pub(crate) fn task_line(text: &str, task: &Task) -> String {
    task::write(text, task)
}

fn written(told: &Told) -> String {
    let mut sections = head::write(told);
    sections.push(RULE.to_owned());
    sections.extend(body::write(&told.body));
    let closing = head::write_closing(told);
    if !closing.is_empty() {
        sections.push(RULE.to_owned());
        sections.extend(closing);
    }
    sections.join("\n\n") + "\n"
}
