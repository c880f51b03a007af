//! Who belongs to the network, by municipality: what each is and was, and with which computers. Administrators change it;
//! everybody changes their own name and title.

mod conflicts;
mod doubles;
mod entry;
mod form;

use egui::{Align, CollapsingHeader, Frame, Label, Layout, Margin, RichText, ScrollArea, Ui, vec2};
use samskriv_shared::{documents::Term, membership::Role};

use self::{
    doubles::Doubles,
    entry::{Entry, Group, groups, left},
    form::Form,
};
use crate::{
    command::{Command, CommandQueue, PeopleCommand},
    i18n::Texts,
    state::{AppState, Invitation, Network, Pointed, Spot},
    ui::{
        scrolled::scrolled,
        spot::spot_ui,
        theme::{self, MEASURE, UNIT},
        widgets::{chip, link_button, paper, primary_button, quiet_label, section_label},
    },
};

/// Whose row is unfolded, and what is typed into it.
#[derive(Default)]
pub struct MembersView {
    form: Option<Form>,
    /// The last time that somebody was pointed at for whom those who have left were unfolded.
    unfolded: Option<Pointed>,
}

/// The page.
pub fn members_ui(ui: &mut Ui, state: &AppState, view: &mut MembersView, queue: &mut CommandQueue) {
    let Some(current) = state.current() else { return };
    let groups = groups(state);
    let left = left(state);
    let open = view.form.as_ref().map(|form| form.of.clone());
    let shown = groups.iter().flat_map(|group| &group.entries).chain(&left);
    if open.is_some_and(|open| shown.into_iter().all(|entry| entry.key != open)) {
        view.form = None;
    }
    scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
        ui.set_max_width(MEASURE.min(ui.available_width()));
        let doubles = Doubles::of(state);
        doubles.asked_ui(ui, state, queue);
        invite_ui(ui, state, current, &groups, queue);
        for group in &groups {
            group_ui(ui, state, (group, &doubles), view, queue);
        }
        left_ui(ui, state, (&left, &doubles), view, queue);
        invitations_ui(ui, state, queue);
    });
}

/// A role's word.
pub fn role_word(role: Role) -> &'static str {
    match role {
        Role::Admin => "members-role-admin",
        Role::Editor => "members-role-editor",
        Role::Reader => "members-role-reader",
    }
}

/// How others come in, or whom to ask.
fn invite_ui(
    ui: &mut Ui,
    state: &AppState,
    current: &Network,
    groups: &[Group<'_>],
    queue: &mut CommandQueue,
) {
    let texts = &state.texts;
    let people: Vec<&Entry<'_>> = groups.iter().flat_map(|group| &group.entries).collect();
    let alone = people.iter().all(|entry| entry.is_me);
    if !current.may_invite {
        let admins = people.iter().filter(|entry| entry.role() == Some(Role::Admin));
        let admins: Vec<&str> = admins.map(|entry| entry.name.as_str()).collect();
        if !admins.is_empty() {
            let admins = admins.join(", ");
            quiet_label(ui, texts.with("members-who-invites", &[("names", admins.into())]));
        }
        ui.add_space(UNIT);
        return;
    }
    if alone {
        ui.label(texts.get("members-alone"));
    }
    if current.relay.is_none() {
        quiet_label(ui, texts.get("members-no-relay"));
        if primary_button(ui, &texts.get("members-connect"), true).clicked() {
            queue.push(Command::AskToConnect);
        }
    } else {
        ui.horizontal_wrapped(|ui| {
            let ask = |person| Command::People(PeopleCommand::AskToInvite(person));
            if primary_button(ui, &texts.get("members-invite"), true).clicked() {
                queue.push(ask(None));
            }
            if ui.button(texts.get("members-my-other")).clicked() {
                queue.push(ask(Some(current.me)));
            }
        });
    }
    ui.add_space(2.0 * UNIT);
}

fn group_ui(
    ui: &mut Ui,
    state: &AppState,
    (group, doubles): (&Group<'_>, &Doubles<'_>),
    view: &mut MembersView,
    queue: &mut CommandQueue,
) {
    let name = match group.municipality.is_empty() {
        true => state.texts.get("members-no-municipality"),
        false => group.municipality.clone(),
    };
    ui.add_space(UNIT);
    section_label(ui, &name);
    conflicts::of_municipality_ui(ui, state, &group.municipality, queue);
    for entry in &group.entries {
        entry_ui(ui, state, (entry, doubles), view, queue);
    }
    ui.add_space(UNIT);
}

fn left_ui(
    ui: &mut Ui,
    state: &AppState,
    (left, doubles): (&[Entry<'_>], &Doubles<'_>),
    view: &mut MembersView,
    queue: &mut CommandQueue,
) {
    if left.is_empty() {
        return;
    }
    ui.add_space(2.0 * UNIT);
    let heading = state.texts.with("members-left", &[("n", left.len().into())]);
    let pointed = state.pointed.filter(|pointed| {
        left.iter().any(|entry| entry.person.is_some_and(|it| pointed.spot == Spot::Person(it.id)))
    });
    let unfolds = pointed.is_some() && view.unfolded != pointed;
    view.unfolded = pointed;
    CollapsingHeader::new(RichText::new(heading).text_style(theme::section_style()))
        .id_salt("left")
        .open(unfolds.then_some(true))
        .show(ui, |ui| {
            for entry in left {
                entry_ui(ui, state, (entry, doubles), view, queue);
            }
        });
}

fn entry_ui(
    ui: &mut Ui,
    state: &AppState,
    (entry, doubles): (&Entry<'_>, &Doubles<'_>),
    view: &mut MembersView,
    queue: &mut CommandQueue,
) {
    match entry.person {
        Some(person) => spot_ui(ui, state, (Spot::Person(person.id), &entry.name), |ui| {
            row_ui(ui, state, (entry, doubles), view, queue);
        }),
        None => row_ui(ui, state, (entry, doubles), view, queue),
    }
}

fn row_ui(
    ui: &mut Ui,
    state: &AppState,
    (entry, doubles): (&Entry<'_>, &Doubles<'_>),
    view: &mut MembersView,
    queue: &mut CommandQueue,
) {
    let open = view.form.as_ref().is_some_and(|form| form.of == entry.key);
    let may = form::may_change(state, entry);
    let frame = if open { paper(ui) } else { Frame::new().inner_margin(Margin::symmetric(0, 4)) };
    frame.show(ui, |ui| {
        let row = vec2(ui.available_width(), 30.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
            if may && !open {
                let name = state.texts.with("members-change-name", &[("name", entry.name.as_str().into())]);
                let button = link_button(ui, &state.texts.get("members-change"));
                if button.accessible_name(name).clicked() {
                    view.form = Some(Form::of(state, entry));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| name_ui(ui, state, entry));
        });
        if open {
            if !form::form_ui(ui, state, entry, &mut view.form, queue) {
                view.form = None;
            }
        } else {
            about_ui(ui, state, entry);
        }
        if let Some(person) = entry.person {
            conflicts::of_person_ui(ui, state, person, may, queue);
            doubles.told_ui(ui, state, person, queue);
        }
    });
}

/// "Anna Ek  (du)  Skolchef  [ordf.]".
fn name_ui(ui: &mut Ui, state: &AppState, entry: &Entry<'_>) {
    let texts = &state.texts;
    let palette = theme::palette(ui.visuals());
    let you = if entry.is_me { texts.get("members-you") } else { String::new() };
    ui.label(RichText::new(format!("{} {you}", entry.name).trim_end()).text_style(theme::section_style()));
    if !entry.title.is_empty() {
        ui.add(Label::new(RichText::new(&entry.title).color(palette.quiet)).truncate());
    }
    if entry.person.is_some_and(|person| person.is_chair(state.now.today())) {
        chip(ui, &texts.get("window-chair-short"), palette.ink, palette.accent_soft);
    }
}

/// The quieter lines under the name.
fn about_ui(ui: &mut Ui, state: &AppState, entry: &Entry<'_>) {
    let texts = &state.texts;
    let gone = entry.person.is_some_and(|person| person.left || person.has_left(state.now.today()));
    let mut about = match gone && entry.devices.is_empty() {
        // Of what they were, not of what they have not done.
        true => Vec::from_iter(Some(entry.municipality.clone()).filter(|name| !name.is_empty())),
        false => vec![devices_words(texts, entry)],
    };
    if let Some(person) = entry.person {
        let terms: Vec<String> = person.chair.iter().map(|term| term_words(texts, term)).collect();
        if !terms.is_empty() {
            about.push(texts.with("members-chair", &[("periods", terms.join(", ").into())]));
        }
        if let Some(last) = person.left_on {
            let left = person.has_left(state.now.today());
            let key = if left { "members-left-on" } else { "members-leaves-on" };
            about.push(texts.with(key, &[("date", texts.date(last).into())]));
        }
    }
    quiet_label(ui, about.join(" · "));
}

fn devices_words(texts: &Texts, entry: &Entry<'_>) -> String {
    let Some(role) = entry.role() else { return texts.get("members-no-device") };
    let role = texts.get(role_word(role));
    match entry.devices.len() {
        1 => role,
        n => texts.with("members-devices", &[("role", role.into()), ("n", n.into())]),
    }
}

/// "1 januari 2027 – 31 december 2027", or from a day on.
pub fn term_words(texts: &Texts, term: &Term) -> String {
    let from = texts.date(term.from);
    match term.to {
        Some(to) => format!("{from} – {}", texts.date(to)),
        None => texts.with("members-from", &[("date", from.into())]),
    }
}

fn invitations_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    if state.invitations.is_empty() {
        return;
    }
    ui.add_space(3.0 * UNIT);
    section_label(ui, &state.texts.get("members-invitations"));
    for invitation in &state.invitations {
        let words = invitation_words(&state.texts, invitation);
        ui.horizontal_wrapped(|ui| {
            ui.label(&words);
            let name = state.texts.with("members-revoke-name", &[("invitation", words.into())]);
            let button = link_button(ui, &state.texts.get("members-revoke"));
            if button.accessible_name(name).clicked() {
                queue.push(Command::People(PeopleCommand::Revoke(invitation.device)));
            }
        });
    }
}

fn invitation_words(texts: &Texts, invitation: &Invitation) -> String {
    let until = invitation.until.map(|until| texts.date(until.date())).unwrap_or_default();
    let role = texts.get(role_word(invitation.role));
    let values = [("role", role.into()), ("date", until.into()), ("n", invitation.left.into())];
    texts.with("members-invitation", &values)
}
