//! Whether a word is right: when any of the dictionaries takes it, when it stands in the person's own list or is a name
//! of somebody, or when it is made of such parts.

use std::{collections::HashSet, ops::Range};

use super::{
    cache::Cache,
    dictionary::Dictionary,
    fuel::Stopped,
    personal::Personal,
    words::{Word, is_left_out, words},
};

/// So many suggestions for one word: what a menu has room for.
const MAX_SUGGESTIONS: usize = 5;
/// So many names are kept; a network has some dozens.
const MAX_NAMES: usize = 20_000;
/// What Swedish writes after the colon of an abbreviation or a number: "IVO:s", "kommunen:s" is none of them.
const ENDINGS: [&str; 17] = [
    "s", "n", "t", "en", "et", "ens", "ets", "er", "ar", "or", "na", "erna", "arna", "are", "aren", "ers",
    "ernas",
];

pub(super) struct Judge {
    dictionaries: Vec<Dictionary>,
    pub(super) personal: Personal,
    names: HashSet<String>,
    cache: Cache,
}

impl Judge {
    pub(super) fn new(dictionaries: Vec<Dictionary>, personal: Personal) -> Judge {
        Judge { dictionaries, personal, names: HashSet::new(), cache: Cache::default() }
    }

    /// Takes each word of these names for right from now on, and those given before no more.
    pub(super) fn set_names(&mut self, names: &[String]) {
        let words = names.iter().flat_map(|name| words(name)).map(|word| word.text);
        self.names = words.take(MAX_NAMES).collect();
        self.cache.clear();
    }

    /// What has been added to the person's own list changes what was said before.
    pub(super) fn forget(&mut self) {
        self.cache.clear();
    }

    /// The text's wrong words, in code points; `None` when told to stop.
    ///
    /// # Errors
    /// What a dictionary said when it panicked.
    pub(super) fn wrong(
        &mut self,
        text: &str,
        go_on: impl Fn() -> bool,
    ) -> Result<Option<Vec<Range<usize>>>, String> {
        let mut wrong = Vec::new();
        for word in words(text) {
            if !go_on() {
                return Ok(None);
            }
            if !self.is_right(&word)? {
                wrong.push(word.range);
            }
        }
        Ok(Some(wrong))
    }

    /// Words that may have been meant: of each dictionary in turn, first those a slip away from this one, and only
    /// where there are none, which takes longer, similar ones.
    ///
    /// # Errors
    /// What a dictionary said when it panicked.
    pub(super) fn suggestions(&self, word: &str) -> Result<Vec<String>, String> {
        for similar in [false, true] {
            let mut lists = Vec::new();
            for dictionary in &self.dictionaries {
                lists.push(dictionary.suggestions(word, similar).map_err(reason)?.into_iter());
            }
            let mut suggestions: Vec<String> = Vec::new();
            while suggestions.len() < MAX_SUGGESTIONS {
                let round: Vec<String> = lists.iter_mut().filter_map(Iterator::next).collect();
                if round.is_empty() {
                    break;
                }
                for one in round {
                    if !suggestions.contains(&one) {
                        suggestions.push(one);
                    }
                }
            }
            if !suggestions.is_empty() {
                suggestions.truncate(MAX_SUGGESTIONS);
                return Ok(suggestions);
            }
        }
        Ok(Vec::new())
    }

    fn is_right(&mut self, word: &Word) -> Result<bool, String> {
        let text = &*word.text;
        if self.knows(text)? || (word.point && self.knows(&format!("{text}."))?) {
            return Ok(true);
        }
        // "individ- och familjeomsorg": the dictionary knows first parts by their hyphen.
        if word.hanging && self.knows(&format!("{text}-"))? {
            return Ok(true);
        }
        if let Some((base, ending)) = text.rsplit_once(':')
            && ENDINGS.contains(&ending)
        {
            return self.are_right(base.split(['-', ':']));
        }
        Ok(text.contains(['-', ':']) && self.are_right(text.split(['-', ':']))?)
    }

    fn are_right<'a>(&mut self, parts: impl Iterator<Item = &'a str>) -> Result<bool, String> {
        for part in parts {
            if !is_left_out(part) && !self.knows(part)? && !self.knows(&format!("{part}-"))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn knows(&mut self, word: &str) -> Result<bool, String> {
        if let Some(right) = self.cache.get(word) {
            return Ok(right);
        }
        let right = self.is_own(word) || self.is_taken(word)?;
        self.cache.put(word, right);
        Ok(right)
    }

    /// Whether the person or the program brought the word along; a name also in the genitive.
    fn is_own(&self, word: &str) -> bool {
        let name = |word: &str| self.names.contains(word);
        self.personal.has(word) || name(word) || word.strip_suffix('s').is_some_and(name)
    }

    fn is_taken(&self, word: &str) -> Result<bool, String> {
        for dictionary in &self.dictionaries {
            match dictionary.takes(word) {
                Ok(false) => {}
                // What cannot be said in time is not called wrong.
                Ok(true) | Err(Stopped::Empty) => return Ok(true),
                Err(stopped) => return Err(reason(stopped)),
            }
        }
        Ok(false)
    }
}

fn reason(stopped: Stopped) -> String {
    match stopped {
        Stopped::Panicked(reason) => reason,
        Stopped::Empty => "stopped".to_owned(),
    }
}
