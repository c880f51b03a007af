//! What letters are the same where one searches: case and accents do not part them, but å, ä and ö are letters of their
//! own, however they are composed. Every search folds by this, so that none finds what another does not.

use std::ops::Range;

use unicode_normalization::{
    UnicodeNormalization as _,
    char::{decompose_canonical, decompose_compatible, is_combining_mark},
};

/// Whether upper and lower case are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Case {
    #[default]
    Ignored,
    Kept,
}

/// A folded text, and where in the text each of its characters comes from: one may stand for several code points
/// (`e` and an accent), and several for one (`ß`).
#[derive(Clone, Debug)]
pub struct Folded {
    chars: Vec<char>,
    /// Where the letter begins, with its accents, that a character comes from: in code points. At the end the text's
    /// length.
    from: Vec<usize>,
}

impl Folded {
    /// Folds a text.
    pub fn new(text: &str, case: Case) -> Folded {
        let mut folded =
            Folded { chars: Vec::with_capacity(text.len()), from: Vec::with_capacity(text.len() + 1) };
        let mut letter = Vec::new();
        let mut rest = text.chars().peekable();
        let mut at = 0;
        while let Some(first) = rest.next() {
            let start = at;
            at += 1;
            if rest.peek().is_none_or(|next| begins(*next)) && folded.push_common(first, case) {
                folded.from.push(start);
                continue;
            }
            letter.clear();
            letter.push(first);
            let mut last = first;
            while let Some(next) = rest.next_if(|next| goes_on(last, *next)) {
                letter.push(next);
                last = next;
                at += 1;
            }
            folded.push_letter(&letter, case);
            folded.from.resize(folded.chars.len(), start);
        }
        folded.from.push(at);
        folded
    }

    /// The folded text.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Whether no letter has become several characters: where something stands in the folded text, it stands in the
    /// text, too.
    pub fn is_letter_by_letter(&self) -> bool {
        self.from.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// The code points of the text that a range of the folded text comes from; none where it begins or ends within
    /// a letter.
    pub fn source(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let begins = |at: usize| at == 0 || self.from.get(at - 1) != self.from.get(at);
        let (start, end) = (*self.from.get(range.start)?, *self.from.get(range.end)?);
        (begins(range.start) && begins(range.end)).then_some(start..end)
    }

    /// Folds what most letters are, fast. False where it takes more.
    fn push_common(&mut self, c: char, case: Case) -> bool {
        let c = match c {
            '\t' | '\n' | '\r' => ' ',
            'Å' if case == Case::Ignored => 'å',
            'Ä' if case == Case::Ignored => 'ä',
            'Ö' if case == Case::Ignored => 'ö',
            'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö' => c,
            c if c.is_ascii() && case == Case::Ignored => c.to_ascii_lowercase(),
            c if c.is_ascii() => c,
            _ => return false,
        };
        self.chars.push(c);
        true
    }

    /// Folds a letter with what belongs to it.
    fn push_letter(&mut self, letter: &[char], case: Case) {
        let mut bare = false;
        match letter {
            // In order as it is, which `nfd` takes long to see to.
            [only] => {
                plain(*only)
                    .for_each(|c| decompose_canonical(c, |c| self.push_part(c, *only, case, &mut bare)));
            }
            [first, ..] => {
                let parts = letter.iter().copied().flat_map(plain).nfd();
                parts.for_each(|c| self.push_part(c, *first, case, &mut bare));
            }
            [] => {}
        }
    }

    /// `bare` says that a letter was just pushed that a ring or dots may make another.
    fn push_part(&mut self, c: char, first: char, case: Case, bare: &mut bool) {
        match (c, self.chars.last_mut()) {
            ('\u{30a}' | '\u{308}', Some(base)) if *bare => {
                *bare = false;
                *base = own_letter(*base, c);
            }
            ('\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}', _) => {}
            _ if is_invisible(c) || (is_tone(c) && c != first) => {}
            _ => {
                self.push_plain(c, case);
                *bare = true;
            }
        }
    }

    fn push_plain(&mut self, c: char, case: Case) {
        let mut push = |c: char| match c {
            // As Swedish names are sorted (CLDR): Danish and Norwegian letters are the Swedish ones written otherwise.
            'æ' => self.chars.push('ä'),
            'Æ' => self.chars.push('Ä'),
            'ø' => self.chars.push('ö'),
            'Ø' => self.chars.push('Ö'),
            'ł' | 'Ł' => self.chars.push(if c == 'ł' { 'l' } else { 'L' }),
            'đ' | 'Đ' => self.chars.push(if c == 'đ' { 'd' } else { 'D' }),
            'ß' => self.chars.extend(['s', 's']),
            'ẞ' => self.chars.extend(['S', 'S']),
            'ς' => self.chars.push('σ'),
            '\u{2010}' | '\u{2011}' => self.chars.push('-'),
            // A space that does not break is what Word puts before "kr".
            c if c.is_whitespace() => self.chars.push(' '),
            c => self.chars.push(c),
        };
        match case {
            Case::Ignored => c.to_lowercase().for_each(&mut push),
            Case::Kept => push(c),
        }
    }
}

/// Whether a code point surely begins a letter.
fn begins(c: char) -> bool {
    c < '\u{300}' && !is_invisible(c)
}

/// Whether a code point belongs to the letter before it.
fn goes_on(last: char, c: char) -> bool {
    if c < '\u{300}' {
        return is_invisible(c);
    }
    is_combining_mark(c)
        || is_tone(c)
        || c == JOINER
        || is_invisible(c)
        || (last == JOINER && !c.is_alphabetic())
}

/// Joins several pictures into one.
const JOINER: char = '\u{200d}';

/// What only says where a line may break.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The tone of a picture's skin.
fn is_tone(c: char) -> bool {
    ('\u{1f3fb}'..='\u{1f3ff}').contains(&c)
}

/// A letter of another form (`ﬁ`, a wide letter) as plain letters. Signs and digits stay what they are: ² is no 2, and
/// an accent that stands alone no space.
fn plain(c: char) -> impl Iterator<Item = char> {
    let mut parts = [None; 4];
    let mut count = 0;
    if c.is_alphabetic() {
        decompose_compatible(c, |part| {
            let letter = part.is_alphabetic() || is_combining_mark(part);
            if let Some(slot) = parts.get_mut(count)
                && letter
            {
                *slot = Some(part);
                count += 1;
            } else {
                count = parts.len() + 1;
            }
        });
    }
    if count == 0 || count > parts.len() {
        parts = [Some(c), None, None, None];
    }
    parts.into_iter().flatten()
}

/// What a ring or two dots make of a letter: in Swedish only å, ä and ö are others than the letter without. Dots do
/// not make a y of ü here, though names are sorted so: who looks for "Müller" writes a u.
fn own_letter(base: char, mark: char) -> char {
    match (base, mark) {
        ('a', '\u{30a}') => 'å',
        ('A', '\u{30a}') => 'Å',
        ('a', '\u{308}') => 'ä',
        ('A', '\u{308}') => 'Ä',
        ('o', '\u{308}') => 'ö',
        ('O', '\u{308}') => 'Ö',
        (base, _) => base,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        Folded::new(text, Case::Ignored).chars().iter().collect()
    }

    #[test]
    fn swedish_letters_are_their_own_and_accents_and_case_part_nothing() {
        for (text, expected) in [
            ("ÅÄÖ åäö", "åäö åäö"),
            ("A\u{30a}A\u{308}O\u{308} a\u{30a}a\u{308}o\u{308}", "åäö åäö"),
            ("\u{212b}ngstrom", "ångstrom"),
            ("Idé idé IDE\u{301}", "ide ide ide"),
            ("Müller Ñandú Škoda Łódź", "muller nandu skoda lodz"),
            ("e\u{30a} u\u{308} o\u{30a}", "e u o"),
            ("ǟ a\u{323}\u{308}", "ä ä"),
            ("Æbeltoft Øst", "äbeltoft öst"),
            ("Straße STRAẞE", "strasse strasse"),
            ("ﬁnans Ｆ", "finans f"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
            ("10\u{a0}000\u{202f}kr\ta\nb", "10 000 kr a b"),
            ("e\u{2011}post", "e-post"),
            ("sam\u{ad}råd \u{feff}x", "samråd x"),
            ("m² ½ … ™ ´ ¨", "m² ½ … ™ ´ ¨"),
            ("❤\u{fe0f} 👍🏽 😀", "❤ 👍 😀"),
            ("İ", "i"),
            ("", ""),
            ("\u{301}", ""),
        ] {
            assert_eq!(folded(text), expected, "{text:?}");
        }
    }

    #[test]
    fn case_is_kept_where_it_matters_and_accents_still_part_nothing() {
        let kept = |text: &str| Folded::new(text, Case::Kept).chars().iter().collect::<String>();
        assert_eq!(kept("ÅA\u{30a} Idé ÉTÉ Ö Ø ẞ"), "ÅÅ Ide ETE Ö Ö SS");
    }

    #[test]
    fn composed_and_decomposed_texts_fold_to_the_same() {
        for text in ["Åäö idé ǟ ắ", "한국 в이 й ё", "ﬁ ẛ̣", "q\u{307}\u{323} o\u{31b}\u{308}"]
        {
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            assert_eq!(folded(&composed), folded(&decomposed), "{text}");
        }
    }

    #[test]
    fn a_folded_range_leads_back_to_whole_letters_only() {
        let folded = Folded::new("xe\u{301}ß😀", Case::Ignored);
        assert_eq!(folded.chars(), ['x', 'e', 's', 's', '😀']);
        assert_eq!(folded.source(&(0..1)), Some(0..1));
        assert_eq!(folded.source(&(1..2)), Some(1..3));
        assert_eq!(folded.source(&(2..4)), Some(3..4));
        assert_eq!(folded.source(&(2..3)), None, "half of ß");
        assert_eq!(folded.source(&(3..5)), None);
        assert_eq!(folded.source(&(0..5)), Some(0..5));
        assert_eq!(folded.source(&(4..6)), None, "beyond the end");
    }
}
