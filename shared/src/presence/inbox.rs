//! Presence that was received and not looked at yet. However much comes, the newest of each device waits and no more.

use std::collections::BTreeMap;

use super::envelope;
use crate::ids::DeviceId;

/// Devices at most. Nothing is verified yet, so that anybody's names may be on what comes.
const DEVICES: usize = 256;

/// The newest presence of each device, sealed.
#[derive(Debug, Default)]
pub struct Inbox(BTreeMap<DeviceId, Vec<u8>>);

impl Inbox {
    /// Puts in the body of an `Ephemeral` frame, unless it cannot be one or too many wait. Says whether it is the first
    /// since [`Inbox::take`], for which somebody is to be told.
    pub fn put(&mut self, body: Vec<u8>) -> bool {
        let Ok(sealed) = envelope(&body) else { return false };
        let first = self.0.is_empty();
        if self.0.len() < DEVICES || self.0.contains_key(&sealed.device) {
            self.0.insert(sealed.device, body);
        }
        first
    }

    /// Takes out everything.
    pub fn take(&mut self) -> impl Iterator<Item = Vec<u8>> + use<> {
        std::mem::take(&mut self.0).into_values()
    }
}
