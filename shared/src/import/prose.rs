//! What the first paragraphs tell in sentences: "Cheferna träffades den 14 april 2027 kl. 9–12 på Kulturhuset
//! i Bengtsfors. Med på mötet var …". The sentences stay in the body; only what no line of its own told is
//! taken from them.

use jiff::civil::Time;

use super::{
    header::Header,
    people::{self, Entry},
    said::{Said, said},
    sentences::sentences,
    source::{Shape, Source},
    when::{self, When},
    wrap::{self, Wrap},
};
use crate::documents::AttendanceStatus;

/// How many lines from the beginning are read.
const FIRST_LINES: usize = 40;
/// How many sentences of a paragraph are read: a file may be one paragraph.
const MAX_SENTENCES: usize = 40;
/// Words that tell of this meeting.
const MEETING: &[&str] =
    &["träff", "möte", "möts", "möttes", "sammanträd", "samlade", "sågs", "protokoll", "konferens"];
/// Words that tell of another.
const OTHER_MEETING: &[&str] = &[
    "nästa",
    "nästkommande",
    "kommande",
    "föregående",
    "förra",
    "senast",
    "förgående",
    "från den",
    "tidigare",
];
/// Words behind a place.
const PLACE_ENDS: &[&str] =
    &[" där ", " för att ", " med ", " och ", " var ", " under ", " kl", " den ", " i samband", "."];
const MAX_PLACE: usize = 60;

/// Reads what the sentences tell into the header.
pub(super) fn read(source: &mut Source<'_>, wrap: &Wrap, header: &mut Header) {
    let mut chairs: Vec<String> = Vec::new();
    let seen = header.seen.clone();
    for (index, paragraph) in paragraphs(source, wrap) {
        let whole = sentences(&paragraph).into_iter().take(MAX_SENTENCES);
        for sentence in whole.flat_map(clauses) {
            if let Some(chair) = chair_opening(sentence) {
                people(source, index, header, (&seen, &mut chairs), Said::Chair, chair);
            } else if let Some((said, whom)) = said(sentence) {
                let said = meant(said, sentence, header);
                people(source, index, header, (&seen, &mut chairs), said, whom);
            } else {
                meeting(source, index, header, sentence);
            }
        }
    }
    if let Some(line) = header.title_line {
        let title = header.title.clone();
        // "i Ådalen den 14/10" is whose meeting it was; only what stands behind the date is where.
        let date = when::read(&title, false).map_or(0, |when| when.span().0);
        meeting(source, line, header, &format!("möte {}", &title[date..]));
    }
    for attendee in &mut header.attendance {
        attendee.chair |= chairs.contains(&attendee.name);
    }
}

/// "Övriga deltagare var …" behind nobody but who led are those who met.
fn meant(said: Said, sentence: &str, header: &Header) -> Said {
    let rest = ["Övriga deltagare", "Övriga närvarande"].iter().any(|rest| sentence.starts_with(rest));
    let only_led =
        !header.seen.contains(&AttendanceStatus::Present) && (1..=2).contains(&header.attendance.len());
    if rest && only_led { Said::Status(AttendanceStatus::Present) } else { said }
}

/// "Eva Ek ledde mötet och Per Palm förde anteckningar" are two.
fn clauses(sentence: &str) -> Vec<&str> {
    let parted = sentence.match_indices(" och ").take(MAX_SENTENCES).find_map(|(at, and)| {
        let (before, after) = (&sentence[..at], &sentence[at + and.len()..]);
        (said(before).is_some() && said(after).is_some()).then_some(vec![before, after])
    });
    parted.unwrap_or_else(|| vec![sentence])
}

/// The paragraphs among the first lines that nothing has taken, each with its first line.
fn paragraphs(source: &Source<'_>, wrapping: &Wrap) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let lines = &source.lines[..source.lines.len().min(FIRST_LINES)];
    for (index, line) in lines.iter().enumerate() {
        if line.taken || line.shape != Shape::Text {
            continue;
        }
        let above = index.checked_sub(1).map(|above| &lines[above]);
        let joins = above.is_some_and(|above| wrapping.joins(above, line));
        match paragraphs.last_mut() {
            Some((_, text)) if joins => {
                wrap::append(text, &line.plain());
            }
            _ => paragraphs.push((index, line.plain().to_string())),
        }
    }
    paragraphs
}

/// "Ordförande Eva Ek öppnade mötet"
fn chair_opening(sentence: &str) -> Option<&str> {
    let rest = ["Ordförande ", "Ordföranden "].iter().find_map(|word| sentence.strip_prefix(word))?;
    let capitals = rest.split(' ').take_while(|word| word.starts_with(char::is_uppercase));
    let length = capitals.map(|word| word.len() + 1).sum::<usize>();
    let name = rest.get(..length.checked_sub(1)?)?;
    let verb = rest[name.len()..].trim_start();
    (name.contains(' ') && verb.starts_with(char::is_lowercase)).then_some(name)
}

fn people(
    source: &mut Source<'_>,
    index: usize,
    header: &mut Header,
    (seen, chairs): (&[AttendanceStatus], &mut Vec<String>),
    said: Said,
    whom: &str,
) {
    let status = match said {
        Said::Status(status) => status,
        Said::Chair | Said::Secretary => AttendanceStatus::Present,
    };
    let found = people::running(whom, status, said != Said::Status(status));
    let Some(first) = found.first() else {
        return;
    };
    match said {
        Said::Status(status) if seen.contains(&status) => return,
        Said::Status(_) => add(header, found),
        Said::Chair => {
            chairs.extend(found.iter().map(|entry| whole(header, &entry.attendee.name)));
            add_who_led(header, found);
        }
        Said::Secretary if header.secretary.is_empty() => {
            header.secretary = whole(header, &first.attendee.name);
            add_who_led(header, found);
        }
        Said::Secretary => return,
    }
    source.recognise(index, if said == Said::Secretary { "secretary" } else { "attendance" });
}

/// Whoever led or wrote was there; a municipality tells that it is one of those who met.
fn add_who_led(header: &mut Header, mut found: Vec<Entry>) {
    found.retain(|entry| entry.attendee.name.contains(' ') && !entry.attendee.municipality.is_empty());
    add(header, found);
}

fn add(header: &mut Header, found: Vec<Entry>) {
    for entry in found {
        if header.attendance.iter().any(|known| known.name == entry.attendee.name) {
            continue;
        }
        if entry.secretary && header.secretary.is_empty() {
            header.secretary.clone_from(&entry.attendee.name);
        }
        header.attendance.push(entry.attendee);
    }
}

/// The attendee's whole name where a first name alone tells who it is.
fn whole(header: &Header, name: &str) -> String {
    let mut called = header.attendance.iter().filter(|person| person.name.split(' ').next() == Some(name));
    match (called.next(), called.next()) {
        (Some(person), None) => person.name.clone(),
        _ => name.to_owned(),
    }
}

/// "Gruppen möttes den 14 april 2027 kl. 9–12 i Bengtsfors"
fn meeting(source: &mut Source<'_>, index: usize, header: &mut Header, sentence: &str) {
    let lower = sentence.to_lowercase();
    let this = MEETING.iter().any(|word| lower.contains(word))
        && !OTHER_MEETING.iter().any(|word| lower.contains(word));
    let Some(when) = when::read(sentence, false).filter(|_| this) else {
        return;
    };
    if when.days.is_none() {
        hours(source, index, header, sentence, &when);
        return;
    }
    let Some(date) =
        when.days.and_then(|(first, _)| first.in_year(header.starts.map(|starts| starts.year())))
    else {
        return;
    };
    if header.starts.is_some_and(|starts| starts.date() != date) {
        return;
    }
    if header.starts.is_none() {
        let (starts, ends) = when.times.unwrap_or((Time::midnight(), None));
        header.starts = Some(date.to_datetime(starts));
        header.ends = ends.map(|ends| date.to_datetime(ends));
        source.recognise(index, "starts");
    }
    if header.place.is_empty()
        && let Some(place) = place(sentence, &when)
    {
        place.clone_into(&mut header.place);
        source.recognise(index, "place");
    }
}

/// How a sentence begins that tells when this meeting was, where the date is told above.
const HELD: &[&str] =
    &["Mötet ", "Träffen ", "Sammanträdet ", "Vi sågs ", "Vi träffades ", "Vi möttes ", "Vi samlades "];

/// "Mötet hölls i Kramfors kommunhus klockan 13-15", where the date is told above
fn hours(source: &mut Source<'_>, index: usize, header: &mut Header, sentence: &str, when: &When) {
    let held = HELD.iter().any(|word| sentence.starts_with(word));
    let (Some(day), Some((starts, ends)), true) = (header.starts, when.times, held) else {
        return;
    };
    if day.time() != Time::midnight() || header.ends.is_some() {
        return;
    }
    header.starts = Some(day.date().to_datetime(starts));
    header.ends = ends.map(|ends| day.date().to_datetime(ends));
    source.recognise(index, "starts");
    if header.place.is_empty()
        && let Some(place) = place(sentence, when)
    {
        place.clone_into(&mut header.place);
        source.recognise(index, "place");
    }
}

/// The place behind the date and time, or right before them.
fn place<'a>(sentence: &'a str, when: &When) -> Option<&'a str> {
    let (start, end) = when.span();
    let behind = sentence[end..].trim_start_matches([' ', ',']);
    // "(12 mars 2027, kl. 9–11, Kumla stadshus)"
    let bracketed =
        sentence[..start].ends_with('(').then(|| behind.split(')').next().unwrap_or_default().trim());
    if let Some(place) = bracketed.filter(|place| when::is_known_place(place) && place.len() <= MAX_PLACE) {
        return Some(place);
    }
    let before = sentence[..start].trim_end_matches(|c: char| !c.is_alphanumeric());
    named_place(behind).or_else(|| {
        let last = |word: &str| before.rfind(word);
        // "på stadsarkivet i Bjuv" is one place.
        let at_house = || {
            let starts = [" på ", " i "].iter().flat_map(|word| before.match_indices(word));
            starts.filter_map(|(at, _)| house_in_town(before[at..].trim_start())).last()
        };
        let near = || {
            named_place(
                before[[" i ", " på ", " via "].iter().filter_map(|word| last(word)).max()?..].trim_start(),
            )
        };
        at_house().or_else(near)
    })
}

/// "på stadsarkivet i Bjuv": a house by one word, and where it stands.
fn house_in_town(text: &str) -> Option<&str> {
    let place = text.strip_prefix("på ").or_else(|| text.strip_prefix("i "))?;
    let (house, behind) = place.split_once(" i ")?;
    let one_word = !house.is_empty() && house.chars().all(char::is_alphanumeric);
    // "i Bjuv fredagen den …"
    let town = behind.split(' ').take_while(|word| word.starts_with(char::is_uppercase));
    let length = town.map(|word| word.len() + 1).sum::<usize>().checked_sub(1)?;
    let place = &place[..house.len() + " i ".len() + length];
    (one_word && place.len() <= MAX_PLACE).then_some(place)
}

/// A place behind its preposition, as far as it goes.
fn named_place(text: &str) -> Option<&str> {
    let place = ["i ", "på ", "via ", "hos "].iter().find_map(|word| text.strip_prefix(word))?;
    let end = PLACE_ENDS.iter().filter_map(|word| place.find(word)).min().unwrap_or(place.len());
    let place = place[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    let place = when::bare_place(place);
    let named = place.starts_with(char::is_uppercase) || when::is_known_place(place);
    (named && place.len() <= MAX_PLACE).then_some(place)
}
