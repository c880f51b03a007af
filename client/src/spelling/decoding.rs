//! A dictionary's bytes as text, by the `SET` of its `.aff` file. Swedish and English dictionaries come in UTF-8 and in
//! three kinds of western bytes, which are a table each; other encodings are refused by name.

use std::borrow::Cow;

/// How the bytes of both files are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// ISO 8859-1.
    Latin1,
    /// ISO 8859-15: as Latin-1, but for the euro and seven letters.
    Latin9,
    /// Windows-1252: as Latin-1, with characters where that has controls.
    Windows1252,
}

/// What the bytes 0x80 to 0x9f are in Windows-1252, by the Unicode consortium's CP1252.TXT; five are nothing.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The encoding that the `.aff` file names; where it names none, UTF-8 if that is what it is, else Latin-1, which is what
/// Hunspell takes.
///
/// # Errors
/// The name, where it is none of the four.
pub(super) fn named_in(aff: &[u8]) -> Result<Encoding, String> {
    let aff = aff.strip_prefix(b"\xef\xbb\xbf").unwrap_or(aff);
    let set = aff.split(|byte| *byte == b'\n').find_map(|line| {
        let rest = line.trim_ascii().strip_prefix(b"SET")?;
        rest.first()?.is_ascii_whitespace().then(|| rest.trim_ascii())
    });
    let Some(set) = set else {
        let utf8 = std::str::from_utf8(aff).is_ok();
        return Ok(if utf8 { Encoding::Utf8 } else { Encoding::Latin1 });
    };
    // A name is a dozen letters; what else stands there is not to be repeated at length.
    let name = String::from_utf8_lossy(&set[..set.len().min(40)]).into_owned();
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    match plain.to_ascii_lowercase().as_str() {
        "utf8" | "ascii" | "usascii" => Ok(Encoding::Utf8),
        "iso88591" | "latin1" => Ok(Encoding::Latin1),
        "iso885915" | "latin9" => Ok(Encoding::Latin9),
        "windows1252" | "cp1252" | "microsoftcp1252" => Ok(Encoding::Windows1252),
        _ => Err(name),
    }
}

/// The text, or `None` where the bytes are not in that encoding.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    let one_byte = |byte: u8| match (encoding, byte) {
        (Encoding::Windows1252, 0x80..=0x9f) => WINDOWS[usize::from(byte - 0x80)],
        (Encoding::Latin9, 0xa4) => '€',
        (Encoding::Latin9, 0xa6) => 'Š',
        (Encoding::Latin9, 0xa8) => 'š',
        (Encoding::Latin9, 0xb4) => 'Ž',
        (Encoding::Latin9, 0xb8) => 'ž',
        (Encoding::Latin9, 0xbc) => 'Œ',
        (Encoding::Latin9, 0xbd) => 'œ',
        (Encoding::Latin9, 0xbe) => 'Ÿ',
        _ => char::from(byte),
    };
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        _ => Some(bytes.iter().map(|byte| one_byte(*byte)).collect()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_encoding_is_the_one_that_is_named() {
        assert_eq!(named_in(b"# SET x\nSET UTF-8\n"), Ok(Encoding::Utf8));
        assert_eq!(named_in(b"\xef\xbb\xbfSET UTF-8\r\n"), Ok(Encoding::Utf8));
        assert_eq!(named_in(b"SET ISO8859-1\r\n"), Ok(Encoding::Latin1));
        assert_eq!(named_in(b"SET\tISO-8859-15\n"), Ok(Encoding::Latin9));
        assert_eq!(named_in(b"SET microsoft-cp1252"), Ok(Encoding::Windows1252));
        assert_eq!(named_in("TRY åäö".as_bytes()), Ok(Encoding::Utf8));
        assert_eq!(named_in(b"TRY \xe5\xe4\xf6"), Ok(Encoding::Latin1));
        assert_eq!(named_in(b"SET KOI8-R"), Err("KOI8-R".to_owned()));
        assert_eq!(named_in(&[b"SET ".as_slice(), &[b'x'; 10_000]].concat()), Err("x".repeat(40)));
    }

    #[test]
    fn the_same_word_in_each_encoding() {
        for (bytes, encoding) in [
            ("Š€ å".as_bytes(), Encoding::Utf8),
            (b"\xa6\xa4 \xe5", Encoding::Latin9),
            (b"\x8a\x80 \xe5", Encoding::Windows1252),
        ] {
            assert_eq!(decode(bytes, encoding).unwrap(), "Š€ å", "{encoding:?}");
        }
        assert_eq!(decode(b"\xe5ttiotv\xe5", Encoding::Latin1).unwrap(), "åttiotvå");
        assert_eq!(decode(b"\xe5ttiotv\xe5", Encoding::Utf8), None);
    }
}
