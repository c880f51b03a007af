//! What a reader has before them: the live document and the text on the screen, which is kept up by the
//! differences that deliveries make.

use std::collections::BTreeMap;

use samskriv_shared::documents::Applied;

use super::{
    disk::{Hash, changes_in},
    mutant::Mutant,
    paper::Paper,
};

/// An open document.
pub(super) enum View {
    /// Asked for; what is delivered meanwhile waits.
    Opening(Vec<Vec<u8>>),
    Open(Box<OpenView>),
}

/// A document on the screen.
pub(super) struct OpenView {
    pub(super) paper: Paper,
    screen: String,
    patches: BTreeMap<Hash, Patch>,
}

/// A difference between two texts: where, how many bytes go, what comes.
#[derive(Clone, Default)]
struct Patch {
    at: usize,
    delete: usize,
    insert: String,
}

impl OpenView {
    pub(super) fn new(paper: Paper) -> OpenView {
        let screen = paper.shown();
        OpenView { paper, screen, patches: BTreeMap::new() }
    }

    /// Ends an own edit, which the editor shows by itself. Gives its changes.
    pub(super) fn commit(&mut self, mutant: Option<Mutant>) -> Option<Vec<u8>> {
        let changes = self.paper.document().commit(1)?;
        let shown = self.paper.shown();
        let before = std::mem::replace(&mut self.screen, shown);
        if mutant == Some(Mutant::DuplicateToView) {
            let patch = difference(&before, &self.screen);
            self.patches.extend(changes_in(&changes).first().map(|(first, _)| (*first, patch)));
        }
        Some(changes)
    }

    /// Takes a delivery. Gives whether it was one that the document had already, or what is wrong.
    pub(super) fn deliver(&mut self, changes: &[u8], mutant: Option<Mutant>) -> Result<bool, String> {
        let changed = self.paper.document().apply(changes).map_err(|error| format!("a delivery: {error}"))?;
        let after = self.paper.shown();
        let changed = match changed {
            Applied::Superseded => return Err("a change of one's own has been superseded".into()),
            Applied::Changed => true,
            Applied::Nothing => false,
        };
        let patch = if changed { difference(&self.screen, &after) } else { Patch::default() };
        patch.apply(&mut self.screen);
        if mutant == Some(Mutant::DuplicateToView)
            && let Some((first, _)) = changes_in(changes).first()
        {
            match self.patches.get(first) {
                Some(again) if !changed => again.apply(&mut self.screen),
                _ => drop(self.patches.insert(*first, patch)),
            }
        }
        if self.screen != after {
            return Err(format!("the screen shows {:?} and the document has {after:?}", self.screen));
        }
        // Once more, which must change nothing.
        let heads = self.paper.document().heads();
        let again = self.paper.document().apply(changes).map_err(|error| format!("again: {error}"))?;
        if again != Applied::Nothing || self.paper.document().heads() != heads {
            return Err("a delivery changed something the second time".into());
        }
        Ok(!changed)
    }
}

impl Patch {
    fn apply(&self, text: &mut String) {
        let boundary = |mut at: usize, text: &str| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let at = boundary(self.at, text);
        let end = boundary(at + self.delete, text).max(at);
        text.replace_range(at..end, &self.insert);
    }
}

fn difference(old: &str, new: &str) -> Patch {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let at: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&old[at..], &new[at..]);
    let tail: usize =
        old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    Patch { at, delete: old.len() - tail, insert: new[..new.len() - tail].to_owned() }
}
