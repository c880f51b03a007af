//! What screen readers hear of the paragraphs in view, beside the field with the whole text: headings with their level,
//! items, quotes, decisions and actions. So somebody jumps from heading to heading, as on a page.

use egui::{
    Id, Pos2, Ui, UiBuilder,
    accesskit::{self, Role},
};
use samskriv_shared::text::BlockKind;

use super::{decorations::Words, layout::note, paragraph::Paragraph, whole::Whole};

/// Tells of the paragraphs that the last frame showed. Before the field: what lies over it would take its pointer.
pub fn blocks_ui(
    ui: &mut Ui,
    field: Id,
    paragraphs: &[Paragraph],
    whole: &Whole,
    origin: Pos2,
    words: &Words,
) {
    // Nobody listens.
    if !ui.ctx().has_accesskit_node(ui.unique_id()) || paragraphs.len() != whole.paragraphs() {
        return;
    }
    for index in whole.in_view(ui.clip_rect().translate(-origin.to_vec2())) {
        let (Some(it), Some(rect)) = (paragraphs.get(index), whole.rect(index)) else { continue };
        if it.text().is_empty() {
            continue;
        }
        let rect = rect.translate(origin.to_vec2());
        let child = ui.new_child(UiBuilder::new().scope_id(field.with(("block", index))).max_rect(rect));
        ui.ctx().accesskit_node_builder(child.unique_id(), |node| {
            node.set_role(role(it.kind()));
            node.set_label(it.text());
            if let Some(note) = note(it, &words.notes) {
                node.set_description(note);
            }
            let (min, max) = (rect.min, rect.max);
            node.set_bounds(accesskit::Rect::new(min.x.into(), min.y.into(), max.x.into(), max.y.into()));
            match it.kind() {
                BlockKind::Heading(level) => node.set_level(usize::from(*level)),
                BlockKind::OrderedListItem | BlockKind::UnorderedListItem => {
                    node.set_level(usize::from(it.depth()) + 1);
                }
                BlockKind::Decision => node.set_role_description(words.decision.as_str()),
                BlockKind::Action(id) => match id.and_then(|id| words.closed.get(&id)) {
                    Some(ended) => node.set_role_description(format!("{}: {}", words.action, ended.word)),
                    None => node.set_role_description(words.action.as_str()),
                },
                BlockKind::Other(_) => node.set_role_description(words.unknown.as_str()),
                BlockKind::Paragraph | BlockKind::Blockquote => {}
            }
        });
    }
}

fn role(kind: &BlockKind) -> Role {
    match kind {
        BlockKind::Heading(_) => Role::Heading,
        BlockKind::UnorderedListItem | BlockKind::OrderedListItem => Role::ListItem,
        BlockKind::Blockquote => Role::Blockquote,
        _ => Role::Paragraph,
    }
}
