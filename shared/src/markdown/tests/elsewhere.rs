//! What another program sees in a file: the same texts, marks and lists, by a reader of CommonMark that is not
//! ours.

use proptest::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::{super::body, random::passage};
use crate::{
    markdown::Passage,
    text::{Block, BlockKind, Mark, MarkRange, normalised},
};

/// Blocks as CommonMark has them: kinds, depths of items, texts, marks.
#[derive(Default)]
struct Seen {
    blocks: Vec<Block>,
    /// For each list that lies open, whether it counts.
    lists: Vec<bool>,
    quoted: bool,
    marks: Vec<MarkRange>,
    open: Vec<(Mark, usize)>,
}

fn seen(markdown: &str) -> Vec<Block> {
    let mut seen = Seen::default();
    Parser::new(markdown).for_each(|event| seen.take(event));
    seen.finish();
    seen.blocks
}

impl Seen {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::List(first)) => self.lists.push(first.is_some()),
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::Start(Tag::BlockQuote(_)) => self.quoted = true,
            Event::End(TagEnd::BlockQuote(_)) => self.quoted = false,
            Event::Start(Tag::Heading { level, .. }) => self.begin(BlockKind::Heading(level_of(level))),
            Event::Start(Tag::Paragraph | Tag::HtmlBlock) if self.quoted => self.begin(BlockKind::Blockquote),
            // A line break alone, which is the item's own.
            Event::Start(Tag::HtmlBlock) if !self.lists.is_empty() => {}
            Event::Start(Tag::Paragraph | Tag::HtmlBlock) => self.begin(BlockKind::Paragraph),
            Event::Start(Tag::Item) => {
                let counts = self.lists.last() == Some(&true);
                self.begin(if counts { BlockKind::OrderedListItem } else { BlockKind::UnorderedListItem });
            }
            Event::Start(Tag::Strong) => self.open(Mark::Strong),
            Event::Start(Tag::Emphasis) => self.open(Mark::Em),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.open(Mark::Link { href: dest_url.into_string() })
            }
            Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => self.close(),
            Event::Text(text) => self.push(&text),
            Event::Html(tag) | Event::InlineHtml(tag) => match tag.trim_end() {
                "<strong>" => self.open(Mark::Strong),
                "<em>" => self.open(Mark::Em),
                "</strong>" | "</em>" => self.close(),
                "<br>" => self.push("\n"),
                other => panic!("{other}"),
            },
            Event::End(_) => {}
            other => panic!("{other:?}"),
        }
    }

    fn begin(&mut self, kind: BlockKind) {
        self.finish();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap();
        self.blocks.push(Block { depth, ..Block::new(kind, "") });
    }

    fn finish(&mut self) {
        if let Some(last) = self.blocks.last_mut() {
            last.marks = normalised(std::mem::take(&mut self.marks));
        }
    }

    fn push(&mut self, text: &str) {
        self.blocks.last_mut().unwrap().text.push_str(text);
    }

    fn length(&self) -> usize {
        self.blocks.last().unwrap().text.chars().count()
    }

    fn open(&mut self, mark: Mark) {
        self.open.push((mark, self.length()));
    }

    fn close(&mut self) {
        let (mark, start) = self.open.pop().unwrap();
        self.marks.push(MarkRange { start, end: self.length(), mark });
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    level as u8
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn another_program_sees_the_same_text_and_marks(passage in passage()) {
        // What only we have, other programs see as text.
        let kind = match passage.block.kind {
            BlockKind::Decision | BlockKind::Action(_) | BlockKind::Other(_) => BlockKind::Paragraph,
            kind => kind,
        };
        let text = if passage.block.text.is_empty() { "x".to_owned() } else { passage.block.text };
        let block = Block { marks: passage.block.marks, ..Block::new(kind, text) };
        let file = body::write(&[Passage { block: block.clone(), task: None }]).join("\n\n");
        prop_assert_eq!(seen(&file), vec![block], "{}", file);
    }
}

#[test]
fn another_program_sees_the_same_lists() {
    let item =
        |depth, kind, text: &str| Passage { block: Block { depth, ..Block::new(kind, text) }, task: None };
    let (bullet, number) = (BlockKind::UnorderedListItem, BlockKind::OrderedListItem);
    let mut body = vec![item(0, BlockKind::Heading(2), "Punkter"), item(0, BlockKind::Paragraph, "Före.")];
    for (depth, kind, text) in [
        (0, &bullet, "ett"),
        (1, &bullet, "två"),
        (2, &number, "tre"),
        (2, &number, "fyra"),
        (1, &number, "fem"),
        (0, &bullet, "sex"),
        (0, &number, "sju"),
        (1, &bullet, "åtta"),
        (0, &number, "nio"),
    ] {
        body.push(item(depth, kind.clone(), text));
    }
    body.push(item(0, BlockKind::Blockquote, "Efter."));
    let blocks: Vec<Block> = body.iter().map(|passage| passage.block.clone()).collect();
    assert_eq!(seen(&body::write(&body).join("\n\n")), blocks);
}
