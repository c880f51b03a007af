//! Sections that minutes of a network usually have, as the paragraphs that they begin with. They are ordinary
//! text; the words come from the caller.

use crate::text::{Block, BlockKind, Case, Folded};

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub heading: String,
    pub blocks: Vec<Block>,
}

impl Section {
    /// The approval of the previous notes: a line to be changed where it went otherwise.
    pub fn previous_notes(heading: &str, line: &str) -> Section {
        Section { heading: heading.to_owned(), blocks: vec![Block::new(BlockKind::Paragraph, line)] }
    }

    /// The status round: a list item for each municipality, in the order given, "Bjuv: ".
    pub fn status_round<'a>(heading: &str, municipalities: impl IntoIterator<Item = &'a str>) -> Section {
        let item = |name: &str| Block::new(BlockKind::UnorderedListItem, format!("{name}: "));
        Section { heading: heading.to_owned(), blocks: municipalities.into_iter().map(item).collect() }
    }

    /// All of it, under a heading of this level (1 to 6); an empty paragraph where nothing stands under it.
    pub fn blocks_at(&self, level: u8) -> Vec<Block> {
        let mut blocks = vec![Block::new(BlockKind::Heading(level), self.heading.as_str())];
        blocks.extend(self.blocks.iter().cloned());
        if self.blocks.is_empty() {
            blocks.push(Block::new(BlockKind::Paragraph, ""));
        }
        blocks
    }

    /// Whether a heading is this one's, however it is numbered, spelt large or closed: "3. LÄGESRAPPORT:".
    pub fn is_under(&self, heading: &str) -> bool {
        bare(&self.heading) == bare(heading)
    }
}

fn bare(heading: &str) -> Vec<String> {
    let folded: String = Folded::new(heading, Case::Ignored).chars().iter().collect();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.skip_while(|word| word.chars().all(char::is_numeric)).map(str::to_owned).collect()
}
