//! Sentences that read like somebody's task: "Till nästa träff den 7/2 kommer Eva Ek och Per förbereda …".
//! Only suggestions: the text stays where it is.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{
    ImportedAttendee, SuggestedAction,
    body::Placed,
    dates,
    mentions::{Group, Names, Word, groups, words},
    municipalities::municipality,
    sentences::{labelled, sentences},
    tables::{self, Head, TaskRow},
    task_words::{
        ADVERBS, DEADLINES, DUE_STARTS, DUE_WORDS, INFINITIVES, NEXT_MEETING, NO_VERBS, RESPONSIBLE,
        TASK_LABELS, VERB_PAIRS, VERBS, VERBS_WITH_DUE,
    },
};
use crate::text::{Block, BlockKind};

/// How far behind "ansvarig" the people may stand, in bytes.
const RESPONSIBLE_REACH: usize = 60;
/// How far before a date its word may stand, in bytes.
const DUE_REACH: usize = 60;

/// The tasks in the body.
pub(super) fn actions(
    body: &[Placed],
    attendance: &[ImportedAttendee],
    meeting: Option<Date>,
    next_meeting: Option<Date>,
) -> Vec<SuggestedAction> {
    let names = Names::new(attendance);
    let mut actions = Vec::new();
    let mut table: Option<Head> = None;
    let mut under = Under::default();
    for (index, placed) in body.iter().enumerate() {
        let text = placed.block.text.as_str();
        if tables::cells(text).is_none() {
            // A decision was taken out of the row above.
            table = table.filter(|_| placed.block.kind == BlockKind::Decision);
        } else if let Some(head) = &table {
            actions.extend(
                head.task(text).map(|row| row_action(&row, placed.line, &names, meeting, next_meeting)),
            );
            continue;
        } else if let Some(head) = Head::read(text) {
            table = Some(head);
            continue;
        }
        if let Some(introduced) = Under::read(&placed.block, &names, meeting, next_meeting) {
            under = introduced;
            continue;
        }
        let item = matches!(placed.block.kind, BlockKind::UnorderedListItem | BlockKind::OrderedListItem);
        if !item {
            under = under.outside();
        }
        if matches!(placed.block.kind, BlockKind::Heading(_)) || is_done(text) {
            continue;
        }
        if completes(text, &body[..index], &names, meeting, &mut actions) {
            continue;
        }
        let listed = placed.check_box || (item && under.tasks);
        let task = if listed { Some(text) } else { labelled(text, TASK_LABELS) };
        let parts = task.map_or_else(|| sentences(text), |task| vec![task]);
        // It takes two words to say who does what.
        let says = |part: &&str| task.is_some() || !part.chars().all(char::is_alphanumeric);
        actions.extend(parts.into_iter().filter(says).filter_map(|part| {
            let mut sentence = Sentence::new(part, &names, meeting, next_meeting);
            sentence.mentions_due |= under.due.is_some();
            sentence.due = sentence.due.or_else(|| listed.then(|| date_at_end(part, meeting)).flatten());
            sentence.due = sentence.due.or(under.due);
            (task.is_some() || sentence.is_task()).then(|| SuggestedAction {
                text: part.trim().to_owned(),
                owners: sentence.owners(task.is_some()),
                due: sentence.due,
                line: placed.line,
            })
        }));
    }
    actions.retain(|action| action.text.contains(char::is_alphanumeric));
    actions
}

/// What the line above a list says of its items: "Till nästa möte:", "Att göra".
#[derive(Clone, Copy, Default)]
struct Under {
    tasks: bool,
    due: Option<Date>,
}

impl Under {
    /// What a line says that introduces a list; none if it is no such line.
    fn read(
        block: &Block,
        names: &Names<'_>,
        meeting: Option<Date>,
        next_meeting: Option<Date>,
    ) -> Option<Under> {
        let text = block.text.trim();
        let heading = matches!(block.kind, BlockKind::Heading(_));
        let word = text.trim_start_matches(|c: char| c.is_ascii_digit() || ". )".contains(c));
        let word = word.trim_end_matches([':', '?']).to_lowercase();
        // "Att göra till nästa träff"
        let label = [" till ", " inför "].iter().find_map(|until| Some(word.split_once(until)?.0));
        let tasks = TASK_LABELS.contains(&label.unwrap_or(&word));
        let introduces = heading || (text.ends_with(':') && text.len() <= MAX_INTRODUCTION);
        let due = (introduces && (tasks || !heading))
            .then(|| Sentence::new(text, names, meeting, next_meeting).due)
            .flatten();
        (introduces && (tasks || heading || due.is_some())).then_some(Under { tasks, due })
    }

    /// Behind the list: what a heading says holds until the next, a lone due date no further.
    fn outside(self) -> Under {
        Under { due: self.due.filter(|_| self.tasks), ..self }
    }
}

/// A longer line introduces nothing.
const MAX_INTRODUCTION: usize = 80;

/// An item whose box is checked.
fn is_done(text: &str) -> bool {
    ["[x]", "[X]", "☑", "☒", "✓", "✔", "✅"].iter().any(|sign| text.starts_with(sign))
}

/// "Ansvarig: Eva" and "Klart: 1/12" on lines of their own, which tell about what stands above.
fn completes(
    text: &str,
    above: &[Placed],
    names: &Names<'_>,
    meeting: Option<Date>,
    actions: &mut Vec<SuggestedAction>,
) -> bool {
    // "Klart: 1/12" may stand between the task, which then may look like a heading, and "Ansvarig: Eva".
    let (above, told) = match above {
        [.., task, when] if deadline(&when.block.text, meeting).is_some() => {
            (task, deadline(&when.block.text, meeting))
        }
        [.., task] => (task, None),
        [] => return false,
    };
    let is_text = told.is_some() || !matches!(above.block.kind, BlockKind::Heading(_));
    if let Some(who) = labelled(text, RESPONSIBLE).filter(|_| is_text) {
        let who_words = words(who);
        let people: Vec<usize> =
            groups(who, &who_words, names).into_iter().flat_map(|group| group.people).collect();
        let owners: Vec<String> =
            people.into_iter().map(|person| names.people[person].name.clone()).collect();
        let due = due_date(text, meeting).or(told);
        match actions.last_mut() {
            Some(last) if last.line == above.line => {
                if !owners.is_empty() {
                    last.owners = owners;
                }
                last.due = last.due.or(due);
            }
            _ if owners.is_empty() => return false,
            _ => actions.push(SuggestedAction {
                text: above.block.text.clone(),
                owners,
                due,
                line: above.line,
            }),
        }
        return true;
    }
    let date = deadline(text, meeting);
    match actions.last_mut() {
        // Between them stands at most "Ansvarig: …".
        Some(last) if date.is_some() && last.due.is_none() && last.line + 2 >= above.line => {
            last.due = date;
            true
        }
        _ => false,
    }
}

/// The date of a line that says nothing but by when.
fn deadline(text: &str, meeting: Option<Date>) -> Option<Date> {
    let when = labelled(text, DEADLINES).or_else(|| lone_deadline(text))?;
    dates::find(when)?.first.on_or_after(meeting)
}

/// "Uppdatera listan (Eva, 1 juni)", "Boka lokal – Eva, 1/6": a task's date behind a sign at its end.
fn date_at_end(text: &str, meeting: Option<Date>) -> Option<Date> {
    let end = super::closing::last_bytes(text, DUE_REACH);
    let found = dates::all(end).last()?;
    let before = end[..found.range.start].trim_end_matches("den ").trim_end();
    let ends = end[found.range.end..].chars().all(|c| !c.is_alphanumeric());
    (ends && before.ends_with([',', '(', '–', '-', ';', ':']))
        .then(|| found.first.on_or_after(meeting))
        .flatten()
}

/// "Klart senast 15 april": nothing but when.
fn lone_deadline(text: &str) -> Option<&str> {
    let when = ["Klart senast ", "Klart till ", "Klart ", "Senast "]
        .iter()
        .find_map(|start| text.strip_prefix(start))?;
    let found = dates::find(when)?;
    (found.range.start == 0 && when[found.range.end..].chars().all(|c| !c.is_alphanumeric())).then_some(when)
}

fn row_action(
    row: &TaskRow<'_>,
    line: usize,
    names: &Names<'_>,
    meeting: Option<Date>,
    next_meeting: Option<Date>,
) -> SuggestedAction {
    let date = dates::find(row.when).and_then(|found| found.first.on_or_after(meeting));
    let who = words(row.who);
    let mut owners: Vec<String> = Vec::new();
    for person in groups(row.who, &who, names).into_iter().flat_map(|group| group.people) {
        let name = &names.people[person].name;
        if !owners.contains(name) {
            owners.push(name.clone());
        }
    }
    let lower: Vec<String> = words(row.when).iter().map(|word| word.text.to_lowercase()).collect();
    let next = next_meeting.filter(|_| mentions_next_meeting(&lower));
    SuggestedAction { text: row.what.clone(), owners, due: date.or(next), line }
}

struct Sentence<'a> {
    text: &'a str,
    words: Vec<Word<'a>>,
    lower: Vec<String>,
    groups: Vec<Group>,
    names: &'a Names<'a>,
    due: Option<Date>,
    starts_with_due: bool,
    mentions_due: bool,
}

impl<'a> Sentence<'a> {
    fn new(
        text: &'a str,
        names: &'a Names<'a>,
        meeting: Option<Date>,
        next_meeting: Option<Date>,
    ) -> Sentence<'a> {
        let words = words(text);
        let lower: Vec<String> = words.iter().map(|word| word.text.to_lowercase()).collect();
        let begins = lower.iter().take(4).map(String::as_str).collect::<Vec<_>>().join(" ");
        let due = due_date(text, meeting);
        let next = mentions_next_meeting(&lower);
        Sentence {
            groups: groups(text, &words, names),
            words,
            text,
            lower,
            names,
            due: due.or(if next { next_meeting } else { None }),
            starts_with_due: DUE_STARTS.iter().any(|start| begins.starts_with(start)),
            mentions_due: due.is_some() || next,
        }
    }

    fn is_task(&self) -> bool {
        let doer = self.groups.iter().any(|group| self.does(group));
        let named = self.responsible().is_some_and(|people| !people.is_empty());
        let dated = self.due.is_some()
            && self.lower.iter().any(|word| word == "senast")
            && self.lower.iter().any(|word| VERBS.contains(&word.as_str()));
        doer || named || dated
    }

    /// Whether what stands beside the people gives them something to do.
    fn does(&self, group: &Group) -> bool {
        let word =
            |index: Option<usize>| index.and_then(|index| self.lower.get(index)).map_or("", String::as_str);
        let is_verb =
            |word: &str| VERBS.contains(&word) || (self.mentions_due && VERBS_WITH_DUE.contains(&word));
        let end = self.behind_people(group);
        let behind = word(Some(end));
        let at = end + usize::from(ADVERBS.contains(&behind));
        let (verb, next) = (word(Some(at)), word(Some(at + 1)));
        let before = word(group.first.checked_sub(1));
        let two_before = word(group.first.checked_sub(2));
        // "uppdrog åt Eva att", "uppdra åt Eva"
        let entrusted = before == "åt" && two_before.starts_with("uppdr");
        let present = self.mentions_due && verb.len() > 3 && verb.ends_with('r');
        // "Eva: boka lokal"
        let listed = group.first == 0 && INFINITIVES.contains(&verb) && self.sign_behind(group);
        is_verb(verb)
            || VERB_PAIRS.contains(&(verb, next))
            || (present && !NO_VERBS.contains(&verb))
            || listed
            || entrusted
            || (self.starts_with_due && is_verb(before))
    }

    /// The word behind the people and where they are from: "Eva Ek (Bjuv) ska", "Eva i Bjuv ska".
    fn behind_people(&self, group: &Group) -> usize {
        let Some(last) = self.words.get(group.end - 1) else { return group.end };
        let behind = &self.text[last.end..];
        if behind.starts_with(" (") {
            let close = behind.char_indices().take(RESPONSIBLE_REACH).find(|(_, c)| *c == ')');
            let close = close.map_or(last.end, |(at, _)| last.end + at);
            return (group.end..self.words.len())
                .find(|at| self.words[*at].start > close)
                .unwrap_or(group.end);
        }
        let from = [" i ", " från ", ", "].iter().find(|from| behind.starts_with(**from));
        let at = group.end + usize::from(from.is_some_and(|from| *from != ", "));
        let place = self.words.get(at).filter(|_| from.is_some());
        if place.is_some_and(|place| municipality(place.text).is_some()) { at + 1 } else { group.end }
    }

    /// Whether a colon or dash stands right behind the people.
    fn sign_behind(&self, group: &Group) -> bool {
        let Some(end) = self.words.get(group.end - 1).map(|word| word.end) else {
            return false;
        };
        self.text[end..].trim_start().starts_with([':', '–', '-', '—'])
    }

    /// Whose task it is; in a line that says it is a task, everybody named.
    fn owners(&self, all: bool) -> Vec<String> {
        let doing: Vec<usize> = self
            .groups
            .iter()
            .filter(|group| self.does(group))
            .flat_map(|group| group.people.iter().copied())
            .collect();
        let responsible = self.responsible().unwrap_or_default();
        let mut people = [responsible, doing].concat();
        if people.is_empty() && all {
            people = self.groups.iter().flat_map(|group| group.people.iter().copied()).collect();
        }
        let mut seen = HashSet::new();
        people
            .into_iter()
            .filter(|person| seen.insert(*person))
            .map(|person| self.names.people[person].name.clone())
            .collect()
    }

    /// The people behind "Ansvarig:", "Ansvarig för mallen:" or "Ansvarig", if the sentence has that.
    fn responsible(&self) -> Option<Vec<usize>> {
        let at = self.lower.iter().position(|word| RESPONSIBLE.contains(&word.as_str()))?;
        let behind = self.words.get(at)?.end;
        let group = self.groups.iter().find(|group| group.first > at);
        let between = group.map(|group| &self.text[behind..self.words[group.first].start]);
        let told = between.is_some_and(|between| {
            let bare = between.trim();
            let verb = bare.strip_prefix(':').unwrap_or(bare).trim();
            ["", "är", "blir", "-", "–"].contains(&verb)
                || (between.len() <= RESPONSIBLE_REACH && bare.ends_with(':') && !bare.contains('.'))
        });
        let labelled = self.text[behind..].trim_start().starts_with(':');
        (told || labelled).then(|| group.filter(|_| told).map_or_else(Vec::new, |group| group.people.clone()))
    }
}

fn mentions_next_meeting(lower: &[String]) -> bool {
    lower.windows(2).any(|pair| NEXT_MEETING.contains(&format!("{} {}", pair[0], pair[1]).as_str()))
}

/// The first date that a word such as "senast" or "till nästa träff den" makes a due date.
fn due_date(text: &str, meeting: Option<Date>) -> Option<Date> {
    dates::all(text)
        .find(|found| {
            let near = super::closing::last_bytes(&text[..found.range.start], DUE_REACH);
            let before: Vec<&str> =
                near.rsplit(|c: char| c.is_whitespace()).filter(|word| !word.is_empty()).take(4).collect();
            before
                .iter()
                .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
                .any(|word| DUE_WORDS.contains(&word.as_str()))
        })
        .and_then(|found| found.first.on_or_after(meeting))
}
