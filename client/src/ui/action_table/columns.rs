//! The table's columns: how wide each is, and the buttons over them that sort by it. Where there is no room for columns, a
//! row is two lines and the buttons stand in a line of their own.

use egui::{Button, RichText, Ui, vec2};

use super::rows::{Column, Sort};
use crate::{
    state::AppState,
    ui::{
        flow::cell_ui,
        icons::{self, Icon},
        theme::{self, MEASURE, SMALL, UNIT},
        widgets::quiet_label,
    },
};

/// The columns after the tick in their order, with the keys of their names.
const COLUMNS: [(Column, &str); 6] = [
    (Column::Text, "actions-column-text"),
    (Column::Owners, "actions-owners"),
    (Column::Municipality, "actions-column-municipality"),
    (Column::Due, "actions-due"),
    (Column::Status, "actions-column-status"),
    (Column::Meeting, "actions-column-meeting"),
];
const TICK: f32 = 26.0;
const GAP: f32 = UNIT;
/// The least that an action's text gets before rows become two lines.
const LEAST_TEXT: f32 = 190.0;

/// How wide the columns are, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Columns {
    pub tick: f32,
    pub text: f32,
    pub owners: f32,
    pub municipality: f32,
    pub due: f32,
    pub status: f32,
    pub meeting: f32,
    pub gap: f32,
    /// There is no room for them beside each other.
    pub narrow: bool,
}

impl Columns {
    /// In a table of this width.
    pub fn of(width: f32) -> Columns {
        let (mut owners, municipality, due, status, mut meeting) = (150.0, 132.0, 132.0, 100.0, 160.0);
        let beside = TICK + owners + municipality + due + status + meeting + 6.0 * GAP;
        let room = width - beside;
        let narrow = room < LEAST_TEXT;
        // Where there is much room, names and titles need no second line.
        let spare = (room - 2.0 * LEAST_TEXT).max(0.0);
        let (wider, wide) = ((0.2 * spare).min(60.0).floor(), (0.4 * spare).min(120.0).floor());
        (owners, meeting) = (owners + wider, meeting + wide);
        let text = if narrow { width - TICK - GAP } else { (room - wider - wide).min(MEASURE) };
        Columns { tick: TICK, text, owners, municipality, due, status, meeting, gap: GAP, narrow }
    }

    fn width(&self, column: Column) -> f32 {
        match column {
            Column::Text => self.text,
            Column::Owners => self.owners,
            Column::Municipality => self.municipality,
            Column::Due => self.due,
            Column::Status => self.status,
            Column::Meeting => self.meeting,
        }
    }
}

/// The buttons over the columns.
pub fn header_ui(ui: &mut Ui, state: &AppState, columns: Columns, sort: &mut Sort) {
    if columns.narrow {
        ui.horizontal_wrapped(|ui| {
            quiet_label(ui, state.texts.get("actions-sort-by"));
            COLUMNS.iter().for_each(|column| button_ui(ui, state, *column, sort));
        });
    } else {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = columns.gap;
            ui.add_space(columns.tick + columns.gap);
            for column in COLUMNS {
                cell_ui(ui, columns.width(column.0), |ui| button_ui(ui, state, column, sort));
            }
        });
    }
    ui.separator();
}

fn button_ui(ui: &mut Ui, state: &AppState, (column, key): (Column, &str), sort: &mut Sort) {
    let word = state.texts.get(key);
    let sorted = sort.column == column;
    let (text, name) = match (sorted, sort.descending) {
        (false, _) => (word.clone(), "actions-sort"),
        (true, false) => (format!("{word} {}", icons::sign(Icon::ArrowUp)), "actions-sorted-ascending"),
        (true, true) => (format!("{word} {}", icons::sign(Icon::ArrowDown)), "actions-sorted-descending"),
    };
    let palette = theme::palette(ui.visuals());
    let ink = if sorted { palette.accent } else { palette.quiet };
    let text = RichText::new(text).font(egui::FontId::new(SMALL, theme::bold())).color(ink);
    ui.spacing_mut().button_padding = vec2(1.5 * UNIT, UNIT);
    let response = ui.add(Button::new(text).frame_when_inactive(false));
    let name = state.texts.with(name, &[("column", word.into())]);
    if response.accessible_name(name).clicked() {
        *sort = Sort { column, descending: sorted && !sort.descending };
    }
}
