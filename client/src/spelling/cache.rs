//! What was said of a word, for the next time it is asked: most words of a text are the same few. Two halves, of which
//! the older one goes when the newer one is full, so that what is asked for again and again stays.

use std::collections::HashMap;

use super::words::MAX_WORD;

/// Words in each half: with their judgement, a few megabytes at most.
const HALF: usize = 20_000;

#[derive(Default)]
pub(super) struct Cache {
    newer: HashMap<Box<str>, bool>,
    older: HashMap<Box<str>, bool>,
}

impl Cache {
    pub(super) fn get(&mut self, word: &str) -> Option<bool> {
        if let Some(right) = self.newer.get(word) {
            return Some(*right);
        }
        let right = self.older.remove(word)?;
        self.put(word, right);
        Some(right)
    }

    pub(super) fn put(&mut self, word: &str, right: bool) {
        // Two bytes a letter, and a point or a hyphen.
        if word.len() > 2 * MAX_WORD + 1 {
            return;
        }
        if self.newer.len() >= HALF {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(word.into(), right);
    }

    pub(super) fn clear(&mut self) {
        *self = Cache::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_small_and_keeps_what_is_asked_for() {
        let mut cache = Cache::default();
        cache.put("möte", true);
        for number in 0..3 * HALF {
            cache.put(&format!("ord{number}"), false);
            assert_eq!(cache.get("möte"), Some(true), "{number}");
        }
        assert!(cache.newer.len() + cache.older.len() <= 2 * HALF);
        assert_eq!(cache.get("ord0"), None);
        cache.put(&"x".repeat(1_000), true);
        assert_eq!(cache.get(&"x".repeat(1_000)), None);
        cache.clear();
        assert_eq!(cache.get("möte"), None);
    }
}
