//! A file that Samskriv wrote itself: what it tells is taken as it stands. Its actions come back as
//! suggestions, and their lines stay in the body.

use super::{Imported, Recognised, SuggestedAction, body::Placed, suggest};
use crate::{
    documents::Due,
    markdown::{self, Own, Passage},
    text::BlockKind,
};

const TICKED: &str = "[x] ";

/// The minutes of such a file; none if it is none.
pub(super) fn read(text: &str) -> Option<Imported> {
    let Own { told, lines, mut fields } = markdown::read(text)?;
    if let Some((date, at)) = told.next_meeting_in_body()
        && told.next_meeting == Some(date)
    {
        fields.push(("next_meeting", lines[at], told.body[at].block.text.clone()));
        fields.sort_by_key(|(_, line, _)| *line);
    }
    let placed: Vec<Placed> =
        told.body.iter().zip(&lines).map(|(passage, line)| placed(passage, *line)).collect();
    let meeting = told.starts.map(|starts| starts.date());
    let mut suggested: Vec<SuggestedAction> = told
        .body
        .iter()
        .zip(&lines)
        .filter_map(|(passage, line)| {
            let task = passage.task.as_ref().filter(|task| task.is_open())?;
            let due = match task.due {
                Due::Date(date) => Some(date),
                Due::NextMeeting => told.next_meeting,
                Due::None => None,
            };
            let text = passage.block.text.clone();
            Some(SuggestedAction { text, owners: task.owners.clone(), due, line: *line })
        })
        .collect();
    let is_task = |line: usize| lines.binary_search(&line).is_ok_and(|at| told.body[at].task.is_some());
    let in_prose = suggest::actions(&placed, &told.attendance, meeting, told.next_meeting);
    suggested.extend(in_prose.into_iter().filter(|action| !is_task(action.line)));
    suggested.sort_by_key(|action| action.line);
    Some(Imported {
        title: told.title,
        starts: told.starts,
        ends: told.ends,
        place: told.place,
        attendance: told.attendance,
        body: placed.into_iter().map(|placed| placed.block).collect(),
        signature: told.signature,
        secretary: told.secretary,
        next_meeting: told.next_meeting,
        recognised: fields
            .into_iter()
            .map(|(field, line, text)| Recognised { field: field.to_owned(), line, text })
            .collect(),
        suggested_actions: suggested,
    })
}

/// An action is an item of a list, as any line with a box; a ticked box stays in its text.
fn placed(passage: &Passage, line: usize) -> Placed {
    let mut block = passage.block.clone();
    if let Some(task) = &passage.task {
        let ticked = if task.is_open() { "" } else { TICKED };
        block.kind = BlockKind::UnorderedListItem;
        block.text = format!("{ticked}{}", markdown::task_line(&block.text, task));
        for range in &mut block.marks {
            range.start += ticked.len();
            range.end += ticked.len();
        }
    }
    Placed { block, line, check_box: false }
}
