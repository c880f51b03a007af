//! A whole window without a screen: real frames, real keys, a real backend.

use std::{path::Path, time::Duration};

use egui::{Context, Event, Key, Modifiers, RawInput, Rect, ViewportId, pos2, vec2};
use samskriv_client::{
    backend::{Config, LinkTiming},
    command::Command,
    editor::{self, NoClipboard},
    i18n::Lang,
    shell::{Shell, Speech},
    ui::Views,
};
use samskriv_shared::{ids::DocId, text::Block};

/// See the module.
pub struct Screen {
    ctx: Context,
    shell: Shell,
    seconds: f64,
}

impl Screen {
    /// Opens the window on what lies in `data`.
    ///
    /// # Panics
    /// Where the backend does not start.
    pub fn open(data: &Path, timing: LinkTiming) -> Screen {
        let ctx = Context::default();
        let config = Config { timing, ..Config::new(data.to_owned(), true) };
        let (shell, error) =
            Shell::open(&ctx, config, Speech::Usual(Lang::Sv), || Views::new(Box::new(NoClipboard)));
        assert!(error.is_none(), "{error:?}");
        Screen { ctx, shell, seconds: 0.0 }
    }

    /// Draws a frame, a sixtieth of a second after the one before. Says in which time it wants to draw another.
    pub fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.seconds += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1366.0, 768.0))),
            time: Some(self.seconds),
            focused: true,
            events,
            ..RawInput::default()
        };
        self.shell.logic(&self.ctx);
        let mut output = self.ctx.run_ui(input, |ui| self.shell.ui(ui));
        // Nothing paints it.
        output.textures_delta.clear();
        self.ctx.tessellate(output.shapes, output.pixels_per_point);
        output.viewport_output.get(&ViewportId::ROOT).map_or(Duration::MAX, |it| it.repaint_delay)
    }

    pub fn run(&mut self, command: Command) {
        self.shell.model.on_command(command);
    }

    /// The meeting that is open.
    pub fn meeting(&self) -> Option<DocId> {
        self.shell.model.state.open.as_ref().map(|open| open.doc)
    }

    /// The meetings in the list.
    pub fn meetings(&self) -> Vec<DocId> {
        self.shell.model.state.meetings.iter().map(|row| row.id).collect()
    }

    /// Puts the focus into the text.
    pub fn focus_text(&self, doc: &DocId) {
        self.ctx.memory_mut(|memory| memory.request_focus(editor::body_id(doc)));
    }

    /// The text as the editor has it, and as the document does.
    pub fn texts(&mut self) -> (Vec<Block>, Vec<Block>) {
        let (_, session) = self.shell.model.shown(self.seconds);
        session.map_or_else(Default::default, |it| (it.editor.view().blocks(), it.document.read().body))
    }

    /// How many code points the text has.
    pub fn length(&mut self) -> usize {
        let (_, session) = self.shell.model.shown(self.seconds);
        session.map_or(0, |it| it.editor.view().display_chars())
    }

    /// The document's changes, one by one, and how many operations they have.
    pub fn history(&mut self) -> (Vec<u8>, u64) {
        let (_, session) = self.shell.model.shown(self.seconds);
        session.map_or_else(Default::default, |it| {
            let document = &mut it.document.document;
            (document.changes_beyond(&[]), document.operations())
        })
    }

    /// Puts the caret somewhere, or selects.
    pub fn select(&mut self, caret: usize, other: usize) {
        let (_, session) = self.shell.model.shown(self.seconds);
        if let Some(session) = session {
            session.editor.moved(editor::Selection { caret, other });
        }
    }

    /// What the status line says that is wrong, if anything.
    pub fn problem(&self) -> Option<&str> {
        self.shell.model.state.problem.as_deref()
    }

    /// Closes the window.
    pub fn close(mut self) {
        self.shell.close();
    }
}

/// A key that is pressed.
pub fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}
