//! Sentences that read like somebody's task: "Till nästa träff den 7/2 kommer Eva Ek och Per förbereda …".
//! Only suggestions: the text stays where it is.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{
    ImportedAttendee, SuggestedAction,
    body::Placed,
    dates,
    mentions::{Group, Names, Word, groups, words},
};
use crate::text::BlockKind;

/// Labels of a task; the text behind is the task.
const TASK_LABELS: &[&str] = &[
    "åtgärd",
    "åtgärder",
    "att göra",
    "action",
    "uppdrag",
    "todo",
    "att-göra",
    "aktivitet",
    "action point",
    "åtgärdspunkt",
    "att-göra-punkt",
    "uppgift",
    "uppgifter",
    "ap",
    "åtgärd/ansvarig",
    "aktiviteter",
];
const RESPONSIBLE: &[&str] = &["ansvarig", "ansvariga", "ansvar", "owner", "vem"];
const RESPONSIBLE_STARTS: &[&str] = &["Ansvarig ", "Ansvariga ", "Ansvar "];
/// Labels of a due date; they belong to the sentence before them.
const DEADLINES: &[&str] = &[
    "klart",
    "klart senast",
    "klar",
    "klar senast",
    "senast",
    "deadline",
    "datum",
    "när",
    "tid",
    "sluttid",
    "slutdatum",
    "tidplan",
];
/// Who is followed by one of these has something to do.
const VERBS: &[&str] = &[
    "ska",
    "skall",
    "kommer",
    "får",
    "ansvarar",
    "skickar",
    "mejlar",
    "mailar",
    "bokar",
    "bjuder",
    "kallar",
    "undersöker",
    "kollar",
    "kontaktar",
    "återkommer",
    "sammanställer",
    "förbereder",
    "uppdaterar",
    "samordnar",
    "utreder",
    "formulerar",
    "beställer",
    "ordnar",
    "will",
    "prepares",
    "sends",
    "fixar",
    "samlar",
    "ringer",
    "köper",
    "hämtar",
    "tillfrågar",
    "arrangerar",
    "anmäler",
    "ansöker",
    "reviderar",
    "kompletterar",
    "renskriver",
    "vidarebefordrar",
    "påminner",
    "inventerar",
    "översätter",
    "efterfrågar",
    "distribuerar",
    "sprider",
    "anordnar",
    "efterhör",
    "tillser",
    "ombesörjer",
    "åtar",
    "inhämtar",
    "upprättar",
    "utarbetar",
    "färdigställer",
    "förhör",
    "tillsänder",
    "sänder",
    "översänder",
    "inbjuder",
    "sammankallar",
    "måste",
    "behöver",
    "bör",
    "inkommer",
    "rekvirerar",
    "förankrar",
    "justerar",
    "shall",
    "should",
    "books",
    "contacts",
    "writes",
];
/// Two words that tell a task where one would not.
const VERB_PAIRS: &[(&str, &str)] = &[
    ("fick", "i"),
    ("får", "i"),
    ("i", "uppdrag"),
    ("har", "i"),
    ("tar", "fram"),
    ("tar", "kontakt"),
    ("tar", "med"),
    ("tar", "på"),
    ("tar", "upp"),
    ("tog", "på"),
    ("åtog", "sig"),
    ("lovade", "att"),
    ("lovar", "att"),
    ("hör", "av"),
    ("hör", "sig"),
    ("ser", "över"),
    ("ser", "till"),
    ("stämmer", "av"),
    ("följer", "upp"),
    ("går", "vidare"),
    ("lägger", "upp"),
    ("lägger", "ut"),
    ("lägger", "in"),
    ("delar", "ut"),
    ("skriver", "ihop"),
    ("skriver", "utkast"),
    ("skriver", "ett"),
    ("gör", "ett"),
    ("gör", "en"),
    ("tittar", "på"),
    ("läser", "in"),
    ("håller", "i"),
    ("driver", "frågan"),
    ("är", "ansvarig"),
    ("har", "ansvar"),
];
/// What may stand between "Eva" and the verb.
const ADVERBS: &[&str] =
    &["även", "också", "sedan", "då", "därefter", "själv", "gemensamt", "tillsammans", "båda"];
/// What a task is in a line that names its owner first: "Eva: boka lokal".
const INFINITIVES: &[&str] = &[
    "boka",
    "skicka",
    "kontakta",
    "kolla",
    "ta",
    "ringa",
    "mejla",
    "maila",
    "undersöka",
    "sammanställa",
    "bjuda",
    "förbereda",
    "skriva",
    "ordna",
    "fixa",
    "göra",
    "se",
    "höra",
    "återkomma",
    "uppdatera",
    "utreda",
    "samla",
    "beställa",
    "formulera",
    "samordna",
    "kalla",
    "leda",
    "lämna",
    "presentera",
    "redovisa",
    "följa",
    "fråga",
    "lägga",
    "läsa",
    "revidera",
    "stämma",
    "planera",
    "publicera",
    "informera",
];
/// These tell a task only beside a time ("Eva redovisar till nästa möte"); else they tell what happened.
const VERBS_WITH_DUE: &[&str] = &[
    "tar",
    "presenterar",
    "redovisar",
    "rapporterar",
    "lyfter",
    "leder",
    "håller",
    "ser",
    "skriver",
    "lägger",
    "delar",
    "följer",
    "hör",
    "stämmer",
    "driver",
    "planerar",
    "bevakar",
    "fortsätter",
    "publicerar",
    "meddelar",
    "lämnar",
    "berättar",
    "informerar",
    "gör",
    "startar",
];
/// These look like verbs in the present and are none, or tell of what happens in the meeting.
const NO_VERBS: &[&str] = &[
    "eller",
    "efter",
    "under",
    "över",
    "inner",
    "december",
    "september",
    "oktober",
    "november",
    "kommuner",
    "chefer",
    "anser",
    "undrar",
    "frågar",
    "hälsar",
    "öppnar",
    "avslutar",
    "tackar",
    "heter",
    "arbetar",
];
/// Beginnings of a time by which something shall be done.
const DUE_STARTS: &[&str] =
    &["till nästa", "inför nästa", "senast", "innan", "före", "till den", "inför", "till mötet"];
const NEXT_MEETING: &[&str] = &[
    "nästa träff",
    "nästa möte",
    "nästa sammanträde",
    "nästa nätverksträff",
    "nästa nätverksmöte",
    "nästa gång",
    "next meeting",
];
/// Words before a date that make it a due date.
const DUE_WORDS: &[&str] =
    &["senast", "till", "inför", "före", "innan", "klart", "klar", "by", "nästa", "deadline", "när", "datum"];
/// How far behind "ansvarig" the people may stand, in bytes.
const RESPONSIBLE_REACH: usize = 60;
/// How far before a date its word may stand, in bytes.
const DUE_REACH: usize = 60;
/// A dot behind these ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "kl", "ex", "bl", "ca", "ordf", "sekr", "dvs", "nr", "tel", "st", "resp", "jan", "feb", "aug", "sept",
    "okt", "nov", "dec", "t", "d", "v", "s", "a", "bitr", "tf", "inkl", "exkl", "max", "min",
];

/// The tasks in the body.
pub(super) fn actions(
    body: &[Placed],
    attendance: &[ImportedAttendee],
    meeting: Option<Date>,
    next_meeting: Option<Date>,
) -> Vec<SuggestedAction> {
    let names = Names::new(attendance);
    let mut actions = Vec::new();
    for placed in body {
        if matches!(placed.block.kind, BlockKind::Heading(_)) {
            continue;
        }
        let text = placed.block.text.as_str();
        if ["☑", "☒", "✓", "✔", "✅"].iter().any(|done| text.starts_with(done))
            || text.starts_with("[x]")
            || text.starts_with("[X]")
        {
            continue;
        }
        let task = if placed.check_box { Some(text) } else { labelled(text, TASK_LABELS) };
        let parts = task.map_or_else(|| sentences(text), |task| vec![task]);
        actions.extend(parts.into_iter().filter_map(|part| {
            let sentence = Sentence::new(part, &names, meeting, next_meeting);
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
        let behind = word(Some(group.end));
        let at = group.end + usize::from(ADVERBS.contains(&behind));
        let (verb, next) = (word(Some(at)), word(Some(at + 1)));
        let before = word(group.first.checked_sub(1));
        let two_before = word(group.first.checked_sub(2));
        // "uppdrog åt Eva att", "uppdra åt Eva"
        let entrusted = before == "åt" && two_before.starts_with("uppdr");
        let present = self.mentions_due && verb.len() > 3 && (verb.ends_with("ar") || verb.ends_with("er"));
        // "Eva: boka lokal"
        let listed = group.first == 0 && INFINITIVES.contains(&verb) && self.sign_behind(group);
        is_verb(verb)
            || VERB_PAIRS.contains(&(verb, next))
            || (present && !NO_VERBS.contains(&verb))
            || listed
            || entrusted
            || (self.starts_with_due && is_verb(before))
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

fn labelled<'a>(text: &'a str, labels: &[&str]) -> Option<&'a str> {
    let colon = text.char_indices().take(20).find(|(_, c)| *c == ':')?.0;
    let label = text[..colon].trim().to_lowercase();
    labels.contains(&label.as_str()).then(|| text[colon + 1..].trim())
}

/// A text cut where a full stop, a space and a capital follow on each other.
fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, sign) in text.match_indices(['.', '!', '?']) {
        let end = at + sign.len();
        let mut behind = text[end..].chars();
        let space = behind.next().is_some_and(char::is_whitespace);
        let capital = behind.next().is_some_and(|c| c.is_uppercase() || "”\"–".contains(c));
        let word: String =
            text[start..at].chars().rev().take_while(|c| c.is_alphanumeric()).take(8).collect();
        let word: String = word.chars().rev().collect::<String>().to_lowercase();
        let abbreviated = sign == "." && ABBREVIATIONS.contains(&word.as_str());
        // "Ansvarig: Eva" belongs to what it follows.
        let behind = text[end..].trim_start();
        let belongs = labelled(behind, RESPONSIBLE).is_some()
            || labelled(behind, DEADLINES).is_some()
            || RESPONSIBLE_STARTS.iter().any(|start| behind.starts_with(start));
        if space && capital && !abbreviated && !belongs {
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    sentences.push(text[start..].trim());
    sentences
}
