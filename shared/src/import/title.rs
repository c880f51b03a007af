//! What a line says as the title: without the other columns of a letterhead, and whether it only says what
//! any minutes say ("Minnesanteckningar", "Bjuvs kommun"), so that the line below may say whose they are.

use super::{
    closing,
    municipalities::municipality,
    people,
    source::{Line, Shape},
    when::{self, GENERIC},
};

/// How the lines above a mail begin. They are no title, and their date is the day of the mail.
const MAIL_HEAD: &[&str] = &[
    "från",
    "till",
    "skickat",
    "kopia",
    "datum",
    "bifogade filer",
    "bifogat",
    "bilagor",
    "from",
    "to",
    "sent",
    "cc",
    "bcc",
    "hemlig kopia",
    "svar till",
    "reply-to",
    "date",
    "prioritet",
];
/// What a mail program puts before a subject.
const ANSWERS: &[&str] = &["sv:", "vb:", "re:", "fw:", "fwd:", "vs:"];

/// Whether a line is one of a mail's head: its first, or one below another.
pub(super) fn is_mail_head(lines: &[Line<'_>], index: usize) -> bool {
    let key = |line: &Line<'_>| {
        let plain = line.plain();
        let (key, value) = plain.split_once(':')?;
        let key = key.trim().to_lowercase();
        (line.shape == Shape::Text && !value.trim().is_empty())
            .then(|| MAIL_HEAD.iter().position(|known| *known == key))
            .flatten()
    };
    let Some(at) = key(&lines[index]) else {
        return false;
    };
    let beside = |other: Option<usize>| {
        other.and_then(|other| lines.get(other)).is_some_and(|line| key(line).is_some() || is_subject(line))
    };
    let first = index == 0 || ["från", "from"].contains(&MAIL_HEAD[at]);
    // "Datum: …" alone begins minutes; below "Från: …" it does not.
    let sure = beside(index.checked_sub(1)) || (beside(Some(index + 1)) && first);
    let dated = ["datum", "date"].contains(&MAIL_HEAD[at]);
    sure && (!dated || index > 0)
}

/// Whether a line tells the subject of a mail, which is only a title where nothing better is.
pub(super) fn is_subject(line: &Line<'_>) -> bool {
    let plain = line.plain();
    let key = plain.split_once(':').map(|(key, _)| key.trim().to_lowercase());
    key.is_some_and(|key| ["ämne", "subject"].contains(&key.as_str()))
}

/// Whether a line is surely a title: a word for minutes, and whose they are.
pub(super) fn is_sure(plain: &str) -> bool {
    let first = plain.split(' ').next().unwrap_or_default();
    is_minutes(first) && plain.contains(' ') && !plain.contains(':') && may_be(plain)
}

/// The title that a line says.
pub(super) fn title(plain: &str) -> String {
    let columns =
        if plain.contains('\t') || plain.contains("   ") { people::columns(plain) } else { vec![plain] };
    let says = |column: &&str| {
        let generic = GENERIC.contains(&column.to_lowercase().as_str());
        !generic && when::read(column, false).is_none_or(|when| !when.is_all(column, true))
    };
    let title = columns.iter().copied().find(says).or(columns.first().copied()).unwrap_or(plain);
    let mut title = title.trim();
    while let Some(rest) = ANSWERS.iter().find_map(|answer| {
        let head = title.get(..answer.len())?;
        head.eq_ignore_ascii_case(answer).then(|| title[answer.len()..].trim_start())
    }) {
        title = rest;
    }
    title.to_owned()
}

/// Whether a line without a label says where: with a word for a kind of place, or "Gästgivargården, Hörby".
pub(super) fn is_place(plain: &str) -> bool {
    let town = plain.rsplit_once(", ").is_some_and(|(_, last)| municipality(last).is_some());
    when::names_place(plain) || (town && !people::begins(plain))
}

/// Whether a line that stands where places do can be one: neither people nor the first point of an agenda.
pub(super) fn may_be_place(plain: &str) -> bool {
    let lower = plain.to_lowercase();
    let point = [
        "dagordning",
        "agenda",
        "inledning",
        "ärenden",
        "föredragningslista",
        "innehåll",
        "bakgrund",
        "öppnande",
    ];
    plain.starts_with(char::is_uppercase)
        && !people::begins(plain)
        && !is_generic(plain)
        && !point.iter().any(|word| lower.starts_with(word))
}

/// Whether a line can be a title: neither a greeting nor a sentence nor somebody's name behind a stroke.
pub(super) fn may_be(plain: &str) -> bool {
    let lower = plain.to_lowercase();
    let greets = ["hej", "god ", "kära ", "bästa ", "hallå"].iter().any(|word| lower.starts_with(word));
    let sentence = plain.ends_with('.') && (greets || plain.split(' ').count() > 4);
    !sentence && !plain.ends_with([',', '!']) && !plain.starts_with('/') && !closing::names_who_signed(plain)
}

/// Whether a title could stand over anybody's minutes.
pub(super) fn is_generic(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let letterhead = lower.ends_with("kommunförbund") || lower.ends_with("kommunförbundet");
    is_minutes(title) || letterhead || municipality(&lower).is_some()
}

/// Whether a text is only a word for minutes.
pub(super) fn is_minutes(text: &str) -> bool {
    GENERIC.contains(&text.trim().trim_end_matches([':', '.']).to_lowercase().as_str())
}
