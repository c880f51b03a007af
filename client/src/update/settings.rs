//! What somebody chooses about the window, the backup, and what the desktop is told.

use std::path::{Path, PathBuf};

use super::{Model, Outgoing, Purpose, status};
use crate::{
    backend::{BackedUp, BackendError, Passphrase, Request},
    command::Secret,
    i18n::{Lang, Texts},
    preferences::Preferences,
    state::{Dialog, Places, Task},
};

impl Model {
    /// At the start: what was chosen before, and where things lie. Where `lang_given`, somebody has asked for the language
    /// that is spoken, this time and not for always: it stays until another is chosen.
    pub fn furnish(&mut self, preferences: Preferences, lang_given: bool, places: Places) {
        self.state.preferences = preferences;
        self.state.places = places;
        if !lang_given {
            self.speak(preferences.language);
        }
    }

    pub(super) fn prefer(&mut self, preferences: Preferences) {
        self.state.preferences = preferences;
        self.outgoing.push(Outgoing::Keep(preferences));
    }

    /// The window speaks it from now on, and the next time.
    pub(super) fn choose_language(&mut self, lang: Lang) {
        self.prefer(Preferences { language: Some(lang), ..self.state.preferences });
        self.speak(Some(lang));
    }

    /// Another language, at once. What stands in the state as sentences is asked for anew.
    fn speak(&mut self, language: Option<Lang>) {
        let Some(lang) = language.filter(|lang| *lang != self.state.texts.lang()) else { return };
        self.state.texts = Texts::new(lang);
        self.state.problem = None;
        (self.state.backup, self.state.links) = (Task::None, Task::None);
        if let Some(workspace) = self.state.network {
            self.ask(Purpose::Status(workspace), Request::Status { workspace });
        }
    }

    /// The program was opened with an invitation, or a second one was while this one is open.
    pub fn on_link(&mut self, link: String) {
        // The recovery code is shown once: it is not to go away by this.
        if !matches!(self.state.dialog, Some(Dialog::Recovery { .. })) {
            self.state.dialog = None;
        }
        self.state.link = Some(link);
        self.choose(true);
    }

    pub(super) fn back_up(&mut self, to: &str, passphrase: Secret) {
        let path = PathBuf::from(to.trim());
        let refused = |key: &str, texts: &Texts| Task::Failed(texts.get(key));
        let Some(passphrase) = Passphrase::new(passphrase.0) else {
            self.state.backup = refused("settings-backup-short", &self.state.texts);
            return;
        };
        if !path.is_absolute() {
            self.state.backup = refused("settings-backup-not-absolute", &self.state.texts);
            return;
        }
        self.state.backup = Task::Working;
        self.ask(Purpose::BackedUp(path.clone()), Request::BackUp { to: path, passphrase });
    }

    pub(super) fn backed_up(&mut self, file: &Path, backup: &BackedUp) {
        let meetings: usize = backup.networks.iter().map(|network| network.meetings).sum();
        let values = [
            ("file", file.display().to_string().into()),
            ("networks", backup.networks.len().into()),
            ("meetings", meetings.into()),
        ];
        self.state.backup = Task::Done(self.state.texts.with("settings-backup-done", &values));
    }

    pub(super) fn not_backed_up(&mut self, error: &BackendError) {
        self.state.backup = Task::Failed(status::sentence(&self.state.texts, error));
    }

    pub(super) fn open_links(&mut self) {
        self.state.links = Task::Working;
        self.outgoing.push(Outgoing::OpenLinks);
    }

    /// Whether the desktop was told, or why not (for people who can do something about it).
    /// The system did not open something that was chosen; `key` is of what is said of it.
    pub fn on_unopened(&mut self, key: &str) {
        self.state.problem = Some(self.state.texts.get(key));
    }

    pub fn on_links(&mut self, told: Result<(), String>) {
        let texts = &self.state.texts;
        self.state.links = match told {
            Ok(()) => Task::Done(texts.get("settings-links-done")),
            Err(detail) => Task::Failed(texts.with("settings-links-failed", &[("detail", detail.into())])),
        };
    }
}
