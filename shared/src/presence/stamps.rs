//! Which presences have been received, so that none is taken twice.

use std::collections::BTreeMap;

use super::{Received, Stamp};
use crate::{ids::DeviceId, membership::Chain};

/// Runs of one device that are remembered. A relay that wants to show an old presence again has to have recorded
/// more starts than these within the epoch.
const RUNS: usize = 16;

/// The newest presence of each run, of each device: bounded by the members there are.
#[derive(Debug, Clone, Default)]
pub struct Stamps(BTreeMap<DeviceId, Vec<Stamp>>);

impl Stamps {
    /// Whether a presence is newer than all of its run so far; then it counts as received.
    ///
    /// A run that is not remembered is a new one: the device has started again. An older run's later presences are
    /// taken too, or a relay could silence a device by one frame that it had kept back.
    pub fn take(&mut self, received: &Received) -> bool {
        let runs = self.0.entry(received.device).or_default();
        let known = runs.iter().position(|stamp| stamp.run == received.stamp.run);
        if known.is_some_and(|at| runs[at].count >= received.stamp.count) {
            return false;
        }
        known.map(|at| runs.remove(at));
        if runs.len() == RUNS {
            runs.remove(0);
        }
        runs.push(received.stamp);
        true
    }

    /// Forgets devices that are no members any more.
    pub fn keep_members(&mut self, chain: &Chain) {
        self.0.retain(|device, _| chain.role(device).is_some());
    }
}
