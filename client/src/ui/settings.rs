//! What somebody chooses: who they are here, the language, how the window looks; and where what they write lies, with a
//! backup of it.

use egui::{Align, Context, Id, Response, ScrollArea, TextEdit, ThemePreference, Ui};

use crate::{
    command::{Command, CommandQueue, PeopleCommand, PersonEdit, Secret},
    i18n::Lang,
    preferences::{Look, Preferences},
    state::{AppState, Task},
    ui::{
        leaving,
        scrolled::scrolled,
        shortcuts,
        theme::{self, MEASURE, UNIT},
        widgets::{
            copy_button, label_over, labelled, labelled_field, primary_button, quiet_label, section_label,
        },
    },
};

/// The width of the fields, in points.
const FIELD: f32 = 440.0;

/// What is typed and not done yet.
#[derive(Default)]
pub struct SettingsView {
    me: Option<(String, String)>,
    /// None until somebody has changed the proposed one.
    file: Option<String>,
    passphrase: String,
    again: String,
    copied: bool,
}

/// What was chosen about the looks, as far as egui has been told.
#[derive(Default)]
pub struct Applied(Preferences);

impl Applied {
    /// Tells egui what is new.
    pub fn follow(&mut self, ctx: &Context, chosen: Preferences) {
        if self.0.look != chosen.look {
            ctx.set_theme(match chosen.look {
                Look::System => ThemePreference::System,
                Look::Light => ThemePreference::Light,
                Look::Dark => ThemePreference::Dark,
            });
        }
        if self.0.size != chosen.size {
            ctx.set_zoom_factor(f32::from(chosen.size) / 100.0);
        }
        self.0 = chosen;
    }
}

/// The keys that make everything larger and smaller.
pub fn size_keys(ui: &Ui, state: &AppState, queue: &mut CommandQueue) {
    let chosen = state.preferences;
    let wished = if shortcuts::larger(ui) {
        chosen.larger()
    } else if shortcuts::pressed(ui, shortcuts::SMALLER) {
        chosen.smaller()
    } else if shortcuts::pressed(ui, shortcuts::AS_LARGE_AS_USUAL) {
        Preferences { size: Preferences::default().size, ..chosen }
    } else {
        return;
    };
    if wished != chosen {
        queue.push(Command::Prefer(wished));
    }
}

/// The page.
pub fn settings_ui(ui: &mut Ui, state: &AppState, view: &mut SettingsView, queue: &mut CommandQueue) {
    scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
        ui.set_max_width(MEASURE.min(ui.available_width()));
        me_ui(ui, state, view, queue);
        let mut chosen = state.preferences;
        language_ui(ui, state, queue);
        looks_ui(ui, state, &mut chosen);
        writing_ui(ui, state, &mut chosen);
        if chosen != state.preferences {
            queue.push(Command::Prefer(chosen));
        }
        backup_ui(ui, state, view, queue);
        place_ui(ui, state, view, queue);
        links_ui(ui, state, queue);
        relay_ui(ui, state, queue);
        leave_ui(ui, state, queue);
    });
}

/// Where the network's relay is: one may have moved, or its address have been mistyped.
fn relay_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let Some(url) = state.current().and_then(|current| current.relay.as_deref()) else { return };
    let texts = &state.texts;
    section_ui(ui, &texts.get("settings-relay"), |ui| {
        quiet_label(ui, texts.with("settings-relay-about", &[("url", url.into())]));
        if ui.button(texts.get("settings-relay-change")).clicked() {
            queue.push(Command::AskToConnect);
        }
    });
}

fn leave_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    let Some(current) = state.current() else { return };
    let title = state.texts.with("leave-section", &[("network", current.name.as_str().into())]);
    section_ui(ui, &title, |ui| {
        quiet_label(ui, state.texts.get("leave-about"));
        leaving::ask_button(ui, state, queue);
    });
}

/// Has the page show the backup when it is next drawn, and put the caret there.
pub fn show_backup(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(to_backup(), true));
}

fn to_backup() -> Id {
    Id::unique("to-backup")
}

fn section_ui(ui: &mut Ui, title: &str, add: impl FnOnce(&mut Ui)) {
    section_label(ui, title);
    add(ui);
    ui.add_space(4.0 * UNIT);
}

fn me_ui(ui: &mut Ui, state: &AppState, view: &mut SettingsView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let Some(current) = state.current() else { return };
    let title = texts.with("settings-me", &[("network", current.name.as_str().into())]);
    section_ui(ui, &title, |ui| {
        let Some(me) = state.me().filter(|_| current.may_write) else {
            ui.label(&current.my_name);
            quiet_label(ui, texts.get("settings-me-fixed"));
            return;
        };
        let known = (me.name.clone(), me.title.clone());
        let typed = view.me.get_or_insert_with(|| known.clone());
        ui.scope(|ui| {
            ui.set_max_width(FIELD.min(ui.available_width()));
            labelled_field(ui, &texts.get("members-name"), "", &mut typed.0);
            labelled_field(ui, &texts.get("members-title"), "", &mut typed.1);
        });
        let (name, title) = (typed.0.trim().to_owned(), typed.1.trim().to_owned());
        let ready = !name.is_empty() && (&name, &title) != (&known.0, &known.1);
        if primary_button(ui, &texts.get("members-save"), ready).clicked() {
            for (new, old, edit) in [
                (name, known.0, PersonEdit::Name as fn(String) -> PersonEdit),
                (title, known.1, PersonEdit::Title as fn(String) -> PersonEdit),
            ] {
                if new != old {
                    queue.push(Command::People(PeopleCommand::Edit(me.id, edit(new))));
                }
            }
            view.me = None;
        }
    });
}

fn language_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    section_ui(ui, &state.texts.get("settings-language"), |ui| {
        ui.horizontal(|ui| {
            for (lang, key) in [(Lang::Sv, "settings-swedish"), (Lang::En, "settings-english")] {
                if ui.radio(state.texts.lang() == lang, state.texts.get(key)).clicked() {
                    queue.push(Command::Speak(lang));
                }
            }
        });
    });
}

fn looks_ui(ui: &mut Ui, state: &AppState, chosen: &mut Preferences) {
    let texts = &state.texts;
    section_ui(ui, &texts.get("settings-looks"), |ui| {
        label_over(ui, &texts.get("settings-theme"));
        ui.horizontal_wrapped(|ui| {
            for (look, key) in [
                (Look::System, "settings-theme-system"),
                (Look::Light, "settings-theme-light"),
                (Look::Dark, "settings-theme-dark"),
            ] {
                ui.radio_value(&mut chosen.look, look, texts.get(key));
            }
        });
        ui.add_space(UNIT);
        label_over(ui, &texts.get("settings-size"));
        ui.horizontal_wrapped(|ui| {
            let (smaller, larger) = (chosen.smaller(), chosen.larger());
            let step = |ui: &mut Ui, key: &str, to: Preferences, keys| {
                let button = egui::Button::new(texts.get(key));
                ui.add_enabled(to != *chosen, button).on_hover_text(shortcuts::text(keys)).clicked()
            };
            let is_smaller = step(ui, "settings-smaller", smaller, shortcuts::SMALLER);
            ui.label(texts.with("settings-percent", &[("n", chosen.size.into())]));
            let is_larger = step(ui, "settings-larger", larger, shortcuts::LARGER);
            let usual = Preferences { size: Preferences::default().size, ..*chosen };
            let is_usual = step(ui, "settings-usual", usual, shortcuts::AS_LARGE_AS_USUAL);
            for (wished, to) in [(is_smaller, smaller), (is_larger, larger), (is_usual, usual)] {
                if wished {
                    *chosen = to;
                }
            }
        });
    });
}

fn writing_ui(ui: &mut Ui, state: &AppState, chosen: &mut Preferences) {
    section_ui(ui, &state.texts.get("settings-writing"), |ui| {
        ui.checkbox(&mut chosen.spelling, state.texts.get("settings-spelling"));
    });
}

fn backup_ui(ui: &mut Ui, state: &AppState, view: &mut SettingsView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    section_ui(ui, &texts.get("settings-backup"), |ui| {
        quiet_label(ui, texts.get("settings-backup-about"));
        let file = view.file.get_or_insert_with(|| proposed(state));
        ui.scope(|ui| {
            ui.set_max_width(FIELD.min(ui.available_width()));
            labelled_field(ui, &texts.get("settings-backup-file"), "", file);
            let secret = secret_field(ui, &texts.get("settings-backup-passphrase"), &mut view.passphrase);
            if ui.data_mut(|data| data.remove_temp::<bool>(to_backup())).is_some() {
                secret.scroll_to_me(Some(Align::Center));
                secret.request_focus();
            }
            secret_field(ui, &texts.get("settings-backup-again"), &mut view.again);
        });
        let same = view.passphrase == view.again;
        if !same && !view.again.is_empty() && !view.passphrase.starts_with(&view.again) {
            quiet_label(ui, texts.get("settings-backup-differ"));
        }
        let ready = same && !view.passphrase.is_empty() && state.backup != Task::Working;
        if primary_button(ui, &texts.get("settings-backup-now"), ready).clicked() {
            view.again.clear();
            let passphrase = Secret(std::mem::take(&mut view.passphrase));
            queue.push(Command::BackUp { to: file.clone(), passphrase });
        }
        task_ui(ui, state, &state.backup);
    });
}

/// A file of its own for each day, where people find it.
fn proposed(state: &AppState) -> String {
    let name = state.texts.with("settings-backup-name", &[("date", state.now.today().to_string().into())]);
    let path: std::path::PathBuf = [state.places.home.as_str(), &name].iter().collect();
    path.display().to_string()
}

fn secret_field(ui: &mut Ui, label: &str, text: &mut String) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        let name = label_over(ui, label);
        let edit = TextEdit::singleline(text).password(true).desired_width(ui.available_width());
        labelled(ui.add(edit), &name)
    })
    .inner
}

fn task_ui(ui: &mut Ui, state: &AppState, task: &Task) {
    match task {
        Task::None => {}
        Task::Working => {
            ui.horizontal(|ui| {
                ui.spinner();
                quiet_label(ui, state.texts.get("window-working"));
            });
        }
        Task::Done(said) => {
            ui.label(said);
        }
        Task::Failed(why) => {
            ui.colored_label(theme::palette(ui.visuals()).wrong, why);
        }
    }
}

fn place_ui(ui: &mut Ui, state: &AppState, view: &mut SettingsView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    section_ui(ui, &texts.get("settings-place"), |ui| {
        quiet_label(ui, texts.get("settings-place-about"));
        ui.scope(|ui| {
            ui.set_max_width(FIELD.min(ui.available_width()));
            let mut shown = state.places.data.as_str();
            let edit = TextEdit::singleline(&mut shown).desired_width(ui.available_width());
            ui.add(edit).accessible_name(texts.get("settings-place"));
        });
        let (copy, done) = (texts.get("settings-place-copy"), texts.get("window-copied"));
        ui.horizontal(|ui| {
            if ui.button(texts.get("settings-place-open")).clicked() {
                queue.push(Command::OpenDataFolder);
            }
            if copy_button(ui, [&copy, &done], (view.copied, false)).clicked() {
                ui.copy_text(state.places.data.clone());
                view.copied = true;
            }
        });
    });
}

fn links_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    if !state.places.takes_links {
        return;
    }
    section_ui(ui, &state.texts.get("settings-links"), |ui| {
        quiet_label(ui, state.texts.get("settings-links-about"));
        let button = egui::Button::new(state.texts.get("settings-links-now"));
        if ui.add_enabled(state.links != Task::Working, button).clicked() {
            queue.push(Command::OpenLinks);
        }
        task_ui(ui, state, &state.links);
    });
}
