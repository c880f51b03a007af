//! What stands around the HTML on a clipboard, and the characters of its texts.

use crate::import::is_invisible;

/// The HTML without the header that Windows puts before it ("Version:0.9", then where what begins).
pub(super) fn without_header(html: &str) -> &str {
    /// The numbers and an address.
    const HEADER_MAX: usize = 4096;
    let html = html.trim_start_matches(['\u{FEFF}', '\0']);
    let Some(start) = html.find('<').filter(|_| html.starts_with("Version:")) else {
        return html;
    };
    let is_header = start <= HEADER_MAX && html[..start].contains("StartHTML:");
    if is_header { &html[start..] } else { html }
}

/// What a character of a text is to a paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sign {
    /// White space that collapses; the character as it stands where white space is kept.
    Space(char),
    /// A space that stays, and does not break.
    HardSpace,
    Letter(char),
    Nothing,
}

pub(super) fn sign(c: char) -> Sign {
    match c {
        ' ' | '\t' | '\n' | '\r' => Sign::Space(c),
        '\u{A0}' => Sign::HardSpace,
        // What other programs take for the end of a line: a paragraph is one line.
        '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Sign::Space(' '),
        // Automerge's own sign for a block marker must not come in as text.
        '\u{FFFC}' => Sign::Nothing,
        // Word's hyphens, which no search for "2027-04-20" would find.
        '\u{2010}' | '\u{2011}' => Sign::Letter('-'),
        c if c.is_control() || c == '\u{FEFF}' || is_invisible(c) => Sign::Nothing,
        c => Sign::Letter(c),
    }
}
