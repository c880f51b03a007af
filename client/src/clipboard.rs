//! The system's clipboard with formatting, which egui's has not.

use arboard::Clipboard;

use crate::editor::RichClipboard;

/// The system's. It is opened when it is first asked for, and kept: on some systems what is copied is served by whoever
/// copied it.
#[derive(Default)]
pub struct SystemClipboard(Option<Clipboard>);

impl SystemClipboard {
    fn open(&mut self) -> Option<&mut Clipboard> {
        if self.0.is_none() {
            let opened = Clipboard::new();
            self.0 = opened.inspect_err(|error| tracing::warn!(%error, "no clipboard with formatting")).ok();
        }
        self.0.as_mut()
    }
}

impl RichClipboard for SystemClipboard {
    fn html(&mut self) -> Option<String> {
        // None there is not worth a word: most often the clipboard has plain text.
        self.open()?.get().html().ok()
    }

    fn copy(&mut self, html: String, plain: String) -> bool {
        self.open().is_some_and(|clipboard| clipboard.set().html(html, Some(plain)).is_ok())
    }
}
