//! For all blocks and all bytes. A failure prints the case, and proptest its seed.

use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::{
    html::{MAX_BYTES, MAX_DEPTH, decode, plain, read, write},
    text::{Block, BlockKind, Mark, MarkRange, normalised},
};

/// What HTML would read as something else.
const NASTY: &[&str] = &[
    "<",
    ">",
    "&",
    "&amp;",
    "&lt;b&gt;",
    "&#65;",
    "<b>",
    "</p>",
    "<!--",
    "-->",
    "<![endif]>",
    "\"",
    "'",
    "  ",
    " ",
    "\t",
    "·",
    "1.",
    "o",
    "§ 3",
    "|",
    "😀",
    "👩\u{200D}👧",
    "e\u{301}",
    "\u{301}",
    "\u{327}\u{301}",
    "한",
    "ᄀ",
    "ᅡ",
    "\u{212B}",
    "åäö",
    "Beslut:",
    "Version:0.9",
    "StartFragment",
    "`",
    "\\",
    "=",
    "/",
    "\u{2028}",
    "\u{A0}",
];

const ADDRESSES: &[&str] = &[
    "https://exempel.se/a?b=1&c=\"2\"",
    "http://exempel.se/å ä",
    "mailto:eva.ek@exempel.se",
    "tel:+46701234567",
    "HTTPS://EXEMPEL.SE/<b>",
];

/// Text as it can come back: seen, in NFC, on one line.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(NASTY).prop_map(str::to_owned),
        3 => "[a-zåäöA-ZÅÄÖ0-9]{1,6}",
        2 => Just(" ".to_owned()),
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| {
        let stays = |c: &char| match decode::sign(*c) {
            decode::Sign::Letter(read) => read == *c,
            decode::Sign::Space(_) => matches!(c, ' ' | '\t'),
            _ => false,
        };
        pieces.concat().chars().filter(stays).nfc().collect()
    })
}

fn mark() -> impl Strategy<Value = Mark> {
    let link = prop::sample::select(ADDRESSES).prop_map(|href| Mark::Link { href: href.to_owned() });
    prop_oneof![Just(Mark::Strong), Just(Mark::Em), link]
}

fn marks(length: usize) -> impl Strategy<Value = Vec<MarkRange>> {
    let range = (0..=length, 0..=length, mark()).prop_map(|(a, b, mark)| MarkRange {
        start: a.min(b),
        end: a.max(b),
        mark,
    });
    prop::collection::vec(range, 0..5).prop_map(|ranges| {
        // Links do not overlap in a document.
        let mut linked = 0;
        let apart = ranges.into_iter().filter(|range| {
            let stays = !matches!(range.mark, Mark::Link { .. }) || range.start >= linked;
            if matches!(range.mark, Mark::Link { .. }) && stays {
                linked = range.end;
            }
            stays
        });
        normalised(apart.collect())
    })
}

fn kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        3 => Just(BlockKind::Paragraph),
        1 => (1_u8..=6).prop_map(BlockKind::Heading),
        4 => Just(BlockKind::UnorderedListItem),
        4 => Just(BlockKind::OrderedListItem),
        2 => Just(BlockKind::Blockquote),
        1 => Just(BlockKind::Decision),
        1 => Just(BlockKind::Action(None)),
        1 => "[a-zå<\"& ]{0,8}x".prop_map(BlockKind::Other),
    ]
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let block = (kind(), prop_oneof![3 => 0..=2_u8, 1 => 0..=MAX_DEPTH], text()).prop_flat_map(
        |(kind, depth, text)| {
            marks(text.chars().count()).prop_map(move |marks| Block {
                kind: kind.clone(),
                depth,
                text: text.clone(),
                marks,
            })
        },
    );
    prop::collection::vec(block, 0..8)
}

/// Tags and texts in any order, as no program would write them.
fn soup() -> impl Strategy<Value = String> {
    const TAGS: &[&str] = &[
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<ul>",
        "</ul>",
        "<ol>",
        "<li>",
        "</li>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<br>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "</tr>",
        "<h2>",
        "</h2>",
        "<blockquote>",
        "</blockquote>",
        "<span style='font-weight:700'>",
        "</span>",
        "<a href='https://exempel.se'>",
        "</a>",
        "<pre>",
        "</pre>",
        "<o:p>",
        "</o:p>",
        "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>",
        "<!-- x -->",
        "<p class=MsoTitle>",
        "\n",
        " ",
        "&nbsp;",
        "<dl>",
        "<dt>",
        "<dd>",
        "<hr>",
        "<img>",
        "<body>",
        "<th>",
        "<span style='white-space:pre-wrap'>",
        "<p data-samskriv=decision>",
        "<p data-samskriv-depth=3>",
    ];
    let piece = prop_oneof![3 => prop::sample::select(TAGS).prop_map(str::to_owned), 2 => "[a-zåäö]{1,5}"];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// The letters outside of tags, by the plainest of readers.
fn letters(html: &str) -> String {
    let mut inside = false;
    let plain = html.replace("&nbsp;", " ");
    let outside = plain.chars().filter(|c| {
        let seen = !inside && *c != '<';
        inside = (inside || *c == '<') && *c != '>';
        seen
    });
    outside.filter(|c| c.is_alphabetic()).collect()
}

proptest! {
    #[test]
    fn blocks_come_back_as_they_were(blocks in blocks()) {
        let html = write(&blocks);
        prop_assert_eq!(read(&html).unwrap(), blocks, "{}", html);
    }

    #[test]
    fn a_page_around_them_changes_nothing(blocks in blocks()) {
        let html = format!(
            "Version:0.9\r\nStartHTML:00000097\r\nEndHTML:1\r\n<html><head><title>Titel</title></head><body>x\r\n\
             <!--StartFragment-->{}<!--EndFragment-->\r\ny</body></html>\0",
            write(&blocks)
        );
        prop_assert_eq!(read(&html).unwrap(), blocks, "{}", html);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let blocks = read(&String::from_utf8_lossy(&bytes)).unwrap();
        plain(&blocks);
        prop_assert!(blocks.iter().all(|block| is_nfc(&block.text)));
    }

    #[test]
    fn no_letter_of_a_soup_of_tags_is_lost(html in soup()) {
        let blocks = read(&html).unwrap();
        let read_letters: String = blocks.iter().flat_map(|block| block.text.chars()).filter(|c| c.is_alphabetic()).collect();
        prop_assert_eq!(read_letters, letters(&html), "{}", html);
    }

    #[test]
    fn what_was_read_of_a_soup_is_well_formed_and_comes_back(html in soup()) {
        let blocks = read(&html).unwrap();
        for block in &blocks {
            prop_assert!(is_nfc(&block.text) && !block.text.contains('\n') && block.depth <= MAX_DEPTH);
            prop_assert_eq!(&normalised(block.marks.clone()), &block.marks);
            prop_assert!(block.marks.iter().all(|range| range.end <= block.text.chars().count()));
        }
        prop_assert_eq!(read(&write(&blocks)).unwrap(), blocks);
    }
}

/// Shapes that make a careless reader quadratic, recurse or fill the memory: at full length each would then take
/// minutes, or never end. (What they cost is a row of `benches/html.rs`.)
#[test]
fn the_longest_html_of_each_bad_shape_is_read() {
    for piece in [
        "<b>",
        "<p>",
        "<div>",
        "<ul><li>",
        "<table><tr><td>",
        "<td>x",
        "</b>",
        "<b><i></b>x",
        "<a href=\"https://x.se\">",
        "<br>",
        "&nbsp;",
        " ",
        "\u{301}",
        "<",
        "<!--",
        "<x a=1 a=2 ",
        "\"",
        "<span style=\"a:b;",
        "&",
        "<![if x]>",
        "å",
    ] {
        let html = piece.repeat(MAX_BYTES / 8 / piece.len());
        let blocks = read(&html).unwrap();
        assert!(blocks.len() <= html.len(), "{piece}");
    }
    let around_lines = format!("<a href=\"https://x.se/{}\">", "y".repeat(8000)) + &"<p>x".repeat(100_000);
    let blocks = read(&around_lines).unwrap();
    let carried: usize = blocks
        .iter()
        .flat_map(|block| &block.marks)
        .map(|range| match &range.mark {
            Mark::Link { href } => href.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(blocks.len(), 100_000);
    assert!((1..=16 << 20).contains(&carried), "{carried}");
}
