//! Which decisions the register shows, and in what order: plain values and functions over them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use samskriv_shared::{documents::Kind, ids::DocId};

use crate::{
    i18n::{CollationKey, collation_key},
    state::AppState,
    ui::words::{Words, folded},
};

/// A meeting that has decided something.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    pub doc: DocId,
    pub title: String,
    pub date: Option<Date>,
    /// Those with a text, in their order.
    pub decisions: Vec<Decision>,
}

/// See [`Meeting`].
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Which of its meeting's decisions, from 0, those without a text counted.
    pub nth: usize,
    pub text: String,
    /// Its words and its meeting's, folded as every search folds.
    folded: String,
}

/// Which decisions are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub year: Option<i16>,
    /// Words that are looked for.
    pub text: String,
}

/// A line of the register: a meeting by its index, or one of its decisions by both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Meeting(usize),
    Decision(usize, usize),
}

/// What tells rows apart: a meeting, and which of its decisions.
pub type Key = (DocId, Option<usize>);

/// The meetings with decisions, newest first; those without a date before all others. Nothing from the trash.
pub fn meetings(state: &AppState) -> Vec<Meeting> {
    let listed =
        state.summaries.values().filter(|summary| summary.kind == Kind::Minutes && summary.trashed.is_none());
    let mut meetings: Vec<Meeting> = listed
        .map(|summary| {
            let open = state.open.as_ref().filter(|open| open.doc == summary.id).map(|open| &open.minutes);
            let title = state.title_or_unnamed(open.map_or(&summary.title, |minutes| &minutes.title));
            let starts = open.map_or(summary.starts, |minutes| minutes.starts);
            let decisions = summary.decisions().filter(|decision| !decision.text.trim().is_empty());
            let decisions = decisions.map(|decision| Decision {
                nth: decision.nth,
                text: decision.text.trim().to_owned(),
                folded: folded(&format!("{}\n{title}", decision.text)),
            });
            let decisions = decisions.collect();
            Meeting { doc: summary.id, title, date: starts.map(|starts| starts.date()), decisions }
        })
        .filter(|meeting| !meeting.decisions.is_empty())
        .collect();
    meetings.sort_by_cached_key(place);
    meetings
}

fn place(meeting: &Meeting) -> (bool, std::cmp::Reverse<Option<Date>>, CollationKey, DocId) {
    let date = meeting.date;
    (date.is_some(), std::cmp::Reverse(date), collation_key(&meeting.title), meeting.doc)
}

/// The rows to be shown.
pub fn rows(meetings: &[Meeting], filter: &Filter) -> Vec<Row> {
    let words = Words::new(&filter.text);
    let mut rows = Vec::new();
    for (at, meeting) in meetings.iter().enumerate() {
        if filter.year.is_some() && filter.year != meeting.date.map(|date| date.year()) {
            continue;
        }
        let decisions = meeting.decisions.iter().enumerate();
        let shown = decisions.filter(|(_, decision)| words.are_in(&decision.folded));
        let before = rows.len();
        rows.push(Row::Meeting(at));
        rows.extend(shown.map(|(index, _)| Row::Decision(at, index)));
        if rows.len() == before + 1 {
            rows.pop();
        }
    }
    rows
}

/// The years in which something was decided, the latest first.
pub fn years(meetings: &[Meeting]) -> Vec<i16> {
    let years: BTreeSet<i16> = meetings.iter().filter_map(|meeting| Some(meeting.date?.year())).collect();
    years.into_iter().rev().collect()
}

impl Row {
    pub fn key(self, meetings: &[Meeting]) -> Key {
        match self {
            Row::Meeting(at) => (meetings[at].doc, None),
            Row::Decision(at, index) => (meetings[at].doc, Some(meetings[at].decisions[index].nth)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{ui::tests::decisions::decides, update::tests::Bench};
    use jiff::civil::datetime;

    fn bench() -> Bench {
        let mut bench = Bench::with_nothing_open();
        bench.earlier(40, |it| {
            decides(it, "Höstmöte", "2025-10-02T09:00", &["Vi åker till Lund.", "", "Talare bokas."])
        });
        bench.earlier(41, |it| decides(it, "Vårmöte", "2026-03-05T09:00", &["Budgeten antas."]));
        bench.earlier(42, |it| decides(it, "Odaterat", "", &["Något beslutas."]));
        bench.earlier(43, |it| _ = it.body_splice(0, 0, "Inget beslut här").unwrap());
        bench.earlier(44, |it| {
            decides(it, "Slängt", "2026-05-05T09:00", &["Gäller inte."]);
            it.set_trashed(Some(1));
        });
        bench
    }

    fn texts(meetings: &[Meeting], filter: &Filter) -> Vec<String> {
        let text = |row: Row| match row {
            Row::Meeting(at) => meetings[at].title.clone(),
            Row::Decision(at, index) => format!("- {}", meetings[at].decisions[index].text),
        };
        rows(meetings, filter).into_iter().map(text).collect()
    }

    #[test]
    fn the_newest_meeting_comes_first_and_nothing_from_the_trash_or_without_words() {
        let meetings = meetings(&bench().model.state);
        assert_eq!(
            texts(&meetings, &Filter::default()),
            [
                "Odaterat",
                "- Något beslutas.",
                "Vårmöte",
                "- Budgeten antas.",
                "Höstmöte",
                "- Vi åker till Lund.",
                "- Talare bokas.",
            ]
        );
        assert_eq!(meetings[1].date, Some(datetime(2026, 3, 5, 9, 0, 0, 0).date()));
        assert_eq!(meetings[2].decisions[1].nth, 2, "one without words is counted");
        assert_eq!(years(&meetings), [2026, 2025]);
    }

    #[test]
    fn years_and_words_choose() {
        let meetings = meetings(&bench().model.state);
        let of = |year, text: &str| texts(&meetings, &Filter { year, text: text.into() });
        assert_eq!(of(Some(2025), ""), ["Höstmöte", "- Vi åker till Lund.", "- Talare bokas."]);
        assert_eq!(of(None, "LUND åker"), ["Höstmöte", "- Vi åker till Lund."]);
        assert_eq!(of(None, "aker"), Vec::<String>::new(), "å is no a");
        assert_eq!(of(None, "vårmöte"), ["Vårmöte", "- Budgeten antas."]);
        assert_eq!(of(Some(2026), "lund"), Vec::<String>::new());
    }
}
