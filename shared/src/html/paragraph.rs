//! One line as it is gathered: its text in NFC, its white space collapsed as a browser collapses it, its marks.

use std::iter;

use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfc_quick,
};

use super::{
    context::{Context, Format, Shape},
    decode::{Sign, sign},
};
use crate::text::{Block, Mark, MarkRange, normalised};

/// A longer one is no sign or number of an item.
const LIST_SIGN_MAX: usize = 32;

#[derive(Debug, Default)]
pub(super) struct Paragraph {
    text: String,
    /// The length of the text in code points.
    length: usize,
    /// Where each stretch of one format begins.
    runs: Vec<(usize, Format)>,
    /// The last letter with what may still be composed with it: what comes next decides.
    letter: Vec<(char, Format)>,
    /// White space that stands only if a letter follows.
    pending: String,
    pending_format: Format,
    collapsing: bool,
    /// What the line is, once there is anything on it.
    begun: Option<(Shape, u8)>,
    list_sign: String,
    /// Whether it follows a line break, not the beginning of an element.
    pub continued: bool,
}

/// What was read beside the text and is named by its place.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub addresses: Vec<String>,
    pub types: Vec<String>,
    /// The bytes of all addresses in marks so far: one link around a million lines is a million marks.
    address_bytes: usize,
}

/// More addresses than this in marks, in bytes, are left out.
const ADDRESS_BYTES_MAX: usize = 16 * 1024 * 1024;

impl Paragraph {
    pub(super) fn push(&mut self, c: char, context: &Context) {
        match sign(c) {
            Sign::Nothing => {}
            Sign::Letter(c) => self.put(c, context),
            Sign::Space('\r') if context.pre => self.put(' ', context),
            Sign::Space(c) if context.pre => self.put(c, context),
            Sign::HardSpace if context.pre => self.put(' ', context),
            Sign::Space(_) if self.collapsing => {}
            Sign::Space(_) => {
                self.hold(' ', context);
                self.collapsing = true;
            }
            Sign::HardSpace => {
                // All that many an empty line holds, for it to be seen.
                self.begin(context);
                self.hold(' ', context);
            }
        }
    }

    /// A tab, which is dropped at the ends of the line.
    pub(super) fn push_tab(&mut self, context: &Context) {
        self.hold('\t', context);
    }

    /// A character of the sign or number that an item of Word's begins with.
    pub(super) fn push_list_sign(&mut self, c: char) {
        match sign(c) {
            Sign::Letter(c) if self.list_sign.len() < LIST_SIGN_MAX => self.list_sign.push(c),
            _ => {}
        }
    }

    fn hold(&mut self, c: char, context: &Context) {
        self.collapsing = false;
        if self.is_empty() {
            return;
        }
        if self.pending.is_empty() {
            self.pending_format = context.format;
        }
        self.pending.push(c);
    }

    fn is_empty(&self) -> bool {
        self.length == 0 && self.letter.is_empty()
    }

    /// There is something on the line, if only nothing that shows.
    pub(super) fn begin(&mut self, context: &Context) {
        if self.begun.is_some() {
            return;
        }
        let shape = if self.continued { context.shape.continued() } else { context.shape };
        self.begun = Some((shape, context.depth));
    }

    fn put(&mut self, c: char, context: &Context) {
        self.begin(context);
        if self.is_empty() && matches!(context.shape, Shape::Heading(_)) && is_number(&self.list_sign) {
            // A list draws its numbers itself; a heading's would be lost.
            for c in std::mem::take(&mut self.list_sign).chars().chain([' ']) {
                self.compose(c, Format::default());
            }
        }
        let (pending, format) = (std::mem::take(&mut self.pending), self.pending_format);
        pending.chars().for_each(|space| self.compose(space, format));
        self.collapsing = false;
        self.compose(c, context.format);
    }

    /// Adds a character once nothing that follows can change it.
    fn compose(&mut self, c: char, format: Format) {
        let stands_alone = c.is_ascii()
            || (canonical_combining_class(c) == 0 && is_nfc_quick(iter::once(c)) != IsNormalized::Maybe);
        if stands_alone {
            self.flush();
        }
        self.letter.push((c, format));
    }

    fn flush(&mut self) {
        let mut letter = std::mem::take(&mut self.letter);
        let chars = || letter.iter().map(|(c, _)| *c);
        if !chars().nfc().eq(chars()) {
            // What was composed of several has the marks of the first.
            let format = letter.first().map(|(_, format)| *format).unwrap_or_default();
            letter = chars().nfc().map(|c| (c, format)).collect();
        }
        for (c, format) in letter.drain(..) {
            if self.runs.last().is_none_or(|(_, last)| *last != format) {
                self.runs.push((self.length, format));
            }
            self.text.push(c);
            self.length += 1;
        }
        // Its room is used again.
        self.letter = letter;
    }

    /// The line as a block; none if nothing stands on it.
    pub(super) fn finish(mut self, named: &mut Named) -> Option<Block> {
        let (shape, depth) = self.begun?;
        self.flush();
        let shape = match shape {
            Shape::WordItem => Shape::Item { ordered: is_number(&self.list_sign) },
            Shape::Paragraph if !self.list_sign.is_empty() => {
                Shape::Item { ordered: is_number(&self.list_sign) }
            }
            shape => shape,
        };
        let marks = self.marks(named);
        Some(Block { kind: shape.kind(&named.types), depth, text: self.text, marks })
    }

    fn marks(&self, named: &mut Named) -> Vec<MarkRange> {
        let mut marks = Vec::new();
        let (mut strong, mut em, mut link) = (None, None, None);
        for (start, format) in self.runs.iter().copied().chain([(self.length, Format::default())]) {
            turn(&mut strong, format.strong.then_some(()), start, |range, ()| {
                marks.push(MarkRange { mark: Mark::Strong, ..range });
            });
            turn(&mut em, format.em.then_some(()), start, |range, ()| {
                marks.push(MarkRange { mark: Mark::Em, ..range });
            });
            turn(&mut link, format.link, start, |range, index| {
                if let Some(href) = named.address(index) {
                    marks.push(MarkRange { mark: Mark::Link { href }, ..range });
                }
            });
        }
        normalised(marks)
    }
}

/// Closes what lies open where it ends, and opens what begins.
fn turn<T: Copy + PartialEq>(
    open: &mut Option<(usize, T)>,
    now: Option<T>,
    at: usize,
    close: impl FnOnce(MarkRange, T),
) {
    if open.map(|(_, value)| value) == now {
        return;
    }
    if let Some((start, value)) = open.take() {
        close(MarkRange { start, end: at, mark: Mark::Strong }, value);
    }
    *open = now.map(|value| (at, value));
}

impl Named {
    fn address(&mut self, index: usize) -> Option<String> {
        let href = self.addresses.get(index)?;
        self.address_bytes += href.len();
        (self.address_bytes <= ADDRESS_BYTES_MAX).then(|| href.clone())
    }
}

/// "1.", "2)", "a)", "iv.": not "·", nor Word's second bullet, which is the letter "o".
fn is_number(sign: &str) -> bool {
    let letters = sign.contains(char::is_alphabetic) && sign.contains(['.', ')']);
    letters || sign.contains(|c: char| c.is_ascii_digit())
}
