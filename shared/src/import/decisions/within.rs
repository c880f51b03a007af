//! Decisions in running text: "… Efter diskussion beslutades att …", "Vi beslutade att …", and a "Beslut: …" behind
//! other sentences. Such a sentence becomes a block of its own, in its place.

use super::{Placed, Source, cut, decide, decision_label, slice};
use crate::{
    import::{municipalities::municipality, sentences::sentences},
    text::{Block, BlockKind},
};

/// How many decisions are taken out of one paragraph: a file may be one paragraph.
const MAX_DECISIONS: usize = 20;
/// How many words there may be before the verb.
const MAX_WHO: usize = 5;
/// How many words there may be between the verb and "att": "beslutade nätverket enhälligt att".
const MAX_BETWEEN: usize = 3;
const VERBS: &[&str] = &["beslutar", "beslutade", "beslöt", "beslutades", "beslutas", "beslöts"];
/// Who decides what in a meeting, also without "att": "Vi beslutade om en ny mall."
const DECIDERS: &[&str] = &[
    "vi",
    "mötet",
    "nätverket",
    "gruppen",
    "rådet",
    "styrgruppen",
    "arbetsgruppen",
    "ledningsgruppen",
    "samverkansgruppen",
    "deltagarna",
    "kommunerna",
    "det",
    "chefsgruppen",
];
/// Others, whose decisions are told of.
const OTHERS: &[&str] =
    &["nämnd", "fullmäktige", "styrelse", "regering", "riksdag", "region", "länsstyrelse"];

/// A block cut where sentences say what was decided; whole if none does.
pub(super) fn parted(mut placed: Placed, source: &mut Source<'_>) -> Vec<Placed> {
    let ranges = decided(&placed.block);
    let length = placed.block.text.chars().count();
    if ranges.first() == Some(&(0, length)) {
        source.recognise_text("decisions", placed.line, &placed.block.text);
        decide(&mut placed);
        return vec![placed];
    }
    // Text behind the decision would be an item that nobody wrote.
    let ends = ranges.last().is_some_and(|(_, end)| *end == length);
    if ranges.is_empty() || (placed.block.kind != BlockKind::Paragraph && (!ends || ranges.len() > 1)) {
        return vec![placed];
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for (start, end) in ranges.into_iter().chain([(length, length)]) {
        let between = trimmed(&placed.block, from, start);
        parts.extend(between.map(|block| Placed { block, ..placed_at(&placed) }));
        if let Some(block) = trimmed(&placed.block, start, end) {
            source.recognise_text("decisions", placed.line, &block.text);
            let mut decision = Placed { block, ..placed_at(&placed) };
            if let Some(label) = decision_label(&decision.block) {
                cut(&mut decision.block, label);
            }
            decide(&mut decision);
            parts.push(decision);
        }
        from = end;
    }
    parts
}

fn placed_at(placed: &Placed) -> Placed {
    Placed {
        block: Block::new(placed.block.kind.clone(), String::new()),
        line: placed.line,
        check_box: false,
    }
}

/// A part of a block without the space around; none if it is nothing else.
fn trimmed(block: &Block, start: usize, end: usize) -> Option<Block> {
    let part: Vec<char> = block.text.chars().take(end).skip(start).collect();
    let space = |c: &&char| c.is_whitespace();
    let before = part.iter().take_while(space).count();
    let behind = part.iter().rev().take_while(space).count();
    (before < part.len()).then(|| slice(block, start + before, end - behind))
}

/// Where the decisions stand, in code points.
fn decided(block: &Block) -> Vec<(usize, usize)> {
    let text = block.text.as_str();
    let parts = sentences(text);
    let alone = parts.len() == 1;
    let length = text.chars().count();
    let mut ranges = Vec::new();
    let (mut at_byte, mut at) = (0, 0);
    for part in parts {
        let Some(skipped) = text[at_byte..].find(part).filter(|_| ranges.len() < MAX_DECISIONS) else {
            break;
        };
        let start = at + text[at_byte..at_byte + skipped].chars().count();
        let end = start + part.chars().count();
        at_byte += skipped + part.len();
        at = end;
        let head: String = part.chars().take(40).collect();
        if start > 0
            && decision_label(&Block::new(BlockKind::Paragraph, head))
                .is_some_and(|label| start + label < end)
        {
            // What stands behind the label belongs to it.
            ranges.push((start, length));
            break;
        }
        if says_what_was_decided(part, alone) {
            ranges.push((start, end));
        }
    }
    ranges
}

/// "Rådet beslutade att …", "Efter diskussion beslutades att …". Among other sentences only where it is not told of
/// somebody else.
fn says_what_was_decided(sentence: &str, alone: bool) -> bool {
    let lower = sentence.chars().take(200).collect::<String>().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let Some(verb) = words.iter().take(MAX_WHO + 1).position(|word| VERBS.contains(word)) else {
        return false;
    };
    let (who, behind) = (&words[..verb], &words[verb + 1..]);
    let meeting = who.first().is_some_and(|first| DECIDERS.contains(first)) && verb == 1;
    let goes_on = behind.iter().take(MAX_BETWEEN + 1).position(|word| *word == "att");
    let said = match goes_on {
        // "Efter diskussion beslutade nätverket att"; "I mars beslutade nämnden att" is of others.
        Some(between) => between == 0 || meeting || verb == 0 || ["efter", "därefter"].contains(&who[0]),
        None => meeting && behind.first().is_some_and(|next| *next == "om" || *next == "följande"),
    };
    let others = || {
        let named = who
            .iter()
            .chain(behind.iter().take(MAX_BETWEEN))
            .any(|word| OTHERS.iter().any(|other| word.contains(other)));
        named || who.last().is_some_and(|last| municipality(last).is_some()) || who.first() == Some(&"i")
    };
    let whole =
        sentence.starts_with(char::is_uppercase) && !who.iter().any(|word| word.contains([',', '.', ':']));
    said && whole && (alone || !others())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_the_meeting_decided_from_what_others_did() {
        for (text, decided) in [
            ("Efter diskussion beslutades att gruppen tar fram en enkät.", true),
            ("Efter en längre diskussion beslutade nätverket att avvakta.", true),
            ("Nätverket beslutade att ställa sig bakom förslaget.", true),
            ("Vi beslutade att göra en upphandling.", true),
            ("Vi beslutade om en gemensam mall.", true),
            ("Det beslutades även att mäta.", true),
            ("Beslutades även att utvärdera i maj.", true),
            ("Kommunstyrelsen i Bjuv beslutade att höja taxan.", false),
            ("Bjuv beslutade att höja taxan.", false),
            ("I mars beslutade nämnden att höja taxan.", false),
            ("Det är oklart vad som beslutades.", false),
            ("Vi diskuterade vad nämnden beslutade att göra.", false),
            ("Ingen vet vem som beslutade.", false),
        ] {
            assert_eq!(says_what_was_decided(text, false), decided, "{text}");
        }
    }

    #[test]
    fn cuts_a_paragraph_at_its_decisions() {
        for (text, expected) in [
            ("Ett. Vi beslutade att mäta. Tre.", vec![(5, 27)]),
            ("Vi beslutade att mäta. Vi beslutade att väga.", vec![(0, 22), (23, 45)]),
            ("Ett. Beslut: Planen gäller. Och mallen.", vec![(5, 39)]),
            ("Ett. Två.", vec![]),
        ] {
            assert_eq!(decided(&Block::new(BlockKind::Paragraph, text)), expected, "{text}");
        }
    }
}
