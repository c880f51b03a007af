//! Words that narrow a register down as one types them: every one has to be found, anywhere in a word.

use samskriv_shared::text::{Case, Folded};

/// See the module. Without any, everything is found.
pub struct Words(Vec<String>);

impl Words {
    pub fn new(typed: &str) -> Words {
        Words(typed.split_whitespace().map(folded).collect())
    }

    /// Whether each of them is in a text that [`folded`] gave.
    pub fn are_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| folded.contains(word))
    }
}

/// A text as every search folds it: case and accents do not part letters, but å, ä and ö are letters of their own.
pub fn folded(text: &str) -> String {
    Folded::new(text, Case::Ignored).chars().iter().collect()
}
