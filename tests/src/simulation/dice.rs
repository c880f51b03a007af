//! All chance of a run, drawn from its seed.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Dice that fall the same way for the same seed.
pub(super) struct Dice(ChaCha20Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Another stream of randomness, for an engine of its own.
    pub(super) fn stream(&mut self) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.0.next_u64())
    }

    /// For what wants randomness itself.
    pub(super) fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.0
    }

    /// From 0 to `end`, without it; 0 when that is nothing.
    pub(super) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.0.next_u64() % end as u64) as usize }
    }

    /// From `least` to `most`, both included.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.0.next_u64() % (most - least + 1)
    }

    /// True this often in a hundred.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them; panics when there is none.
    pub(super) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}
