//! Existing minutes read into the structured document: title, time, place, attendance, blocks, signature.
//!
//! Pure and linear in the length of the text; no bytes make it panic. Two invariants: nothing is
//! guessed silently (what was taken out of the text is told in [`Imported::recognised`], with where it
//! stood), and no word is lost (a line that is not recognised stays in the body, in its place).

mod attendance;
mod body;
mod closing;
mod dates;
mod decisions;
mod decode;
mod fill;
mod header;
mod inline;
mod labels;
mod mentions;
mod municipalities;
mod names;
mod outline;
mod own;
mod people;
mod person;
mod prose;
mod rejoin;
mod said;
pub mod sample;
mod sentences;
mod source;
mod suggest;
mod tables;
mod task_words;
mod times;
mod title;
mod vocabulary;
mod when;
mod wrap;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use decode::decode;
pub(crate) use decode::{is_invisible, keeps};
pub use fill::{FillError, fill};
pub(crate) use inline::numbered;
pub(crate) use municipalities::official_municipality;
#[cfg(test)]
pub(crate) use tests::samples;

use jiff::civil::{Date, DateTime};

use crate::{documents::AttendanceStatus, text::Block};

/// The date of the next meeting, with the index of the block that tells it: what is found where no line is
/// there for it alone.
pub(crate) fn next_meeting_in(body: &[&Block], meeting: Option<Date>) -> Option<(Date, usize)> {
    let placed: Vec<body::Placed> = (0..)
        .zip(body)
        .map(|(line, block)| body::Placed { block: (*block).clone(), line, check_box: false })
        .collect();
    closing::next_meeting(&placed, meeting).map(|(date, index, _)| (date, index))
}

/// What a text holds, ready to be put into new minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Empty if none was found.
    pub title: String,
    /// Midnight where the text has a date but no time.
    pub starts: Option<DateTime>,
    pub ends: Option<DateTime>,
    pub place: String,
    /// In the order of the text.
    pub attendance: Vec<ImportedAttendee>,
    pub body: Vec<Block>,
    /// The whole signature line.
    pub signature: String,
    /// The name in the signature, or under a label of its own.
    pub secretary: String,
    pub next_meeting: Option<Date>,
    /// What was taken from where, in the order of the text.
    pub recognised: Vec<Recognised>,
    pub suggested_actions: Vec<SuggestedAction>,
}

/// A person of the attendance lists.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedAttendee {
    pub name: String,
    /// Empty if unknown, as are `municipality` and `note`.
    pub title: String,
    pub municipality: String,
    pub status: AttendanceStatus,
    pub chair: bool,
    /// Came late, left early, took part at a distance.
    pub note: String,
}

/// A line of the source that became (or gave) a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// As in `show --json`: `title`, `starts`, `ends`, `place`, `attendance`, `signature`, `secretary`,
    /// `next_meeting`, `decisions`.
    pub field: String,
    /// The line it begins on, from 1.
    pub line: usize,
    /// The source as it stands there.
    pub text: String,
}

/// A sentence that reads like somebody's task. It stays in the body too.
#[derive(Clone, Debug, PartialEq)]
pub struct SuggestedAction {
    pub text: String,
    /// Names as in the attendance; empty if nobody could be told.
    pub owners: Vec<String>,
    pub due: Option<Date>,
    /// The line its paragraph begins on, from 1.
    pub line: usize,
}

/// Why a file cannot be imported as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("{bytes} bytes, more than the {limit} that a text file may have")]
    TooLarge { bytes: usize, limit: usize },
    #[error("not a text file")]
    NotText,
    #[error("the file holds no text")]
    Empty,
}

/// The largest file read. Ten thousand times the usual minutes; bounds the memory that a file can ask for.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Reads a .txt or .md file: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252.
pub fn import_text(bytes: &[u8]) -> Result<Imported, ImportError> {
    let text = decode::decode(bytes)?;
    if let Some(imported) = own::read(&text) {
        return Ok(imported);
    }
    let rejoined;
    let mut source = source::Source::new(&text);
    if !source.lines.iter().any(source::Line::has_words) {
        return Err(ImportError::Empty);
    }
    let mut wrap = wrap::Wrap::judge(&source.lines);
    if let Some(text) = rejoin::rejoined(&text, &source, &wrap) {
        rejoined = text;
        source = source::Source::new(&rejoined);
        wrap = wrap::Wrap::judge(&source.lines);
    }
    let mut header = header::read(&mut source, &wrap);
    prose::read(&mut source, &wrap, &mut header);
    let closing = closing::sign_off(&mut source, &header.attendance);
    // The body by itself: the header's short lines say nothing of how it is wrapped.
    let wrap = wrap::Wrap::judge(&source.lines);
    let placed = body::read(&mut source, &wrap);
    let meeting = header.starts.map(|starts| starts.date());
    let next_meeting = closing::next_meeting(&placed, meeting);
    if let Some((_, line, text)) = &next_meeting {
        source.recognise_text("next_meeting", *line, text);
    }
    let next_meeting = header.next_meeting.or(next_meeting.map(|(date, _, _)| date));
    let suggested_actions = suggest::actions(&placed, &header.attendance, meeting, next_meeting);
    let (signature, secretary) = closing.map_or_else(
        || (String::new(), header.secretary.clone()),
        |closing| (closing.signature, closing.secretary),
    );
    let secretary = if secretary.is_empty() { header.secretary } else { secretary };
    Ok(Imported {
        title: header.title,
        starts: header.starts,
        ends: header.ends,
        place: header.place,
        attendance: header.attendance,
        body: placed.into_iter().map(|placed| placed.block).collect(),
        signature,
        secretary,
        next_meeting,
        recognised: source.into_recognised(),
        suggested_actions,
    })
}
