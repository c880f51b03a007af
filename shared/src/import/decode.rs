//! Bytes to text: the encodings that Swedish offices have left behind, composed to NFC as far as
//! Swedish and its neighbours need.

use super::{ImportError, MAX_BYTES};

/// Zip (so also .docx), PDF, old Word, RTF: files that would decode as Windows-1252 into rubbish.
const OTHER_FORMATS: [&[u8]; 4] = [b"PK\x03\x04", b"%PDF", b"\xD0\xCF\x11\xE0", b"{\\rtf"];

/// Windows-1252 for 0x80..=0x9F (WHATWG's table; five codes are unassigned and stay controls).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// The text of a file. Control characters other than tabs and line breaks become spaces.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge { bytes: bytes.len(), limit: MAX_BYTES });
    }
    if OTHER_FORMATS.iter().any(|magic| bytes.starts_with(magic)) {
        return Err(ImportError::NotText);
    }
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ if is_utf16(bytes, 1) => utf16(bytes, u16::from_le_bytes),
        _ if is_utf16(bytes, 0) => utf16(bytes, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        },
    };
    if text.contains('\0') {
        return Err(ImportError::NotText);
    }
    Ok(compose(&text))
}

/// Whether a text without a mark is UTF-16: nearly every letter of Swedish has a zero as its high byte, and no
/// other encoding of text has any zero at all.
fn is_utf16(bytes: &[u8], high: usize) -> bool {
    let pairs = bytes.chunks_exact(2).take(512);
    let (mut all, mut zero_high, mut zero_low) = (0, 0, 0);
    for pair in pairs {
        all += 1;
        zero_high += usize::from(pair[high] == 0);
        zero_low += usize::from(pair[1 - high] == 0);
    }
    all > 1 && zero_low == 0 && zero_high * 10 >= all * 8
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Joins letters with the combining marks that macOS writes apart, and cleans control characters.
fn compose(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    for next in text.chars().filter(|c| !is_invisible(*c)) {
        let joined = composed.chars().next_back().and_then(|base| composition(base, next));
        if let Some(joined) = joined {
            composed.pop();
            composed.push(joined);
        } else {
            composed.push(clean(next));
        }
    }
    composed
}

/// Direction marks, soft hyphens and zero-width spaces: they would stand unseen inside a word, and hide it
/// from search.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character behind another is read as it stands: neither left out, nor replaced, nor joined.
pub(crate) fn keeps(before: Option<char>, c: char) -> bool {
    !is_invisible(c) && clean(c) == c && before.and_then(|base| composition(base, c)).is_none()
}

fn clean(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' => c,
        // Automerge's own sign for a block marker must not come in as text.
        '\u{FFFC}' | '\u{FEFF}' => ' ',
        // Word's hyphen that does not break, as in "2027‑04‑20".
        '\u{2010}' | '\u{2011}' => '-',
        c if c.is_control() => ' ',
        c => c,
    }
}

fn composition(base: char, mark: char) -> Option<char> {
    let (bases, joined) = match mark {
        '\u{300}' => ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        '\u{301}' => ("AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
        '\u{302}' => ("AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
        '\u{303}' => ("ANOano", "ÃÑÕãñõ"),
        '\u{308}' => ("AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"),
        '\u{30A}' => ("Aa", "Åå"),
        '\u{30C}' => ("CSZcsz", "ČŠŽčšž"),
        '\u{327}' => ("Cc", "Çç"),
        _ => return None,
    };
    let index = bases.chars().position(|candidate| candidate == base)?;
    joined.chars().nth(index)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const TEXT: &str = "Åstorp – ”möte” i Örkelljunga";

    #[test]
    fn reads_every_encoding_to_the_same_text() {
        let with_mark = [b"\xEF\xBB\xBF", TEXT.as_bytes()].concat();
        let little: Vec<u8> =
            [0xFEFF].into_iter().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> =
            [0xFEFF].into_iter().chain(TEXT.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let bare = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { TEXT.encode_utf16().flat_map(unit).collect() };
        let (bare_little, bare_big) = (bare(u16::to_le_bytes), bare(u16::to_be_bytes));
        let windows = b"\xC5storp \x96 \x94m\xF6te\x94 i \xD6rkelljunga";
        for bytes in [TEXT.as_bytes(), &with_mark, &little, &big, &bare_little, &bare_big, windows] {
            assert_eq!(decode(bytes).unwrap(), TEXT);
        }
    }

    #[test]
    fn composes_letters_written_apart() {
        assert_eq!(decode("A\u{30A}storp o\u{308}".as_bytes()).unwrap(), "Åstorp ö");
    }

    #[test]
    fn drops_what_cannot_be_seen() {
        let text = "\u{202A}Ås\u{AD}torp\u{202C} \u{2067}m\u{200B}öte\u{2069}";
        assert_eq!(decode(text.as_bytes()).unwrap(), "Åstorp möte");
    }

    #[test]
    fn refuses_what_is_no_text() {
        assert_eq!(decode(b"PK\x03\x04rest"), Err(ImportError::NotText));
        assert_eq!(decode(b"a\0b"), Err(ImportError::NotText));
        let large = vec![b'a'; MAX_BYTES + 1];
        assert!(matches!(decode(&large), Err(ImportError::TooLarge { .. })));
    }
}
