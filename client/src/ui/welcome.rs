//! The first start: three ways to begin, each with the few things it needs to know. The same view starts or
//! joins a further network later.

use egui::{
    Align, CentralPanel, Frame, Key, Label, Layout, Margin, Response, RichText, ScrollArea, Ui, vec2,
};
use samskriv_shared::{
    invite::InviteLink,
    recovery::{CodeError, RecoveryCode},
};

use crate::{
    command::{Command, CommandQueue},
    i18n::Texts,
    state::{AppState, Me},
    ui::{
        focus::escaped,
        problem_ui,
        scrolled::{appears, scrolled},
        theme::{self, UNIT},
        widgets::{self, labelled_field, paper, primary_button, quiet_label, section_label},
    },
};

const WIDTH: f32 = 600.0;
/// What may stand around a link in a text.
const QUOTES: [char; 6] = ['<', '>', '"', '”', '»', ')'];

/// What is typed in.
#[derive(Default)]
pub struct WelcomeView {
    way: Option<Way>,
    me: Me,
    link: String,
    name: String,
    relay: String,
    token: String,
    /// The first field of a way that was just chosen takes the focus.
    just_chosen: bool,
    /// The link that the program was opened with, once it stands in its field.
    given: Option<String>,
    /// The pass in which it was there last.
    shown: Option<u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Way {
    Write,
    Join,
    Create,
}

/// The view.
pub fn welcome_ui(ui: &mut Ui, state: &AppState, view: &mut WelcomeView, queue: &mut CommandQueue) {
    view.forget_what_is_over(ui);
    view.take_given(state);
    let desk = theme::palette(ui.visuals()).desk;
    let frame = Frame::new().fill(desk).inner_margin(Margin::symmetric(24, 32));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
            let side = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
            ui.horizontal_top(|ui| {
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.set_width(WIDTH.min(ui.available_width()));
                    column_ui(ui, state, view, queue);
                });
            });
        });
    });
}

fn column_ui(ui: &mut Ui, state: &AppState, view: &mut WelcomeView, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let first = state.networks.as_ref().is_none_or(Vec::is_empty);
    // The way that is chosen needs the room.
    let above = if view.way.is_none() { ui.ctx().content_rect().height() / 8.0 - 32.0 } else { 0.0 };
    ui.add_space(above.max(0.0));
    ui.label(RichText::new("Samskriv").text_style(theme::title_style()));
    let greeting = if first { "window-welcome" } else { "window-another-network" };
    ui.label(texts.get(greeting));
    ui.add_space(3.0 * UNIT);
    problem_ui(ui, state, queue);
    if first {
        way_ui(ui, state, view, Way::Write, queue);
    }
    way_ui(ui, state, view, Way::Join, queue);
    way_ui(ui, state, view, Way::Create, queue);
    let escaped = escaped(ui);
    let folds = escaped && view.way.take().is_some();
    if !first && (ui.button(texts.get("window-back")).clicked() || (escaped && !folds)) {
        queue.push(Command::Choose(false));
    }
}

fn way_ui(ui: &mut Ui, state: &AppState, view: &mut WelcomeView, way: Way, queue: &mut CommandQueue) {
    let (title, about) = way.words(&state.texts);
    paper(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        if view.way == Some(way) {
            section_label(ui, &title);
            quiet_label(ui, about);
            ui.add_space(UNIT);
            form_ui(ui, state, view, way, queue);
        } else {
            ui.horizontal(|ui| {
                if ui.add(egui::Button::new(title.as_str()).min_size(vec2(190.0, 38.0))).clicked() {
                    (view.way, view.just_chosen) = (Some(way), true);
                    queue.push(Command::DismissProblem);
                }
                ui.add_space(2.0 * UNIT);
                let space = vec2(ui.available_width(), 38.0);
                ui.allocate_ui_with_layout(space, Layout::left_to_right(Align::Center), |ui| {
                    let about =
                        RichText::new(about).size(theme::SMALL).color(theme::palette(ui.visuals()).quiet);
                    ui.add(Label::new(about).wrap());
                });
            });
        }
    });
    ui.add_space(2.0 * UNIT);
}

fn form_ui(ui: &mut Ui, state: &AppState, view: &mut WelcomeView, way: Way, queue: &mut CommandQueue) {
    let texts = &state.texts;
    let first = match way {
        Way::Write => None,
        Way::Join => Some(link_ui(ui, state, view)),
        Way::Create => {
            let hint = texts.get("window-network-name-hint");
            Some(labelled_field(ui, &texts.get("window-network-name"), &hint, &mut view.name))
        }
    };
    let [name, _] = pair_ui(
        ui,
        [
            (texts.get("window-my-name"), String::new(), &mut view.me.name),
            (texts.get("window-my-municipality"), String::new(), &mut view.me.municipality),
        ],
    );
    if way != Way::Write {
        labelled_field(ui, &texts.get("window-my-title"), &texts.get("window-optional"), &mut view.me.title);
    }
    if way == Way::Create {
        pair_ui(
            ui,
            [
                (texts.get("window-relay"), texts.get("window-relay-optional"), &mut view.relay),
                (texts.get("window-relay-token"), texts.get("window-relay-token-hint"), &mut view.token),
            ],
        );
        quiet_label(ui, texts.get("window-relay-about"));
    }
    if std::mem::take(&mut view.just_chosen) {
        let given = way == Way::Join && !view.link.is_empty();
        first.filter(|_| !given).unwrap_or(name).request_focus();
    }
    ui.add_space(UNIT);
    let ready = view.missing(way, state).is_none() && !state.busy;
    let verb =
        if way == Way::Join && view.recovers() { texts.get("window-recover") } else { way.verb(texts) };
    ui.horizontal(|ui| {
        let pressed = primary_button(ui, &verb, ready).clicked();
        let entered =
            ui.input(|input| input.key_pressed(Key::Enter)) && ui.memory(|memory| memory.focused()).is_none();
        if ready && (pressed || entered) {
            queue.push(view.command(way, state));
        }
        if widgets::link_button(ui, &texts.get("window-cancel")).clicked() {
            view.way = None;
        }
        if state.busy {
            ui.spinner();
            quiet_label(ui, texts.get("window-working"));
        } else if let Some(missing) = view.missing(way, state) {
            quiet_label(ui, missing);
        }
    });
}

/// The invitation link, or a recovery code in its place.
fn link_ui(ui: &mut Ui, state: &AppState, view: &mut WelcomeView) -> Response {
    let texts = &state.texts;
    let link = labelled_field(ui, &texts.get("window-invitation-link"), "samskriv:join?…", &mut view.link);
    if link.changed() {
        view.link = link_in(&view.link).to_owned();
    }
    if view.recovers() {
        quiet_label(ui, texts.get("window-recover-about"));
    }
    if view.lacks_relay(state) {
        labelled_field(ui, &texts.get("window-relay"), "https://relä.example", &mut view.relay);
    }
    link
}

/// The invitation link or recovery code in what was pasted, which may be all of a mail; what was pasted if there is none.
fn link_in(pasted: &str) -> &str {
    let Some(from) = pasted.find("samskriv:").map(|at| &pasted[at..]) else { return pasted };
    let until = |ends: fn(char) -> bool| from.split(ends).next().unwrap_or(from);
    let quoted = until(|c| QUOTES.contains(&c));
    let word = until(|c| c.is_whitespace() || QUOTES.contains(&c));
    let reads = |text: &&str| InviteLink::parse(text).is_ok() || RecoveryCode::parse(text).is_ok();
    // A link may have been wrapped, with spaces where its lines ended.
    [pasted, from, quoted, word].into_iter().find(reads).unwrap_or(pasted)
}

/// Two fields side by side: each its label, its hint and its text.
fn pair_ui(ui: &mut Ui, fields: [(String, String, &mut String); 2]) -> [Response; 2] {
    let half = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    let pair = ui.horizontal_top(|ui| {
        fields.map(|(label, hint, text)| {
            ui.allocate_ui(vec2(half, 0.0), |ui| labelled_field(ui, &label, &hint, text)).inner
        })
    });
    pair.inner
}

impl WelcomeView {
    /// Whoever comes back begins anew: what was typed for another network is not this one's.
    fn forget_what_is_over(&mut self, ui: &Ui) {
        if appears(ui, &mut self.shown) {
            *self = WelcomeView { shown: self.shown, ..WelcomeView::default() };
        }
    }

    /// An invitation that the program was opened with stands in its field already.
    fn take_given(&mut self, state: &AppState) {
        if self.given != state.link {
            self.given = state.link.clone();
            if let Some(link) = &state.link {
                self.link = link.clone();
                (self.way, self.just_chosen) = (Some(Way::Join), true);
            }
        }
    }

    /// Whether what stands for a link is a recovery code, or was meant as one.
    fn recovers(&self) -> bool {
        RecoveryCode::parse(&self.link) != Err(CodeError::NotACode)
    }

    /// Whether it is one that was printed before its network had a relay, and nobody here knows which it has.
    fn lacks_relay(&self, state: &AppState) -> bool {
        let Ok(RecoveryCode { relay: None, workspace: Some(id), .. }) = RecoveryCode::parse(&self.link)
        else {
            return false;
        };
        !state.networks.iter().flatten().any(|network| network.id == id)
    }

    /// Which fields are still to be filled in, in a sentence; none if none is.
    fn missing(&self, way: Way, state: &AppState) -> Option<String> {
        let of_the_way = match way {
            Way::Write => None,
            Way::Join => Some(("window-invitation-link", &self.link)),
            Way::Create => Some(("window-network-name", &self.name)),
        };
        let relay = (way == Way::Join && self.lacks_relay(state)).then_some(("window-relay", &self.relay));
        let me = [("window-my-name", &self.me.name), ("window-my-municipality", &self.me.municipality)];
        let wanted = of_the_way.into_iter().chain(relay).chain(me);
        let missing = wanted.filter(|(_, text)| text.trim().is_empty());
        let names: Vec<String> = missing.map(|(label, _)| state.texts.get(label)).collect();
        let values = [("fields", names.join(", ").into())];
        (!names.is_empty()).then(|| state.texts.with("window-still-missing", &values))
    }

    fn command(&self, way: Way, state: &AppState) -> Command {
        let trimmed = |text: &str| text.trim().to_owned();
        let me = Me {
            name: trimmed(&self.me.name),
            municipality: trimmed(&self.me.municipality),
            title: trimmed(&self.me.title),
        };
        match way {
            Way::Write => Command::StartWriting(me),
            Way::Join if self.recovers() => {
                let relay = if self.lacks_relay(state) { trimmed(&self.relay) } else { String::new() };
                Command::Recover { code: trimmed(&self.link), relay, me }
            }
            Way::Join => Command::Join { link: trimmed(&self.link), me },
            Way::Create => Command::CreateNetwork {
                name: trimmed(&self.name),
                relay: trimmed(&self.relay),
                token: trimmed(&self.token),
                me,
            },
        }
    }
}

impl Way {
    fn words(self, texts: &Texts) -> (String, String) {
        let (title, about) = match self {
            Way::Write => ("window-start-writing", "window-start-writing-about"),
            Way::Join => ("window-open-invitation", "window-open-invitation-about"),
            Way::Create => ("window-create-network", "window-create-network-about"),
        };
        (texts.get(title), texts.get(about))
    }

    fn verb(self, texts: &Texts) -> String {
        texts.get(match self {
            Way::Write => "window-start",
            Way::Join => "window-join",
            Way::Create => "window-create",
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const LINK: &str = "samskriv:join?relay=http://127.0.0.1:4480&workspace=0404040404040404040404040404040404040404040404040404040404040404&chain=0505050505050505050505050505050505050505050505050505050505050505#BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

    #[test]
    fn a_link_is_found_in_whatever_was_pasted() {
        InviteLink::parse(LINK).unwrap();
        let wrapped = format!("{} {}", &LINK[..60], &LINK[60..]);
        for pasted in [
            LINK.to_owned(),
            format!("  {LINK} "),
            format!("Hej! Här är länken: {LINK} Hälsningar, Anna"),
            format!("Öppna <{LINK}> i Samskriv."),
            format!("Öppna <{wrapped}> i Samskriv."),
            format!("(”{LINK}”)"),
        ] {
            let found = InviteLink::parse(link_in(&pasted));
            assert_eq!(found.unwrap().to_string(), LINK, "{pasted}");
        }
        for other in ["", "samskriv:", "samskriv:join?x", "hej samskriv: är bra", "ä samskriv:å"] {
            assert_eq!(link_in(other), other);
        }
    }
}
