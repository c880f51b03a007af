//! What is written, as other programs get it.

use crate::{
    html::{plain, write},
    ids::ActionId,
    text::{Block, BlockKind, Mark, MarkRange},
};

fn at(depth: u8, kind: BlockKind, text: &str) -> Block {
    Block { depth, ..Block::new(kind, text) }
}

fn blocks() -> Vec<Block> {
    use BlockKind::{Action, Blockquote, Decision, Heading, OrderedListItem, Paragraph, UnorderedListItem};
    let mut marked = Block::new(Paragraph, "Se <R&D> hos Vera");
    let href = "https://exempel.se/?a=\"1\"".to_owned();
    marked.marks = vec![
        MarkRange { start: 0, end: 8, mark: Mark::Strong },
        MarkRange { start: 3, end: 17, mark: Mark::Em },
        MarkRange { start: 13, end: 17, mark: Mark::Link { href } },
        MarkRange { start: 13, end: 17, mark: Mark::Other { name: "color".into(), value: "red".into() } },
    ];
    vec![
        Block::new(Heading(2), "Punkter"),
        marked,
        Block::new(UnorderedListItem, "Ett"),
        at(1, OrderedListItem, "Två"),
        at(1, OrderedListItem, ""),
        Block::new(UnorderedListItem, "Tre  fyra"),
        Block::new(OrderedListItem, "Fem"),
        at(1, Blockquote, "Citat"),
        Block::new(Decision, "Bifalles"),
        at(1, Action(Some(ActionId([7; 16]))), "Boka"),
        Block::new(Paragraph, ""),
    ]
}

#[test]
fn plain_elements_and_lists_that_nest() {
    let expected = [
        "<h2>Punkter</h2>",
        "<p><strong>Se <em>&lt;R&amp;D&gt;</em></strong><em> hos </em>\
         <a href=\"https://exempel.se/?a=&quot;1&quot;\"><em>Vera</em></a></p>",
        "<ul><li>Ett<ol><li>Två</li><li><br></li></ol></li>\
         <li><span style=\"white-space:pre-wrap\">Tre  fyra</span></li></ul>",
        "<ol><li>Fem</li></ol>",
        "<blockquote><blockquote><p>Citat</p></blockquote></blockquote>",
        "<p data-samskriv=\"decision\">Bifalles</p>",
        "<p data-samskriv=\"action\" data-samskriv-depth=\"1\" style=\"margin-left:2em\">Boka</p>",
        "<p><br></p>",
        "",
    ];
    assert_eq!(write(&blocks()), expected.join("\n"));
}

#[test]
fn links_to_what_could_run_are_left_out() {
    let mut block = Block::new(BlockKind::Paragraph, "länk");
    block.marks = vec![MarkRange { start: 0, end: 4, mark: Mark::Link { href: "javascript:x()".into() } }];
    assert_eq!(write(&[block]), "<p>länk</p>\n");
}

#[test]
fn lines_with_their_signs() {
    let expected = [
        "Punkter",
        "Se <R&D> hos Vera",
        "• Ett",
        "    1. Två",
        "    2. ",
        "• Tre  fyra",
        "1. Fem",
        "    > Citat",
        "Bifalles",
        "    Boka",
        "",
    ];
    assert_eq!(plain(&blocks()), expected.join("\n"));
}
