//! What a few signs at the beginning of a paragraph make of it: "# " a heading, "- " an item, "Beslut: " a decision.

use samskriv_shared::text::{BlockKind, Edit};

use super::{commands::Plan, view::View};

/// The signs, which a space ends, and what they make.
const SIGNS: &[(&str, BlockKind)] = &[
    ("#", BlockKind::Heading(1)),
    ("##", BlockKind::Heading(2)),
    ("###", BlockKind::Heading(3)),
    ("-", BlockKind::UnorderedListItem),
    ("*", BlockKind::UnorderedListItem),
    ("1.", BlockKind::OrderedListItem),
    ("1)", BlockKind::OrderedListItem),
    (">", BlockKind::Blockquote),
];

/// The words, in lower case, that a colon and a space follow.
const WORDS: &[(&str, BlockKind)] = &[
    ("beslut:", BlockKind::Decision),
    ("decision:", BlockKind::Decision),
    ("åtgärd:", BlockKind::Action(None)),
    ("action:", BlockKind::Action(None)),
];

/// The longest of them, in code points.
const LONGEST: usize = 9;

/// What is to be done where a space was just typed in front of `at`; none where the signs before it mean nothing.
pub fn plan(view: &View, at: usize, mut ids: impl FnMut() -> BlockKind) -> Option<Plan> {
    let place = view.place(at);
    let it = &view.paragraphs()[place.paragraph];
    if place.offset == 0 || place.offset > LONGEST + 1 || it.marker.is_none() {
        return None;
    }
    let signs = it.slice(0..place.offset).strip_suffix(' ')?;
    let plain = *it.kind() == BlockKind::Paragraph;
    // A heading becomes one of another level.
    let heading = matches!(it.kind(), BlockKind::Heading(_));
    let fits = |kind: &BlockKind| plain || (heading && matches!(kind, BlockKind::Heading(_)));
    let sign = SIGNS.iter().find(|(sign, kind)| *sign == signs && fits(kind));
    // A word makes something of an item, too.
    let worded = plain || super::commands::is_list(it.kind());
    let word = || WORDS.iter().filter(|_| worded).find(|(word, _)| *word == signs.to_lowercase());
    let (_, kind) = sign.or_else(word)?;
    let kind = match kind {
        BlockKind::Action(_) => ids(),
        kind => kind.clone(),
    };
    let position = view.position(place.paragraph);
    Some(Plan {
        edits: vec![
            Edit::Delete { at: position + 1, count: place.offset },
            Edit::SetKind { at: position, kind, depth: 0 },
        ],
        caret: at - place.offset,
    })
}
