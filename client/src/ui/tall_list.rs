//! A list of rows that are not equally high, of which only those in view are laid out. A row's height is guessed until it
//! has been in view, and then known: what is guessed shows in the scroll bar's length only.

use std::{collections::HashMap, fmt::Debug, hash::Hash};

use egui::{Id, Key, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::scrolled::follow_focus;

/// How far a page key scrolls, of what is in view.
const PAGE: f32 = 0.9;

/// What is known of the rows, by their keys.
pub struct TallList<K> {
    heights: HashMap<K, f32>,
    /// Where each row begins, in points from the first one's top; at the end, where the last one ends.
    tops: Vec<f32>,
    stale: bool,
    width: f32,
    /// The row to be brought into view.
    wanted: Option<K>,
}

impl<K> Default for TallList<K> {
    fn default() -> TallList<K> {
        TallList { heights: HashMap::new(), tops: Vec::new(), stale: true, width: 0.0, wanted: None }
    }
}

impl<K: Copy + Eq + Hash + Debug> TallList<K> {
    /// There are other rows now, or they are in another order.
    pub fn changed(&mut self) {
        self.stale = true;
    }

    /// Brings a row into view once it is there.
    pub fn reveal(&mut self, row: K) {
        self.wanted = Some(row);
    }

    /// The list. `guess` is the likely height in points of a row that has never been in view.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rows: &[K],
        guess: &dyn Fn(usize) -> f32,
        row_ui: &mut dyn FnMut(&mut Ui, usize),
    ) {
        self.prepare(ui, rows, guess);
        ScrollArea::vertical().auto_shrink(false).show_viewport(ui, |ui, view| {
            self.rows_ui(ui, view, rows, row_ui);
            follow_focus(ui);
            page_keys(ui, &view);
        });
    }

    /// The same in a scroll area that is there already.
    pub fn show_within(
        &mut self,
        ui: &mut Ui,
        rows: &[K],
        guess: &dyn Fn(usize) -> f32,
        row_ui: &mut dyn FnMut(&mut Ui, usize),
    ) {
        self.prepare(ui, rows, guess);
        ui.scope(|ui| {
            let view = ui.clip_rect().translate(-ui.max_rect().min.to_vec2());
            self.rows_ui(ui, view, rows, row_ui);
        });
    }

    fn prepare(&mut self, ui: &Ui, rows: &[K], guess: &dyn Fn(usize) -> f32) {
        let width = ui.available_width();
        if width != self.width {
            self.width = width;
            self.heights.clear();
            self.stale = true;
        }
        if self.stale || self.tops.len() != rows.len() + 1 {
            self.measure(rows, guess);
        }
    }

    /// Those of which something is within `view`, seen from the first one's top.
    fn rows_ui(&mut self, ui: &mut Ui, view: Rect, rows: &[K], row_ui: &mut dyn FnMut(&mut Ui, usize)) {
        // The rows are drawn beside what egui counts.
        ui.set_min_size(vec2(ui.available_width(), self.tops.last().copied().unwrap_or_default()));
        self.bring(ui, rows);
        // One more on either side, so that Tab reaches what is just out of view.
        let first = self.tops.partition_point(|top| *top <= view.min.y).saturating_sub(2);
        let mut y = self.tops.get(first).copied().unwrap_or_default();
        let mut more = 1;
        for (nth, key) in rows.iter().enumerate().skip(first) {
            if y > view.max.y {
                if more == 0 {
                    break;
                }
                more -= 1;
            }
            y += self.one_ui(ui, (nth, *key), y, row_ui);
        }
        if self.stale {
            ui.ctx().request_repaint();
        }
    }

    fn measure(&mut self, rows: &[K], guess: &dyn Fn(usize) -> f32) {
        let mut y = 0.0;
        self.tops.clear();
        self.tops.push(y);
        for (nth, key) in rows.iter().enumerate() {
            y += self.heights.get(key).copied().unwrap_or_else(|| guess(nth));
            self.tops.push(y);
        }
        self.stale = false;
    }

    /// Draws a row and returns its height.
    fn one_ui(
        &mut self,
        ui: &mut Ui,
        (nth, key): (usize, K),
        y: f32,
        row_ui: &mut dyn FnMut(&mut Ui, usize),
    ) -> f32 {
        let place = ui.max_rect();
        let guessed = self.tops[nth + 1] - self.tops[nth];
        let rect = Rect::from_min_size(pos2(place.left(), place.top() + y), vec2(place.width(), guessed));
        // Not by which row it is of those in view, or the focus would go to another row as one scrolls.
        let id = Id::unique(("row", key));
        let mut row = ui.new_child(UiBuilder::new().scope_id(id).max_rect(rect));
        row_ui(&mut row, nth);
        let height = row.min_rect().height();
        if (height - guessed).abs() > 0.5 {
            self.stale = true;
        }
        self.heights.insert(key, height);
        height
    }

    fn bring(&mut self, ui: &Ui, rows: &[K]) {
        let Some(nth) = self.wanted.and_then(|wanted| rows.iter().position(|row| *row == wanted)) else {
            return;
        };
        self.wanted = None;
        let place = ui.max_rect();
        let (top, bottom) = (place.top() + self.tops[nth], place.top() + self.tops[nth + 1]);
        ui.scroll_to_rect(Rect::from_x_y_ranges(place.x_range(), top..=bottom), None);
    }
}

fn page_keys(ui: &Ui, view: &Rect) {
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    let page = vec2(0.0, PAGE * view.height());
    if pressed(Key::PageDown) {
        ui.scroll_with_delta(-page);
    } else if pressed(Key::PageUp) {
        ui.scroll_with_delta(page);
    }
}
