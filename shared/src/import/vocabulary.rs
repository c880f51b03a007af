//! The words that name a field.

mod attendance;

use std::{collections::HashMap, sync::LazyLock};

use self::attendance::{ABSENT, OTHERS, PRESENT};
use crate::documents::AttendanceStatus;

/// What a word before a value means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Label {
    Title,
    /// Date, time or both; with `place` also where.
    When {
        place: bool,
    },
    /// When it ended.
    Ends,
    Place,
    People(AttendanceStatus),
    Chair,
    Secretary,
    /// Who reads and signs the minutes afterwards: one of those who met, and no field.
    Adjuster,
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
    "starttid",
    "start",
    "startar",
    "börjar",
    "mötet öppnades",
    "mötet började",
    "start time",
    "starts",
    "tid för mötet",
    "kl",
    "klockan",
    "datum och klockslag",
    "dag och klockslag",
    "dag/tid",
    "tid och dag",
    "dag/datum",
    "mötestillfälle",
    "mötestidpunkt",
    "sammanträdestid",
    "sammanträdesdag",
    "datum samt tid",
    "sammanträdesdatum och tid",
    "datum och klockslag",
    "datum/klockslag",
    "tid för möte",
    "vilken dag",
    "när var mötet",
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
    "tid och lokal",
    "dag, tid och plats",
    "datum och lokal",
    "tid samt plats",
    "plats samt tid",
    "tid, plats",
    "plats, tid",
    "när och var",
    "tid & lokal",
    "dag och plats",
    "plats och sammanträdestid",
    "mötestid och plats",
    "mötesplats och tid",
    "plats, datum och tid",
    "plats, tid och datum",
    "tid och mötesplats",
    "sammanträdestid och plats",
    "sammanträdesplats och tid",
    "date, time and place",
    "var och när",
    "datum, tid & plats",
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
    "plats för möte",
    "plats för mötet",
    "möteslänk/plats",
    "lokal/plats",
    "plats (lokal)",
    "mötesrum",
    "teamslänk",
    "videolänk",
    "plats/länk",
    "lokal/länk",
    "mötet hölls i",
    "adress/länk",
];
const ENDS: &[&str] =
    &["sluttid", "slut", "slutar", "avslutas", "mötet avslutades", "mötet slutade", "end time", "ends"];
const TITLE: &[&str] = &[
    "titel",
    "rubrik",
    "möte",
    "nätverk",
    "title",
    "meeting",
    "mötets namn",
    "forum",
    "grupp",
    "ämne",
    "subject",
    "mötesnamn",
    "namn på möte",
    "namn på mötet",
    "nätverkets namn",
    "nätverksgrupp",
    "arbetsgrupp",
    "mötestyp",
    "typ av möte",
    "protokoll för",
    "minnesanteckningar för",
    "sammanträde",
];
const CHAIR: &[&str] = &[
    "ordförande",
    "ordf",
    "mötesordförande",
    "chair",
    "mötesledare",
    "chairs",
    "ordf.",
    "samtalsledare",
    "sammankallande",
    "mötesordf",
    "ordförande för mötet",
    "ordförande vid mötet",
    "möte leddes av",
    "mötet leddes av",
    "ordförande/sammankallande",
    "vid ordförandeklubban",
    "dagens ordförande",
];
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
    "mötessekr",
    "sekreterare för mötet",
    "sekreterare vid mötet",
    "antecknas av",
    "anteckningar fördes av",
    "protokollet fördes av",
    "för anteckningarna",
    "skribent",
    "minnesanteckningar av",
    "minnesanteckningar förda av",
    "protokoll fört av",
    "protokollförare/sekreterare",
    "vid datorn",
    "vid minnesanteckningarna",
    "vid tangentbordet",
    "antecknade",
    "nedtecknat av",
    "protokollfört av",
    "minutes taken by",
    "notes by",
];
const ADJUSTER: &[&str] = &[
    "justerare",
    "protokolljusterare",
    "protokollsjusterare",
    "mötesjusterare",
    "justeringsperson",
    "justeringspersoner",
    "justeringsman",
    "justeringsmän",
    "justeras",
    "justeras av",
    "justerat av",
    "att justera",
    "att justera protokollet",
    "utsedd att justera",
    "utsedda att justera",
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
    "nästkommande träff",
    "kommande träff",
    "nästa nätverkstillfälle",
    "nästa mötestillfälle",
    "nästa gång",
    "nästa mötesdatum",
    "nästa mötesdag",
    "datum för nästa möte",
    "tid för nästa möte",
    "tid för nästa träff",
    "datum för nästa träff",
    "nästa möte och plats",
    "nästa samling",
    "nästa mötestid",
    "vi ses igen",
    "vi ses nästa gång",
    "kommande sammanträde",
    "nästa nätverkssammanträde",
    "nästa arbetsmöte",
    "nästa avstämning",
    "tid för nästa sammanträde",
    "nästkommande sammanträde",
    "nytt möte",
    "kommande möten",
    "kommande träffar",
    "nästa mötestillfällen",
    "när ses vi igen",
    "när ses vi nästa gång",
    "när träffas vi igen",
];
/// Labels only before a colon: without one these words are as often a value, or a heading.
const BEFORE_COLON: &[(&str, Label)] = &[
    ("teams", Label::People(AttendanceStatus::Present)),
    ("via teams", Label::People(AttendanceStatus::Present)),
    ("på teams", Label::People(AttendanceStatus::Present)),
    ("digitalt", Label::People(AttendanceStatus::Present)),
    ("via länk", Label::People(AttendanceStatus::Present)),
    ("på länk", Label::People(AttendanceStatus::Present)),
    ("på plats", Label::People(AttendanceStatus::Present)),
    ("på distans", Label::People(AttendanceStatus::Present)),
    ("på mötet", Label::People(AttendanceStatus::Present)),
    ("vid mötet", Label::People(AttendanceStatus::Present)),
    ("med", Label::People(AttendanceStatus::Present)),
    ("medlemmar", Label::People(AttendanceStatus::Present)),
    ("även", Label::People(AttendanceStatus::Other)),
    ("dessutom", Label::People(AttendanceStatus::Other)),
    ("därutöver", Label::People(AttendanceStatus::Other)),
    ("medverkade", Label::People(AttendanceStatus::Other)),
    ("del av mötet", Label::People(AttendanceStatus::Other)),
    ("saknas", Label::People(AttendanceStatus::Absent)),
    ("borta", Label::People(AttendanceStatus::Absent)),
    ("sal", Label::Place),
    ("ort", Label::Place),
    ("år", Label::When { place: false }),
    ("möte den", Label::When { place: false }),
    ("protokoll", Label::Secretary),
    ("prot", Label::Secretary),
    ("ant", Label::Secretary),
    ("anteckningar", Label::Secretary),
    ("minnesanteckningar", Label::Secretary),
];
/// Nouns that may follow a word for attendance: "närvarande socialchefer", "frånvarande ledamöter".
const MAX_QUALIFIERS: usize = 3;

/// The label that a text in lower case is.
pub(super) fn exact(folded: &str) -> Option<Label> {
    static LABELS: LazyLock<HashMap<&'static str, Label>> = LazyLock::new(|| {
        let lists: [(&[&str], Label); 12] = [
            (ENDS, Label::Ends),
            (WHEN, Label::When { place: false }),
            (WHEN_AND_WHERE, Label::When { place: true }),
            (PLACE, Label::Place),
            (TITLE, Label::Title),
            (CHAIR, Label::Chair),
            (SECRETARY, Label::Secretary),
            (ADJUSTER, Label::Adjuster),
            (NEXT, Label::NextMeeting),
            (PRESENT, Label::People(AttendanceStatus::Present)),
            (OTHERS, Label::People(AttendanceStatus::Other)),
            (ABSENT, Label::People(AttendanceStatus::Absent)),
        ];
        // What stands in two lists is what it is in the first.
        let labels =
            lists.into_iter().rev().flat_map(|(words, label)| words.iter().map(move |word| (*word, label)));
        labels.collect()
    });
    LABELS.get(folded).copied()
}

/// The label that a text in lower case is when a colon follows it.
pub(super) fn before_colon(folded: &str) -> Option<Label> {
    let only_there = || BEFORE_COLON.iter().find(|(word, _)| *word == folded).map(|(_, label)| *label);
    exact(folded).or_else(only_there)
}

/// A word for attendance with nouns behind: "närvarande socialchefer", "ej närvarande (anmält förhinder)"
pub(super) fn qualified(folded: &str) -> Option<Label> {
    if !folded.contains(' ') {
        return None;
    }
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
