//! Characters that no text of ours holds: they show nothing, and can make a text read as something else.

/// The text without control characters (line breaks and tabs stay) and without the marks that turn the
/// direction of writing, which can make a line show other words than it holds.
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

fn is_hidden(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        c => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(clean("Ring\u{0}\u{7} Åsa\u{1b}[31m\u{7f}\u{9b}"), "Ring Åsa[31m");
        assert_eq!(clean("a\u{202e}b\u{202a}c\u{2066}d\u{2069}"), "abcd");
        assert_eq!(clean("ett\r\ntvå\ttre\n"), "ett\ntvå\ttre\n");
        // Joiners are part of what is written, as in many emoji.
        assert_eq!(clean("👩\u{200d}🏫 é –"), "👩\u{200d}🏫 é –");
    }
}
