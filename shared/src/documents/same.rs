//! Entries of people that are one human: somebody of old minutes who has joined by now, or who came in twice. Nothing is
//! moved and nothing taken away: an entry says under `same_as: { PersonId: true }` in whose it goes on, and all that are
//! joined so are read as one. Two who say it at once, the other way round or of a third, so come to the same.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{AutoCommit, ObjId, ObjType};

use super::{directory::PEOPLE, directory_read::entries, fields};
use crate::ids::PersonId;

pub(super) const SAME_AS: &str = "same_as";
/// Whom somebody has said to be another: `{ PersonId: true }`.
pub(super) const NOT_SAME: &str = "not_same";

/// The entries of one human.
pub(super) struct Human {
    /// Of the entry in which the others go on, by which the human is known.
    pub id: PersonId,
    /// Of the others, sorted.
    pub also: Vec<PersonId>,
    /// The maps of them all, in this order.
    pub maps: Vec<ObjId>,
}

impl Human {
    pub fn is(&self, id: &PersonId) -> bool {
        self.id == *id || self.also.contains(id)
    }
}

/// Everybody, by their ids.
pub(super) fn humans(doc: &AutoCommit) -> Vec<Human> {
    let mut maps: BTreeMap<PersonId, Vec<ObjId>> = BTreeMap::new();
    for (id, of_one) in entries(doc, PEOPLE) {
        if let Ok(id) = id.parse() {
            maps.entry(id).or_default().extend(of_one);
        }
    }
    let ids: Vec<PersonId> = maps.keys().copied().collect();
    let goes_on = |id: &PersonId| ids_under(doc, &maps[id], SAME_AS);
    let goes_on: Vec<BTreeSet<PersonId>> = ids.iter().map(goes_on).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (nth, group) in joined(&ids, &goes_on).into_iter().enumerate() {
        groups.entry(group).or_default().push(nth);
    }
    let human = |of_one: Vec<usize>| {
        // Where each goes on in the other, two people said so at once.
        let last = of_one.iter().find(|nth| leads_nowhere(ids[**nth], &goes_on[**nth], &maps));
        let id = ids[*last.unwrap_or(&of_one[0])];
        let also: Vec<PersonId> = of_one.iter().map(|nth| ids[*nth]).filter(|other| *other != id).collect();
        let all = std::iter::once(&id).chain(&also);
        Human { id, maps: all.flat_map(|id| maps[id].clone()).collect(), also }
    };
    groups.into_values().map(human).collect()
}

fn leads_nowhere(id: PersonId, goes_on: &BTreeSet<PersonId>, known: &BTreeMap<PersonId, Vec<ObjId>>) -> bool {
    goes_on.iter().all(|other| *other == id || !known.contains_key(other))
}

/// For each of the sorted ids the group that it is in. Whom nobody knows joins nobody.
fn joined(ids: &[PersonId], goes_on: &[BTreeSet<PersonId>]) -> Vec<usize> {
    let mut above: Vec<usize> = (0..ids.len()).collect();
    for (nth, others) in goes_on.iter().enumerate() {
        for other in others.iter().filter_map(|other| ids.binary_search(other).ok()) {
            let (a, b) = (top(&mut above, nth), top(&mut above, other));
            above[a.max(b)] = a.min(b);
        }
    }
    (0..ids.len()).map(|nth| top(&mut above, nth)).collect()
}

fn top(above: &mut [usize], mut nth: usize) -> usize {
    while above[nth] != nth {
        // Shortens the way for those who come after.
        above[nth] = above[above[nth]];
        nth = above[nth];
    }
    nth
}

/// The people in a set under a key.
pub(super) fn ids_under(doc: &AutoCommit, maps: &[ObjId], key: &str) -> BTreeSet<PersonId> {
    let sets = fields::objects(doc, maps, key, ObjType::Map);
    let keys = fields::keys(doc, &sets).into_iter().filter(|key| fields::is_true(doc, &sets, key));
    keys.filter_map(|key| key.parse().ok()).collect()
}
