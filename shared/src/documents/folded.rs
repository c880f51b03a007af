//! Names as they are compared.

/// Lower case, single spaces, composed letters. "a" and "å" stay apart.
pub fn folded(name: &str) -> String {
    let lower = compose(&name.to_lowercase());
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters with combining marks (file names on macOS have them) as the Swedish alphabet has them.
fn compose(text: &str) -> String {
    text.replace("a\u{30a}", "å").replace("a\u{308}", "ä").replace("o\u{308}", "ö").replace("e\u{301}", "é")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_they_are_written() {
        assert_eq!(folded("  Bo\tLINDSTRO\u{308}M "), "bo lindström");
        assert_ne!(folded("Åke"), folded("Ake"));
    }
}
