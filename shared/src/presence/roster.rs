//! Who is there, by what was last heard of each.

use std::collections::BTreeMap;

use super::{CARET_FADES_MS, Presence};
use crate::ids::{DeviceId, DocId};

/// The newest presence of each device. Times are milliseconds from any fixed start.
#[derive(Debug, Clone, Default)]
pub struct Roster(BTreeMap<DeviceId, (Presence, u64)>);

impl Roster {
    /// Takes in what was heard of a device just now, newer than all before; none when it has left. Says whether
    /// anything is to be shown otherwise than before.
    pub fn hear(&mut self, now: u64, device: DeviceId, presence: Option<Presence>) -> bool {
        let before = self.of(now, &device).cloned();
        let changed = before != presence;
        match presence {
            Some(presence) => drop(self.0.insert(device, (presence, now))),
            None => drop(self.0.remove(&device)),
        }
        changed
    }

    /// What a device does.
    pub fn of(&self, now: u64, device: &DeviceId) -> Option<&Presence> {
        let (presence, heard) = self.0.get(device)?;
        is_there(now, *heard).then_some(presence)
    }

    /// Who looks at a document, by device.
    pub fn at(&self, now: u64, doc: DocId) -> impl Iterator<Item = (DeviceId, &Presence)> {
        let there =
            self.0.iter().filter(move |(_, (presence, heard))| presence.doc == doc && is_there(now, *heard));
        there.map(|(device, (presence, _))| (*device, presence))
    }

    /// Lets go of those who are not there any more. Says whether there were any.
    pub fn fade(&mut self, now: u64) -> bool {
        let before = self.0.len();
        self.0.retain(|_, (_, heard)| is_there(now, *heard));
        self.0.len() < before
    }

    /// When the next one fades, if nothing is heard until then.
    pub fn fades_at(&self) -> Option<u64> {
        self.0.values().map(|(_, heard)| heard + CARET_FADES_MS).min()
    }
}

fn is_there(now: u64, heard: u64) -> bool {
    now < heard + CARET_FADES_MS
}
