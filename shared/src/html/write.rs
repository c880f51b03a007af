//! Blocks to HTML: plain elements, lists nested as they should be, and attributes of our own only for what HTML
//! has no words for.

use super::{DEPTH, KIND, MAX_DEPTH, TYPE, address, kind_name};
use crate::text::{Block, BlockKind, Mark, MarkRange, one_line};

/// White space that HTML would collapse stands as it is.
const KEEPING_SPACES: (&str, &str) = ("<span style=\"white-space:pre-wrap\">", "</span>");
/// An item that is only there to hold a deeper list.
const BARE_ITEM: &str = "<li style=\"list-style-type:none\">";

/// The blocks as a piece of HTML, without a page around it.
pub fn write(blocks: &[Block]) -> String {
    let mut html = String::new();
    let mut lists = Lists::default();
    for block in blocks {
        let depth = block.depth.min(MAX_DEPTH);
        match block.kind {
            BlockKind::OrderedListItem => lists.open_item(&mut html, true, depth),
            BlockKind::UnorderedListItem => lists.open_item(&mut html, false, depth),
            _ => {
                lists.close_to(&mut html, 0);
                write_alone(&mut html, block, depth);
                continue;
            }
        }
        write_content(&mut html, block);
    }
    lists.close_to(&mut html, 0);
    html
}

/// The lists that lie open, each with an open item: whether they are numbered, the innermost last.
#[derive(Default)]
struct Lists {
    open: Vec<bool>,
}

fn list_name(ordered: bool) -> &'static str {
    if ordered { "ol" } else { "ul" }
}

impl Lists {
    fn open_item(&mut self, html: &mut String, ordered: bool, depth: u8) {
        let count = usize::from(depth) + 1;
        self.close_to(html, count);
        if self.open.len() == count {
            if self.open.last() == Some(&ordered) {
                html.push_str("</li><li>");
                return;
            }
            self.close_to(html, count - 1);
        }
        while self.open.len() < count {
            let is_last = self.open.len() + 1 == count;
            push_all(html, &["<", list_name(ordered), ">", if is_last { "<li>" } else { BARE_ITEM }]);
            self.open.push(ordered);
        }
    }

    fn close_to(&mut self, html: &mut String, count: usize) {
        while self.open.len() > count {
            if let Some(ordered) = self.open.pop() {
                push_all(html, &["</li></", list_name(ordered), ">"]);
            }
            if self.open.is_empty() {
                html.push('\n');
            }
        }
    }
}

fn push_all(html: &mut String, parts: &[&str]) {
    parts.iter().for_each(|part| html.push_str(part));
}

/// A block that is no item of a list.
fn write_alone(html: &mut String, block: &Block, depth: u8) {
    let quotes = if block.kind == BlockKind::Blockquote { usize::from(depth) + 1 } else { 0 };
    let mut name = "p";
    if let BlockKind::Heading(level) = block.kind {
        name = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 6)) - 1];
    }
    push_all(html, &["<blockquote>".repeat(quotes).as_str(), "<", name]);
    if let Some(kind) = kind_name(&block.kind) {
        push_attribute(html, KIND, kind);
    }
    if let BlockKind::Other(name) = &block.kind
        && kind_name(&block.kind).is_some()
    {
        push_attribute(html, TYPE, name);
    }
    if depth > 0 && quotes == 0 {
        push_attribute(html, DEPTH, &depth.to_string());
        push_attribute(html, "style", &format!("margin-left:{}em", 2 * u32::from(depth)));
    }
    html.push('>');
    write_content(html, block);
    push_all(html, &["</", name, ">", "</blockquote>".repeat(quotes).as_str(), "\n"]);
}

fn push_attribute(html: &mut String, name: &str, value: &str) {
    push_all(html, &[" ", name, "=\""]);
    push_escaped(html, value);
    html.push('"');
}

fn write_content(html: &mut String, block: &Block) {
    let text = one_line(&block.text);
    if text.is_empty() {
        // An element with nothing in it would have no height.
        html.push_str("<br>");
        return;
    }
    let keeping = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") || text.contains('\t');
    let (before, after) = if keeping { KEEPING_SPACES } else { ("", "") };
    html.push_str(before);
    write_marked(html, &text, &block.marks);
    html.push_str(after);
}

/// The marks of one stretch of text.
#[derive(Clone, Copy, Default, PartialEq)]
struct Open<'a> {
    link: Option<&'a str>,
    strong: bool,
    em: bool,
}

fn write_marked(html: &mut String, text: &str, marks: &[MarkRange]) {
    let changes = changes(marks);
    let mut changes = changes.iter().peekable();
    let mut counts = Counts::default();
    let mut open = Open::default();
    for (at, c) in text.chars().enumerate() {
        while let Some((_, begins, mark)) = changes.next_if(|(position, ..)| *position <= at) {
            counts.turn(mark, *begins);
        }
        let now = counts.open();
        if now != open {
            change_tags(html, open, now);
            open = now;
        }
        push_char(html, c);
    }
    change_tags(html, open, Open::default());
}

/// Where marks begin and end, in the order of the text.
fn changes(marks: &[MarkRange]) -> Vec<(usize, bool, &Mark)> {
    let ranges = marks.iter().filter(|range| range.start < range.end);
    let mut changes: Vec<(usize, bool, &Mark)> = ranges
        .flat_map(|range| [(range.start, true, &range.mark), (range.end, false, &range.mark)])
        .collect();
    // What ends is closed before what begins beside it.
    changes.sort_by_key(|(at, begins, _)| (*at, *begins));
    changes
}

/// How many marks of each sort lie open. Of two links one is told: HTML's do not overlap.
#[derive(Default)]
struct Counts<'a> {
    strong: usize,
    em: usize,
    link: Option<&'a str>,
}

impl<'a> Counts<'a> {
    fn turn(&mut self, mark: &'a Mark, begins: bool) {
        let turned = |count: usize| if begins { count + 1 } else { count.saturating_sub(1) };
        match mark {
            Mark::Strong => self.strong = turned(self.strong),
            Mark::Em => self.em = turned(self.em),
            Mark::Link { href } if begins => self.link = address(href),
            Mark::Link { href } => self.link = self.link.filter(|open| *open != href.trim()),
            Mark::Other { .. } => {}
        }
    }

    fn open(&self) -> Open<'a> {
        Open { link: self.link, strong: self.strong > 0, em: self.em > 0 }
    }
}

/// Closes and opens tags so that they nest: links around strong around em.
fn change_tags(html: &mut String, was: Open<'_>, now: Open<'_>) {
    let same_link = was.link == now.link;
    let same_strong = same_link && was.strong == now.strong;
    let same_em = same_strong && was.em == now.em;
    for (closes, tag) in [
        (was.em && !same_em, "</em>"),
        (was.strong && !same_strong, "</strong>"),
        (was.link.is_some() && !same_link, "</a>"),
    ] {
        if closes {
            html.push_str(tag);
        }
    }
    if let Some(href) = now.link.filter(|_| !same_link) {
        html.push_str("<a");
        push_attribute(html, "href", href);
        html.push('>');
    }
    for (opens, tag) in [(now.strong && !same_strong, "<strong>"), (now.em && !same_em, "<em>")] {
        if opens {
            html.push_str(tag);
        }
    }
}

fn push_escaped(html: &mut String, text: &str) {
    text.chars().for_each(|c| push_char(html, c));
}

fn push_char(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        // Some programs take what they are given for Latin-1, and an entity reads the same in each.
        '\u{A0}' => html.push_str("&nbsp;"),
        '\t' => html.push('\t'),
        c if c.is_control() => {}
        c => html.push(c),
    }
}
