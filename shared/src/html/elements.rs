//! The elements that lie open, and what each kind of tag does.

use super::{
    DEPTH, KIND, TYPE, address,
    context::{BlockChange, Change, Context, Shape},
    is_type,
    paragraph::Named,
    styles::Style,
    tokens::Tag,
};

/// Tags deeper than this change nothing; their text is read. No program nests what it copies half as deep.
const OPEN_MAX: usize = 128;

const INLINE: &[&str] = &["a", "b", "em", "font", "i", "span", "strong"];
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Nothing within these is seen.
const HIDDEN: &[&str] =
    &["iframe", "noembed", "noframes", "noscript", "script", "style", "template", "title"];
/// A line ends before and behind these; nothing else is known of them.
const BREAKS: &[&str] = &["body", "colgroup", "head", "hr", "html", "option", "optgroup", "select"];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Name {
    Inline(&'static str),
    Block(&'static str),
    Hidden(&'static str),
    Break,
    LineBreak,
    Picture,
    Unknown,
}

impl Name {
    pub(super) fn of(name: &str) -> Name {
        let known = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
        match name {
            "br" => Name::LineBreak,
            "img" => Name::Picture,
            _ => known(INLINE)
                .map(Name::Inline)
                .or_else(|| known(BLOCKS).map(Name::Block))
                .or_else(|| known(HIDDEN).map(Name::Hidden))
                .or_else(|| known(BREAKS).map(|_| Name::Break))
                .unwrap_or(Name::Unknown),
        }
    }
}

#[derive(Debug)]
pub(super) struct Element {
    pub name: &'static str,
    change: Change,
    /// What holds within it.
    pub context: Context,
    /// How many blocks were read before it.
    pub before: usize,
}

/// The open elements, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Elements {
    open: Vec<Element>,
    /// How many more are open than are kept.
    beyond: usize,
}

impl Elements {
    pub(super) fn context(&self) -> Context {
        self.open.last().map(|element| element.context).unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.open.len() >= OPEN_MAX
    }

    /// One more is open that is not kept.
    pub(super) fn pass(&mut self) {
        self.beyond += 1;
    }

    /// Whether an end is that of an element that is not kept.
    pub(super) fn ends_passed(&mut self) -> bool {
        let passed = self.beyond > 0;
        self.beyond = self.beyond.saturating_sub(1);
        passed
    }

    pub(super) fn push(&mut self, name: &'static str, change: Change, before: usize) {
        let context = self.context().within(&change);
        self.open.push(Element { name, change, context, before });
    }

    pub(super) fn pop(&mut self) -> Option<Element> {
        self.open.pop()
    }

    /// How many to pop to close the innermost of these names that lies in no element of `within`.
    pub(super) fn to_close(&self, names: &[&str], within: &[&str]) -> usize {
        for (count, element) in self.open.iter().rev().enumerate() {
            if names.contains(&element.name) {
                return count + 1;
            }
            if within.contains(&element.name) {
                break;
            }
        }
        0
    }

    /// Closes an inline element, wherever it opened: what opened within it stays open.
    pub(super) fn close_inline(&mut self, name: &str) {
        let count = self.to_close(&[name], CELLS);
        if count == 0 {
            return;
        }
        let at = self.open.len() - count;
        self.open.remove(at);
        let mut context =
            at.checked_sub(1).and_then(|at| self.open.get(at)).map(|e| e.context).unwrap_or_default();
        for element in &mut self.open[at..] {
            context = context.within(&element.change);
            element.context = context;
        }
    }
}

const CELLS: &[&str] = &["td", "th", "caption"];
const LISTS: &[&str] = &["ul", "ol", "menu", "td", "th", "table"];

/// What an opening tag closes before it: names, and the elements beyond which they stay open. HTML lets these
/// ends be left out.
pub(super) fn closed_by(name: &str) -> &'static [(&'static [&'static str], &'static [&'static str])] {
    const PARAGRAPH: (&[&str], &[&str]) = (&["p"], CELLS);
    match name {
        "li" => &[PARAGRAPH, (&["li"], LISTS)],
        "dd" | "dt" => &[PARAGRAPH, (&["dd", "dt"], &["dl", "td", "th", "table"])],
        "td" | "th" => &[(&["td", "th"], &["tr", "table"])],
        "tr" => &[(&["tr"], &["table"])],
        "tbody" | "thead" | "tfoot" | "caption" => &[(&["tbody", "thead", "tfoot", "caption"], &["table"])],
        _ => &[PARAGRAPH],
    }
}

/// The elements that an end tag does not reach beyond.
pub(super) fn end_stops_at(name: &str) -> &'static [&'static str] {
    match name {
        "table" => &[],
        "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" => &["table"],
        _ => CELLS,
    }
}

/// What an element changes.
pub(super) fn change(name: &str, tag: &Tag, named: &mut Named) -> Change {
    let style = Style::read(tag.get("style"));
    let own = match name {
        "b" | "strong" => (Some(style.strong != Some(false)), None),
        _ => (None, style.strong),
    };
    let em = if matches!(name, "i" | "em") { style.em.or(Some(true)) } else { style.em };
    Change {
        strong: own.0,
        looks_strong: own.1,
        em,
        link: (name == "a" && !tag.get("href").is_empty()).then(|| link(tag.get("href"), named)),
        pre: if name == "pre" { Some(true) } else { style.pre },
        hidden: style.hidden || style.tab,
        list_sign: style.list_sign,
        block: block_change(name, tag, &style, named),
    }
}

fn link(href: &str, named: &mut Named) -> Option<usize> {
    named.addresses.push(address(href)?.to_owned());
    Some(named.addresses.len() - 1)
}

fn block_change(name: &str, tag: &Tag, style: &Style, named: &mut Named) -> Option<BlockChange> {
    let depth = tag.get(DEPTH).parse::<u8>().ok();
    let level = |name: &str| tag.get(name).parse::<u8>().unwrap_or(0);
    match name {
        "ul" | "menu" => return Some(BlockChange::List { ordered: false }),
        "ol" => return Some(BlockChange::List { ordered: true }),
        // Word in a browser writes each item as a list of its own.
        "li" => {
            let level = level("data-aria-level").max(level("aria-level"));
            return Some(BlockChange::Item { depth: level.saturating_sub(1) });
        }
        "blockquote" => return Some(BlockChange::Quote),
        "td" | "th" => return Some(BlockChange::Cell),
        _ if INLINE.contains(&name) => return None,
        _ => {}
    }
    let shape = match tag.get(KIND) {
        "decision" => Some(Shape::Decision),
        "action" => Some(Shape::Action),
        "other" if is_type(tag.get(TYPE)) => {
            named.types.push(tag.get(TYPE).to_owned());
            Some(Shape::Other(named.types.len() - 1))
        }
        _ => heading(name, tag, style).map(Shape::Heading),
    };
    match (shape, style.list_level) {
        (Some(shape), _) => Some(BlockChange::Shape(shape, depth.unwrap_or(0))),
        (None, Some(level)) => Some(BlockChange::Shape(Shape::WordItem, level - 1)),
        (None, None) => depth.map(|depth| BlockChange::Shape(Shape::Paragraph, depth)),
    }
}

/// The level of a heading, however it is told.
fn heading(name: &str, tag: &Tag, style: &Style) -> Option<u8> {
    if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
        return Some(level);
    }
    let of_class = tag.get("class").split_ascii_whitespace().find_map(|class| {
        let class = class.to_ascii_lowercase();
        match class.as_str() {
            "msotitle" => Some(1),
            "msosubtitle" => Some(2),
            class => class.strip_prefix("msoheading").map(|level| level.parse().unwrap_or(1)),
        }
    });
    let of_role = || (tag.get("role") == "heading").then(|| tag.get("aria-level").parse().unwrap_or(2));
    of_class.or(style.outline_level).or_else(of_role).map(|level: u8| level.clamp(1, 6))
}
