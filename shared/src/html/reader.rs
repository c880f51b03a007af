//! Tokens to blocks: which elements lie open, and where a line ends.

use super::{
    decode::without_header,
    elements::{Element, Elements, Name, change, closed_by, end_stops_at},
    paragraph::{Named, Paragraph},
    rows::Row,
    styles::Style,
    tokens::{Tag, Token, tokens},
};
use crate::text::Block;

pub(super) fn read(html: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    for token in tokens(without_header(html)) {
        reader.take(token);
        if reader.fragment == Fragment::Ended {
            break;
        }
    }
    reader.finish()
}

/// Programs put a whole page on the clipboard and mark what was copied of it.
#[derive(Debug, Default, PartialEq)]
enum Fragment {
    #[default]
    Unmarked,
    Started,
    Ended,
}

#[derive(Debug, Default)]
struct Reader {
    blocks: Vec<Block>,
    /// All blocks that were read, those of the rows counted one by one.
    count: usize,
    paragraph: Paragraph,
    elements: Elements,
    rows: Vec<Row>,
    named: Named,
    /// The element whose content is not seen.
    hidden: Option<&'static str>,
    /// Within the sign or number that Word puts before an item for programs without lists.
    list_sign: bool,
    /// A line break right behind `<pre>` is none.
    pre_begins: bool,
    fragment: Fragment,
}

impl Reader {
    fn take(&mut self, token: Token) {
        let pre_begins = std::mem::take(&mut self.pre_begins);
        match token {
            Token::Close(name) if self.hidden == Some(name.as_str()) => self.hidden = None,
            _ if self.hidden.is_some() => {}
            Token::Open(tag) => self.open(&tag),
            Token::Close(name) => self.close(&name),
            Token::Text(text) => {
                let text = text.strip_prefix('\n').filter(|_| pre_begins).unwrap_or(&text);
                self.text(text);
            }
            Token::Comment(comment) => self.comment(comment.trim()),
        }
    }

    fn comment(&mut self, comment: &str) {
        match comment {
            "StartFragment" if self.fragment == Fragment::Unmarked => {
                self.fragment = Fragment::Started;
                self.blocks.clear();
                self.paragraph = Paragraph::default();
                self.rows.iter_mut().for_each(Row::restart);
            }
            "EndFragment" if self.fragment == Fragment::Started => self.fragment = Fragment::Ended,
            "[if !supportLists]" => self.list_sign = true,
            "[endif]" => self.list_sign = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let context = self.elements.context();
        if context.hidden {
            return;
        }
        for c in text.chars() {
            if context.list_sign || self.list_sign {
                self.paragraph.push_list_sign(c);
            } else if c == '\n' && context.pre {
                self.break_line();
            } else {
                self.paragraph.push(c, &context);
            }
        }
    }

    fn open(&mut self, tag: &Tag) {
        match Name::of(&tag.name) {
            Name::Hidden(name) => self.hidden = Some(name),
            Name::LineBreak if tag.get("class").contains("Apple-interchange-newline") => {}
            Name::LineBreak => self.break_line(),
            Name::Break => self.end_line(),
            Name::Picture => self.picture(tag.get("alt")),
            Name::Inline(name) => {
                if name == "a" {
                    // Links do not nest.
                    self.elements.close_inline(name);
                }
                if Style::read(tag.get("style")).tab && !self.elements.context().hidden && !self.list_sign {
                    self.paragraph.push_tab(&self.elements.context());
                }
                self.push(name, tag);
            }
            Name::Block(name) => {
                self.end_line();
                for (names, within) in closed_by(name) {
                    self.pop(self.elements.to_close(names, within));
                }
                self.push(name, tag);
            }
            Name::Unknown => {}
        }
    }

    fn push(&mut self, name: &'static str, tag: &Tag) {
        if self.elements.is_full() {
            self.elements.pass();
            return;
        }
        self.elements.push(name, change(name, tag, &mut self.named), self.count);
        match name {
            "pre" => self.pre_begins = true,
            "table" => self.rows.iter_mut().for_each(|row| row.is_layout = true),
            "tr" => self.rows.push(Row::default()),
            "td" | "th" => {
                if let Some(row) = self.rows.last_mut() {
                    row.open_cell(self.blocks.len());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match Name::of(name) {
            Name::Inline(_) if self.elements.ends_passed() => {}
            Name::Inline(name) => self.elements.close_inline(name),
            Name::Block(name) => {
                self.end_line();
                if !self.elements.ends_passed() {
                    self.pop(self.elements.to_close(&[name], end_stops_at(name)));
                }
            }
            Name::Break => self.end_line(),
            _ => {}
        }
    }

    fn pop(&mut self, count: usize) {
        for _ in 0..count {
            match self.elements.pop() {
                Some(Element { name: "li", context, before, .. })
                    if before == self.count && !context.hidden =>
                {
                    self.paragraph.begin(&context);
                    self.end_line();
                }
                Some(Element { name: "tr", .. }) => {
                    if let Some(row) = self.rows.pop() {
                        row.finish(&mut self.blocks);
                    }
                }
                _ => {}
            }
        }
    }

    /// Of pictures, those that stand for one sign: Teams and Gmail write emoji so.
    fn picture(&mut self, alt: &str) {
        const SIGN_MAX: usize = 32;
        let is_sign = alt.len() <= SIGN_MAX && !alt.contains(|c: char| c.is_ascii() || c.is_alphabetic());
        if is_sign {
            self.text(alt);
        }
    }

    /// Ends the line where another begins.
    fn break_line(&mut self) {
        let context = self.elements.context();
        if context.hidden || context.list_sign || self.list_sign {
            return;
        }
        self.paragraph.begin(&context);
        self.end_line();
        self.paragraph.continued = true;
    }

    /// Ends the line, if anything is on it.
    fn end_line(&mut self) {
        self.list_sign = false;
        if let Some(block) = std::mem::take(&mut self.paragraph).finish(&mut self.named) {
            self.blocks.push(block);
            self.count += 1;
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_line();
        self.pop(self.elements.len());
        self.blocks
    }
}
