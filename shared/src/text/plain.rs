//! Text that comes from elsewhere, as it is kept.

use unicode_normalization::UnicodeNormalization as _;

/// Composed (NFC), with `\n` for each line break, without characters that only steer a terminal.
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    text.nfc().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_is_composed_and_has_one_sort_of_line_break() {
        assert_eq!(tidy("A\u{30a}ret\r\nett\rtva\u{30a}\u{7}\t!"), "Året\nett\ntvå\t!");
    }
}
