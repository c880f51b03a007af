//! The end of the minutes: the signature line in its forms, and when the next meeting is.

use jiff::civil::Date;

use super::{
    ImportedAttendee,
    body::Placed,
    dates, people,
    source::{Line, Shape, Source},
};
use crate::text::BlockKind;

/// Who signed.
pub(super) struct Closing {
    /// The whole line.
    pub signature: String,
    pub secretary: String,
}

/// How far from the end a signature is looked for.
const LAST_LINES: usize = 8;
const MAX_SIGNATURE: usize = 120;

/// How signatures begin; the longer first where one begins another.
const SIGNATURES: &[&str] = &[
    "vid tangenterna",
    "vid tangentbordet",
    "vid anteckningarna",
    "vid minnesanteckningarna",
    "vid protokollet",
    "vid pennan",
    "vid datorn",
    "antecknat av",
    "antecknade av",
    "minnesanteckningar av",
    "minnesanteckningar förda av",
    "minnesanteckningarna förda av",
    "anteckningar förda av",
    "anteckningarna förda av",
    "anteckningar av",
    "för anteckningarna",
    "för minnesanteckningarna",
    "protokollförare",
    "mötessekreterare",
    "sekreterare",
    "antecknare",
    "nedtecknat av",
    "protokoll fört av",
    "protokollfört av",
    "protokollet fördes av",
    "anteckningarna fördes av",
    "minnesanteckningarna fördes av",
    "minnesanteckningar fördes av",
    "anteckningar fördes av",
    "antecknade gjorde",
    "antecknade",
    "noterat av",
    "skrivet av",
    "mötesanteckningar av",
    "mötesanteckningar förda av",
    "dag som ovan",
    "vid noteringarna",
    "som ovan",
    "med vänlig hälsning",
    "med vänliga hälsningar",
    "med hälsning",
    "vänliga hälsningar",
    "vänlig hälsning",
    "bästa hälsningar",
    "varma hälsningar",
    "hälsningar",
    "hälsningar från",
    "hälsar",
    "mvh",
    "vh",
    "notes by",
    "minutes by",
    "minutes taken by",
    "notes taken by",
];
/// These begin a signature only with a colon behind.
const WITH_COLON: &[&str] = &["minnesanteckningar:", "anteckningar:", "protokoll:", "mötesanteckningar:"];
/// What stands in the next column, over the name of somebody else.
const BESIDE: &[&str] = &["justeras", "justerat", "justerare", "ordförande", "ordf", "godkänns", "godkänt"];
const NEXT: &[&str] = &[
    "nästa möte",
    "nästa träff",
    "nästa sammanträde",
    "nästa nätverksträff",
    "nästa nätverksmöte",
    "nästa gång",
    "nästkommande möte",
    "nästkommande träff",
    "nästa tillfälle",
    "next meeting",
    "nästa mötestillfälle",
    "nästa nätverkstillfälle",
    "nästa samling",
    "nästa avstämning",
    "nästkommande sammanträde",
    "kommande möte",
    "kommande möten",
    "kommande träff",
    "kommande träffar",
    "kommande sammanträde",
    "kommande mötestider",
    "kommande mötesdatum",
    "kommande datum",
    "nya mötesdatum",
    "nytt möte",
    "nästa arbetsmöte",
    "nästa styrgruppsmöte",
    "nästa gruppmöte",
    "när ses vi igen",
    "när ses vi nästa gång",
    "när träffas vi igen",
    "vi ses igen",
    "vi ses nästa",
    "vi träffas igen",
    "vi träffas nästa",
    "vi möts igen",
    "vi möts nästa",
];
/// How far behind "nästa möte" its date may stand, in bytes.
const NEXT_REACH: usize = 80;

/// Takes the signature line out of the end of the text.
pub(super) fn sign_off(source: &mut Source<'_>, attendance: &[ImportedAttendee]) -> Option<Closing> {
    let last: Vec<usize> = (0..source.lines.len())
        .rev()
        .filter(|index| !source.lines[*index].taken && source.lines[*index].shape != Shape::Rule)
        .take(LAST_LINES)
        .collect();
    let (index, name) = last.iter().enumerate().find_map(|(from_end, index)| {
        Some((*index, signed(&source.lines[*index].plain(), from_end == 0)?))
    })?;
    if !matches!(source.lines[index].shape, Shape::Text | Shape::Bullet) {
        return None;
    }
    let mut signature = source.lines[index].plain().to_string();
    let mut name = name;
    if name.is_empty()
        && let Some(below) = (index + 1..source.lines.len()).find(|below| source.lines[*below].has_words())
        && let Some(signed) = name_below(&source.lines[below])
    {
        let label = people::columns(&signature).first().map_or(String::new(), |label| (*label).to_owned());
        signature = format!("{label} {signed}");
        name = signed;
        source.take(below, "signature");
    } else if name.is_empty()
        && let Some(above) = index.checked_sub(1)
        && let Some(signed) = name_below(&source.lines[above])
    {
        // "Eva Ek" above "sekreterare"
        signature = format!("{signed}, {signature}");
        name = signed;
        source.take(above, "signature");
    }
    if name.is_empty() {
        return None;
    }
    source.take(index, "signature");
    Some(Closing { signature, secretary: full_name(&name, attendance) })
}

/// "Antecknat av Eva Ek": whether a line signs and says who.
pub(super) fn names_who_signed(plain: &str) -> bool {
    signed(plain, false).is_some_and(|name| name.contains(' '))
}

/// The name under a signature's label, in its column where somebody else signs beside.
fn name_below(line: &Line<'_>) -> Option<String> {
    let plain = line.plain();
    let name = people::columns(&plain).first().copied()?.split(',').next()?.trim().to_owned();
    (!line.taken && people::is_name(&name)).then_some(name)
}

/// The name in a signature line (empty if it stands below); none if the line is no signature.
fn signed(plain: &str, is_last: bool) -> Option<String> {
    let plain = plain.trim();
    if plain.len() > MAX_SIGNATURE {
        return None;
    }
    let lower = plain.to_lowercase();
    let beginning = SIGNATURES
        .iter()
        .filter(|beginning| lower.starts_with(**beginning))
        .map(|beginning| beginning.len())
        .max();
    let rest = match beginning {
        // Lower case keeps the length of these letters.
        Some(length) => plain.get(length..)?,
        None if WITH_COLON.iter().any(|word| lower.starts_with(word)) => plain.split_once(':')?.1,
        None if is_last => plain.strip_prefix('/').or_else(|| before_title(plain))?,
        None => return None,
    };
    if rest.starts_with(char::is_alphanumeric) && beginning.is_some() {
        return None;
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let name = rest.split([',', '/', '(', '\t']).next().unwrap_or_default();
    let name = name.split("  ").next().unwrap_or_default().trim();
    let name = if BESIDE.contains(&name.to_lowercase().as_str()) { "" } else { name };
    (name.is_empty() || people::is_name(name)).then(|| name.to_owned())
}

/// "Eva Ek, sekreterare"
fn before_title(plain: &str) -> Option<&str> {
    let (name, title) = plain.split_once(", ")?;
    let title = title.trim_end_matches('.').to_lowercase();
    let signs = ["sekreterare", "sekr", "mötessekreterare", "antecknare", "protokollförare"]
        .contains(&title.as_str());
    (signs && name.contains(' ')).then_some(name)
}

/// The attendee's whole name where a first name alone tells who it is.
fn full_name(name: &str, attendance: &[ImportedAttendee]) -> String {
    let mut called = attendance.iter().filter(|person| person.name.split(' ').next() == Some(name));
    match (called.next(), called.next()) {
        (Some(person), None) => person.name.clone(),
        _ => name.to_owned(),
    }
}

/// The date of the next meeting, with the line and the text that tell it: under a heading or label of
/// its own first, else in the first sentence that mentions it.
pub(super) fn next_meeting(body: &[Placed], meeting: Option<Date>) -> Option<(Date, usize, String)> {
    let told = |placed: &Placed, text: &str| {
        let date = dates::all(text)
            .filter_map(|found| found.first.on_or_after(meeting))
            .find(|date| meeting.is_none_or(|meeting| *date > meeting))?;
        Some((date, placed.line, placed.block.text.clone()))
    };
    let labelled = body.iter().enumerate().find_map(|(index, placed)| {
        let behind = behind_next(&placed.block.text)?;
        let text = &placed.block.text;
        // "4. Nästa möte" begins with it too.
        let numbered = text[..behind.0].trim().to_lowercase();
        if numbered.trim_start_matches("punkt").trim_start_matches("ärende").contains(char::is_alphabetic) {
            return None;
        }
        let own = told(placed, bounded(behind.1, NEXT_REACH));
        let is_heading = matches!(placed.block.kind, BlockKind::Heading(_));
        let is_label = !behind.1.contains(char::is_alphanumeric);
        own.or_else(|| {
            let below = body.get(index + 1).filter(|_| is_heading || is_label)?;
            told(below, bounded(&below.block.text, 2 * NEXT_REACH))
        })
    });
    labelled.or_else(|| {
        body.iter().find_map(|placed| {
            let (_, behind) = behind_next(&placed.block.text)?;
            told(placed, bounded(behind, NEXT_REACH))
        })
    })
}

/// Whether a text tells of the next meeting.
pub(super) fn tells_of_next(text: &str) -> bool {
    behind_next(text).is_some()
}

/// Where "nästa möte" begins, and what stands behind it.
fn behind_next(text: &str) -> Option<(usize, &str)> {
    text.match_indices(['n', 'N', 'k', 'K', 'v', 'V']).find_map(|(at, _)| {
        let starts_word = !text[..at].ends_with(char::is_alphanumeric);
        let head = starts_word.then(|| bounded(&text[at..], 32).to_lowercase())?;
        let phrase =
            NEXT.iter().filter(|phrase| head.starts_with(**phrase)).max_by_key(|phrase| phrase.len())?;
        Some((at, text.get(at + phrase.len()..)?))
    })
}

/// At most `length` bytes from the end.
pub(super) fn last_bytes(text: &str, length: usize) -> &str {
    let from = text.len().saturating_sub(length);
    let start = (from..=text.len()).find(|start| text.is_char_boundary(*start));
    &text[start.unwrap_or(text.len())..]
}

/// At most `length` bytes from the beginning.
fn bounded(text: &str, length: usize) -> &str {
    let end = (0..=length.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
