//! The text as egui edits it. Each edit goes into the document at once; while an input method composes, it only goes
//! into what is shown, and becomes one edit when that ends.

use std::{cell::RefCell, ops::Range};

use egui::{TextBuffer, text::CharIndex};

use super::{
    paragraph::{Keys, Paragraph},
    session::Session,
    view::View,
};

/// What is shown: the view's text, or that with an unfinished composition in it.
#[derive(Default)]
pub struct Shown {
    pub text: String,
    /// The view's that it is of.
    pub revision: Option<u64>,
    pub composing: bool,
}

/// The buffer of one frame.
pub struct Buffer<'a, 'b> {
    pub session: &'a RefCell<Session<'b>>,
    pub shown: &'a mut Shown,
    /// Something was edited: the caret is where the editor says.
    pub edited: bool,
    /// A space was typed, in front of this place.
    pub space: Option<usize>,
}

impl Shown {
    /// Takes over what the view says now.
    pub fn follow(&mut self, view: &View) {
        if !self.composing && self.revision != Some(view.revision()) {
            self.text.clear();
            self.text.push_str(view.display());
            self.revision = Some(view.revision());
        }
    }

    fn splice(&mut self, range: Range<usize>, insert: &str) {
        let byte = |at: usize| self.text.char_indices().nth(at).map_or(self.text.len(), |(byte, _)| byte);
        let bytes = byte(range.start)..byte(range.end);
        self.text.replace_range(bytes, insert);
    }
}

impl Buffer<'_, '_> {
    /// A galley may count more glyphs than the text has code points, and Delete at the end asks for one code point
    /// more: no index from outside is trusted.
    fn clamp(&self, range: &Range<CharIndex>) -> Range<usize> {
        let end = match self.shown.composing {
            true => self.shown.text.chars().count(),
            false => self.session.borrow().editor.view().display_chars(),
        };
        let (from, to) = (range.start.0.min(end), range.end.0.min(end));
        from..to.max(from)
    }

    fn took(&mut self) {
        self.edited = true;
        self.shown.follow(self.session.borrow().editor.view());
    }
}

impl TextBuffer for Buffer<'_, '_> {
    fn is_mutable(&self) -> bool {
        self.session.borrow().may_write
    }

    fn as_str(&self) -> &str {
        &self.shown.text
    }

    fn insert_text(&mut self, text: &str, at: CharIndex) -> usize {
        let at = self.clamp(&(at..at)).start;
        if text.is_empty() || !self.is_mutable() {
            return 0;
        }
        if self.shown.composing {
            self.shown.splice(at..at, text);
            return text.chars().count();
        }
        let caret = self.session.borrow_mut().insert(at..at, text);
        if text == " " {
            self.space = Some(caret);
        }
        self.took();
        caret.saturating_sub(at)
    }

    fn delete_char_range(&mut self, range: Range<CharIndex>) {
        let range = self.clamp(&range);
        if range.is_empty() || !self.is_mutable() {
            return;
        }
        if self.shown.composing {
            return self.shown.splice(range, "");
        }
        self.space = None;
        let mut session = self.session.borrow_mut();
        // Backspace deletes what is before the caret, Delete what is behind it.
        let backspace = range.len() == 1 && session.selection() == super::Selection::at(range.end);
        if !(backspace && session.backspace(range.end)) {
            session.delete(range);
        }
        drop(session);
        self.took();
    }

    /// Refuses. Only egui's own undo asks for it, and it would delete and write anew what others are writing in.
    fn replace_with(&mut self, _text: &str) {}

    fn type_id(&self) -> std::any::TypeId {
        std::any::TypeId::of::<Shown>()
    }
}

/// What turns one text into another: a range of the old one, and what comes in its place.
pub fn difference(old: &str, new: &str) -> Option<(Range<usize>, String)> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[at..].iter().rev().zip(new[at..].iter().rev());
    let same_end = rest.take_while(|(a, b)| a == b).count();
    Some((at..old.len() - same_end, new[at..new.len() - same_end].iter().collect()))
}

/// The paragraphs as a composition shows them: those that it does not touch as they are.
pub fn composed<'a>(view: &'a View, shown: &str) -> Vec<std::borrow::Cow<'a, Paragraph>> {
    use std::borrow::Cow;

    let mut paragraphs: Vec<Cow<'_, Paragraph>> = view.paragraphs().iter().map(Cow::Borrowed).collect();
    let Some((range, insert)) = difference(view.display(), shown) else { return paragraphs };
    let (first, last) = (view.place(range.start), view.place(range.end));
    let mut keys = Keys::apart();
    let mut it = view.paragraphs()[first.paragraph].clone();
    if first.paragraph == last.paragraph {
        it.delete(first.offset..last.offset, &mut keys);
    } else {
        it.delete(first.offset..it.chars(), &mut keys);
        let mut rest = view.paragraphs()[last.paragraph].clone();
        rest.delete(0..last.offset, &mut keys);
        it.append(rest, &mut keys);
    }
    let marks = it.marks_at(first.offset).to_vec();
    it.insert(first.offset, &insert, marks, &mut keys);
    // What was laid out of the last key is over.
    it.set_key(Keys::of(&insert));
    paragraphs.splice(first.paragraph..=last.paragraph, [Cow::Owned(it)]);
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_between_what_is_the_same_at_both_ends() {
        assert_eq!(difference("abc", "abc"), None);
        assert_eq!(difference("abc", "axc"), Some((1..2, "x".into())));
        assert_eq!(difference("aa", "aaa"), Some((2..2, "a".into())));
        assert_eq!(difference("å😀", "å"), Some((1..2, String::new())));
    }
}
