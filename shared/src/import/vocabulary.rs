//! The words that name a field, and the beginnings of sentences that tell who was there.

use crate::documents::AttendanceStatus;

/// What a word before a value means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Label {
    Title,
    /// Date, time or both; with `place` also where.
    When {
        place: bool,
    },
    Place,
    People(AttendanceStatus),
    Chair,
    Secretary,
    NextMeeting,
}

const WHEN: &[&str] = &[
    "datum och tid",
    "datum",
    "tid",
    "tidpunkt",
    "dag",
    "mötesdatum",
    "mötestid",
    "när",
    "datum/tid",
    "tid/datum",
    "dag och tid",
    "tid och datum",
    "datum & tid",
    "datum, tid",
    "klockslag",
    "sammanträdesdatum",
    "mötesdag",
    "date",
    "time",
    "date and time",
    "when",
    "datum för möte",
    "datum för mötet",
    "tid för mötet",
];
const WHEN_AND_WHERE: &[&str] = &[
    "tid och plats",
    "datum och plats",
    "plats och tid",
    "tid/plats",
    "datum, tid och plats",
    "plats och datum",
    "datum/plats",
    "tid & plats",
    "date and place",
    "time and place",
    "plats/tid",
    "datum, tid, plats",
];
const PLACE: &[&str] = &[
    "plats",
    "plats och lokal",
    "lokal",
    "var",
    "mötesplats",
    "plats/lokal",
    "mötesform",
    "möteslänk",
    "länk",
    "rum",
    "sammanträdesplats",
    "möteslokal",
    "place",
    "location",
    "where",
    "venue",
    "plats eller länk",
    "adress",
];
const TITLE: &[&str] =
    &["titel", "rubrik", "möte", "nätverk", "title", "meeting", "mötets namn", "forum", "grupp"];
const CHAIR: &[&str] = &["ordförande", "ordf", "mötesordförande", "chair", "mötesledare", "chairs"];
const SECRETARY: &[&str] = &[
    "sekreterare",
    "sekr",
    "antecknare",
    "protokollförare",
    "mötessekreterare",
    "minutes by",
    "secretary",
    "anteckningar av",
    "antecknat av",
    "anteckningar förda av",
    "vid anteckningarna",
    "note taker",
    "vid protokollet",
    "vid pennan",
    "vid tangenterna",
];
const NEXT: &[&str] = &[
    "nästa möte",
    "nästa träff",
    "nästa sammanträde",
    "nästkommande möte",
    "next meeting",
    "nästa nätverksträff",
    "nästa nätverksmöte",
    "kommande möte",
    "nästa tillfälle",
];
const PRESENT: &[&str] = &[
    "närvarande",
    "deltagare",
    "deltog",
    "medverkande",
    "närvaro",
    "present",
    "attendees",
    "participants",
    "deltagande",
    "på plats",
    "mötesdeltagare",
    "deltagit",
    "ledamöter",
    "närvarolista",
    "deltagarlista",
    "deltog i mötet",
];
const OTHERS: &[&str] = &[
    "övriga",
    "övriga närvarande",
    "övriga deltagare",
    "övriga medverkande",
    "övriga deltagande",
    "gäster",
    "gäst",
    "inbjudna",
    "inbjudna gäster",
    "adjungerade",
    "adjungerad",
    "föredragande",
    "others",
    "guests",
    "also present",
    "in attendance",
    "dessutom deltog",
    "därutöver deltog",
    "närvarande övriga",
    "dessutom närvarande",
    "inbjuden",
    "särskilt inbjudna",
    "övrig närvarande",
    "övriga inbjudna",
];
const ABSENT: &[&str] = &[
    "ej närvarande",
    "frånvarande",
    "frånvaro",
    "förhinder",
    "anmält förhinder",
    "anmälda förhinder",
    "ej deltagande",
    "icke närvarande",
    "inte närvarande",
    "meddelat förhinder",
    "återbud",
    "lämnat återbud",
    "förhindrade",
    "saknades",
    "absent",
    "apologies",
    "ej på plats",
    "anmäld frånvaro",
    "not present",
    "regrets",
    "deltog ej",
    "hade förhinder",
    "deltog inte",
    "anmält frånvaro",
];
/// Nouns that may follow a word for attendance: "närvarande socialchefer", "frånvarande ledamöter".
const MAX_QUALIFIERS: usize = 3;

/// Beginnings of a running sentence; the longer first.
const SENTENCES: &[(&str, AttendanceStatus)] = &[
    ("närvarande var", AttendanceStatus::Present),
    ("närvarande är", AttendanceStatus::Present),
    ("närvarade gjorde", AttendanceStatus::Present),
    ("vid mötet deltog", AttendanceStatus::Present),
    ("på mötet deltog", AttendanceStatus::Present),
    ("i mötet deltog", AttendanceStatus::Present),
    ("i mötet deltar", AttendanceStatus::Present),
    ("deltagare var", AttendanceStatus::Present),
    ("deltog gjorde", AttendanceStatus::Present),
    ("vid mötet närvarade", AttendanceStatus::Present),
    ("present were", AttendanceStatus::Present),
    ("dessutom deltog", AttendanceStatus::Other),
    ("dessutom medverkade", AttendanceStatus::Other),
    ("som gäst deltog", AttendanceStatus::Other),
    ("som gäster deltog", AttendanceStatus::Other),
    ("övriga närvarande var", AttendanceStatus::Other),
    ("övriga deltagare var", AttendanceStatus::Other),
    ("frånvarande var", AttendanceStatus::Absent),
    ("ej närvarande var", AttendanceStatus::Absent),
    ("förhinder hade", AttendanceStatus::Absent),
    ("förhinder anmälde", AttendanceStatus::Absent),
    ("förhinder hade anmälts av", AttendanceStatus::Absent),
    ("återbud hade lämnats av", AttendanceStatus::Absent),
    ("återbud lämnade", AttendanceStatus::Absent),
];

/// The label that a text in lower case is.
pub(super) fn exact(folded: &str) -> Option<Label> {
    let lists: [(&[&str], Label); 10] = [
        (WHEN, Label::When { place: false }),
        (WHEN_AND_WHERE, Label::When { place: true }),
        (PLACE, Label::Place),
        (TITLE, Label::Title),
        (CHAIR, Label::Chair),
        (SECRETARY, Label::Secretary),
        (NEXT, Label::NextMeeting),
        (PRESENT, Label::People(AttendanceStatus::Present)),
        (OTHERS, Label::People(AttendanceStatus::Other)),
        (ABSENT, Label::People(AttendanceStatus::Absent)),
    ];
    lists.into_iter().find(|(words, _)| words.contains(&folded)).map(|(_, label)| label)
}

/// A word for attendance with nouns behind: "närvarande socialchefer", "ej närvarande (anmält förhinder)"
pub(super) fn qualified(folded: &str) -> Option<Label> {
    let lists = [
        (ABSENT, AttendanceStatus::Absent),
        (OTHERS, AttendanceStatus::Other),
        (PRESENT, AttendanceStatus::Present),
    ];
    lists.into_iter().find_map(|(words, status)| {
        words
            .iter()
            // "Övriga frågor" is a point of the agenda.
            .filter(|word| **word != "övriga")
            .filter_map(|word| folded.strip_prefix(word))
            .filter_map(|rest| rest.strip_prefix(' '))
            .any(|rest| rest.split(' ').count() <= MAX_QUALIFIERS && !rest.contains(['.', ',']))
            .then_some(Label::People(status))
    })
}

/// "Närvarande var Eva Ek": who is meant, and what stands behind.
pub(super) fn sentence(plain: &str) -> Option<(AttendanceStatus, &str)> {
    let head: String = plain.chars().take(32).collect();
    let head = head.to_lowercase();
    let (beginning, status) = SENTENCES
        .iter()
        .filter(|(beginning, _)| head.starts_with(beginning))
        .max_by_key(|(beginning, _)| beginning.len())?;
    let at = plain.char_indices().nth(beginning.chars().count());
    let rest = &plain[at.map_or(plain.len(), |(at, _)| at)..];
    rest.starts_with([' ', ':']).then(|| (*status, rest.trim_start_matches([' ', ':'])))
}
