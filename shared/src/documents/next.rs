//! New minutes that begin where the last ones ended. Open actions are not copied: one action is one thing, and the
//! view lists those of earlier meetings from their summaries.

use jiff::civil::{DateTime, Time};

use super::{
    Actor, AttendanceStatus, Attendee, Minutes, MinutesDocument, MinutesField, Section, dates, put_facts,
};
use crate::text::{Block, BlockKind};

/// Headings down to this level stand in every meeting's minutes; those below are of its subjects.
const STANDING: u8 = 3;
/// The level of a section's heading where the last minutes had no heading.
const LEVEL: u8 = 2;

/// What new minutes have that the last ones do not tell.
#[derive(Clone, Debug, Default)]
pub struct Next<'a> {
    pub title: &'a str,
    /// None for [`Next::starts_after`].
    pub starts: Option<DateTime>,
    /// What to begin with under which headings. Those that are not among the last minutes' headings come first, in
    /// this order.
    pub sections: &'a [Section],
}

impl Next<'_> {
    /// The day that the last minutes name as the next meeting's, at their time of day (midnight where they have none).
    pub fn starts_after(last: &Minutes) -> Option<DateTime> {
        let time = last.starts.map(|starts| starts.time()).unwrap_or_default();
        last.next_meeting.map(|date| date.to_datetime(time))
    }
}

impl MinutesDocument {
    /// New minutes, a draft, after the last ones: place, duration, attendance (everybody present, without notes and
    /// guests, the chair kept) and the standing headings with room under each.
    pub fn next_from(last: &Minutes, actor: Actor, next: &Next<'_>) -> MinutesDocument {
        let mut minutes = MinutesDocument::create(actor);
        let starts = next.starts.or_else(|| Next::starts_after(last));
        let ends = starts.and_then(|starts| ends(last, starts));
        let written = |at: Option<DateTime>| at.map(dates::written).unwrap_or_default();
        put_facts(
            &mut minutes,
            &[
                (MinutesField::Title, next.title.to_owned()),
                (MinutesField::Starts, written(starts)),
                (MinutesField::Ends, written(ends)),
                (MinutesField::Place, last.place.clone()),
            ],
        );
        expected(last).for_each(|attendee| minutes.put_attendee(&attendee));
        body(last, next.sections).iter().for_each(|block| minutes.body_push(block));
        minutes
    }
}

/// As long a meeting as the last one, if that tells.
fn ends(last: &Minutes, starts: DateTime) -> Option<DateTime> {
    let (began, ended) = (last.starts?, last.ends?);
    // Midnight stands for a day without a time.
    if starts.time() == Time::midnight() {
        return None;
    }
    let lasted = ended.duration_since(began);
    starts.checked_add(lasted).ok().filter(|ends| *ends > starts)
}

fn expected(last: &Minutes) -> impl Iterator<Item = Attendee> {
    let members = last.attendance.iter().filter(|attendee| attendee.status != AttendanceStatus::Other);
    members.map(|attendee| Attendee {
        status: AttendanceStatus::Present,
        note: String::new(),
        ..attendee.clone()
    })
}

/// Never begins with an empty paragraph, which the next one would replace.
fn body(last: &Minutes, sections: &[Section]) -> Vec<Block> {
    let standing: Vec<(u8, &str)> = last.body.iter().filter_map(standing).collect();
    let level = standing.first().map_or(LEVEL, |(level, _)| *level);
    let among = |section: &&Section| standing.iter().any(|(_, heading)| section.is_under(heading));
    let (mut among, before): (Vec<&Section>, Vec<&Section>) = sections.iter().partition(among);
    let mut blocks: Vec<Block> = before.into_iter().flat_map(|section| section.blocks_at(level)).collect();
    for (level, heading) in standing {
        let at = among.iter().position(|section| section.is_under(heading));
        let under = at.map(|at| among.remove(at).blocks.clone()).unwrap_or_default();
        blocks.extend(Section { heading: heading.to_owned(), blocks: under }.blocks_at(level));
    }
    blocks
}

fn standing(block: &Block) -> Option<(u8, &str)> {
    match block.kind {
        BlockKind::Heading(level) if level <= STANDING && !block.text.trim().is_empty() => {
            Some((level, block.text.as_str()))
        }
        _ => None,
    }
}
