//! The left column: which network is shown and what there is to see of it, its meetings, and how to make another of
//! either.

use egui::{
    Button, ComboBox, FontId, Key, KeyboardShortcut, Label, Modifiers, Rect, RichText, ScrollArea, Sense,
    Stroke, Ui, WidgetInfo, pos2, vec2,
};

use samskriv_shared::ids::DocId;

use crate::{
    command::{Command, CommandQueue, PeopleCommand},
    state::{AppState, MeetingRow, Network, Page},
    ui::{
        icons::{self, Icon},
        reminders::Mine,
        scrolled::scrolled,
        shortcuts,
        theme::{self, RADIUS, SMALL, UNIT},
        widgets::{combo_ui, link_button, list_row, primary_button, quiet_label, row_ground},
    },
};

/// The pages in the order in which they stand, each with its sign, its word and the digit that shows it with Ctrl.
const PAGES: [(Page, Icon, &str, Key); 6] = [
    (Page::Meeting, Icon::BookOpen, "page-meetings", Key::Num1),
    (Page::Actions, Icon::SquareCheck, "page-actions", Key::Num2),
    (Page::Decisions, Icon::Gavel, "page-decisions", Key::Num3),
    (Page::YearPlan, Icon::Calendar, "page-year-plan", Key::Num4),
    (Page::Members, Icon::Users, "page-members", Key::Num5),
    (Page::Search, Icon::Search, "page-search", Key::Num6),
];

/// The height of a link under the meetings, and what is between two, in points.
const LINK: f32 = 24.0;
const LINK_GAP: f32 = 1.0;
/// What stands over the meetings takes about so much, and three of them are to be seen.
const ABOVE: f32 = 310.0;
const LEAST_LIST: f32 = 150.0;

/// The key of a page's name.
pub fn word(page: Page) -> &'static str {
    if page == Page::Trash {
        return "trash-page";
    }
    let known = PAGES.iter().find(|(of, ..)| *of == page);
    known.map_or("page-settings", |(_, _, word, _)| word)
}

/// The pages' words and keys.
pub fn pages() -> impl Iterator<Item = (&'static str, KeyboardShortcut)> {
    PAGES.into_iter().map(|(_, _, word, key)| (word, KeyboardShortcut::new(Modifiers::COMMAND, key)))
}

/// The page that somebody wants by the keyboard: Ctrl with its digit, Ctrl+Shift+F for the search, Ctrl+comma for the
/// settings.
pub fn wished(ui: &Ui) -> Option<Page> {
    if shortcuts::pressed(ui, shortcuts::SEARCH) {
        return Some(Page::Search);
    }
    if shortcuts::pressed(ui, shortcuts::SETTINGS) {
        return Some(Page::Settings);
    }
    let keys =
        PAGES.into_iter().map(|(page, .., key)| (page, KeyboardShortcut::new(Modifiers::COMMAND, key)));
    keys.into_iter().find(|(_, keys)| shortcuts::pressed(ui, *keys)).map(|(page, _)| page)
}

/// The column. What stands under the meetings stays at its bottom, unless they would have no room: then all of it scrolls.
pub fn sidebar_ui(ui: &mut Ui, state: &AppState, mine: Mine, queue: &mut CommandQueue) {
    let Some(current) = state.current() else { return };
    let links = links(state, current);
    let below = links.len() as f32 * (LINK + LINK_GAP) + 2.0 * UNIT;
    let room = ui.max_rect().height();
    if room < ABOVE + below + LEAST_LIST {
        scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| {
            above_ui(ui, state, current, mine, queue);
            list_ui(ui, state, queue);
            links_ui(ui, links, queue);
        });
        return;
    }
    above_ui(ui, state, current, mine, queue);
    let height = ui.available_height() - below;
    // From the top down, also for who goes through it by Tab.
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_height(height);
        scrolled(ui, ScrollArea::vertical().auto_shrink(false), |ui| list_ui(ui, state, queue));
    });
    links_ui(ui, links, queue);
}

/// The network, its pages, and the ways to a new meeting.
fn above_ui(ui: &mut Ui, state: &AppState, current: &Network, mine: Mine, queue: &mut CommandQueue) {
    let texts = &state.texts;
    network_ui(ui, state, current, queue);
    ui.add_space(UNIT);
    ui.scope(|ui| pages_ui(ui, state, mine, queue));
    ui.add_space(2.0 * UNIT);
    let new = primary_button(ui, &texts.get("window-new-meeting"), current.may_write);
    if new.on_hover_text(shortcuts::text(shortcuts::NEW_MEETING)).clicked() {
        queue.push(Command::NewMeeting);
    }
    if let (true, Some(last)) = (current.may_write, last_meeting(state)) {
        let next = link_button(ui, &texts.get("meeting-next"));
        if next.on_hover_text(texts.get("meeting-next-about")).clicked() {
            queue.push(Command::NextMeeting(last));
        }
    }
    ui.add_space(UNIT);
}

fn network_ui(ui: &mut Ui, state: &AppState, current: &Network, queue: &mut CommandQueue) {
    let networks = state.networks.as_deref().unwrap_or_default();
    let name = RichText::new(&current.name).text_style(theme::section_style());
    if networks.len() < 2 {
        ui.add(Label::new(name).truncate()).on_hover_text(&current.name);
        return;
    }
    let combo = ComboBox::from_id_salt("network").selected_text(name).width(ui.available_width());
    let response = combo_ui(ui, combo, |ui| {
        for network in networks {
            if ui.selectable_label(network.id == current.id, &network.name).clicked() {
                queue.push(Command::SelectNetwork(network.id));
            }
        }
    });
    response.accessible_name(format!("{}: {}", state.texts.get("window-network"), current.name));
}

/// The latest meeting that has a day.
fn last_meeting(state: &AppState) -> Option<DocId> {
    state.meetings.iter().find(|row| row.starts.is_some()).map(|row| row.id)
}

fn pages_ui(ui: &mut Ui, state: &AppState, mine: Mine, queue: &mut CommandQueue) {
    ui.spacing_mut().item_spacing.y = 1.0;
    for (page, icon, word, key) in PAGES {
        let selected = state.page == page;
        let response = page_row(ui, selected, icon, &state.texts.get(word));
        // Also where the column is scrolled, with large text.
        let last = ui.scope_id().with("page shown last");
        if selected
            && ui.data_mut(|data| data.get_temp_mut_or_default::<Option<Page>>(last).replace(page))
                != Some(page)
        {
            response.scroll_to_me(None);
        }
        if page == Page::Actions {
            reminder_ui(ui, state, mine, response.rect);
        }
        let keys = KeyboardShortcut::new(Modifiers::COMMAND, key);
        if response.on_hover_text(shortcuts::text(keys)).clicked() {
            queue.push(Command::Go(page));
        }
    }
}

/// How much of mine is late or due today: a number at the end of the row, told in a sentence.
fn reminder_ui(ui: &mut Ui, state: &AppState, mine: Mine, row: Rect) {
    let Some(sentence) = mine.sentence(&state.texts) else { return };
    let palette = theme::palette(ui.visuals());
    let font = FontId::new(SMALL, theme::bold());
    let number = ui.painter().layout_no_wrap(mine.count().to_string(), font, palette.attention);
    let size = vec2((number.size().x + 3.0 * UNIT).max(number.size().y), number.size().y);
    let place = Rect::from_center_size(pos2(row.right() - UNIT - 0.5 * size.x, row.center().y), size);
    let response = ui.interact(place, ui.scope_id().with("reminder"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &sentence));
    ui.painter().rect_filled(place, f32::from(RADIUS), palette.attention_soft);
    ui.painter().galley(place.center() - 0.5 * number.size(), number, palette.attention);
    response.on_hover_text(sentence);
}

/// A page's row: its sign and its word.
fn page_row(ui: &mut Ui, selected: bool, icon: Icon, name: &str) -> egui::Response {
    let palette = theme::palette(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, ui.is_enabled(), selected, name));
    row_ground(ui, &response, selected);
    let (font, ink) = match selected {
        true => (FontId::new(theme::BODY, theme::bold()), palette.accent),
        false => (FontId::proportional(theme::BODY), palette.ink),
    };
    let sign = ui.painter().layout_no_wrap(icons::sign(icon), FontId::proportional(18.0), ink);
    let word = ui.painter().layout_no_wrap(name.to_owned(), font, ink);
    let middle = rect.center().y;
    ui.painter().galley(pos2(rect.left() + 9.0, middle - sign.size().y / 2.0), sign, ink);
    ui.painter().galley(pos2(rect.left() + 36.0, middle - word.size().y / 2.0), word, ink);
    response
}

fn list_ui(ui: &mut Ui, state: &AppState, queue: &mut CommandQueue) {
    ui.spacing_mut().item_spacing.y = 2.0;
    // Which meeting was brought into view last.
    let last = ui.scope_id().with("shown last");
    for row in &state.meetings {
        let shown = state.page == Page::Meeting;
        let selected = shown && state.open.as_ref().is_some_and(|open| open.doc == row.id);
        let response = list_row(ui, selected, &state.title_or_unnamed(&row.title), &second_line(state, row));
        if selected
            && ui.data_mut(|data| data.get_temp_mut_or_default::<Option<DocId>>(last).replace(row.id))
                != Some(row.id)
        {
            response.scroll_to_me(None);
        }
        if response.clicked() && !selected {
            queue.push(Command::OpenMeeting(row.id));
        }
    }
    if state.meetings.is_empty() {
        quiet_label(ui, state.texts.get("window-no-meetings-yet"));
    }
}

fn second_line(state: &AppState, row: &MeetingRow) -> String {
    let word = state.texts.get(super::meeting::state_word(row.state));
    match row.starts {
        Some(starts) => format!("{} · {word}", state.texts.date(starts.date())),
        None => word,
    }
}

/// What stands under the meetings: its words, the keys that do the same, whether it is shown, and what it does.
struct Link {
    words: String,
    keys: Option<KeyboardShortcut>,
    selected: bool,
    command: Command,
}

fn links(state: &AppState, current: &Network) -> Vec<Link> {
    let texts = &state.texts;
    let mut links = Vec::new();
    let mut add = |words: String, command: Command| {
        links.push(Link { words, keys: None, selected: false, command });
    };
    match (&current.relay, current.may_invite) {
        (None, true) => add(texts.get("window-connect"), Command::AskToConnect),
        (Some(_), true) => {
            add(texts.get("window-invite"), Command::People(PeopleCommand::AskToInvite(None)));
        }
        _ => {}
    }
    add(texts.get("window-another"), Command::Choose(true));
    if current.may_write {
        add(texts.get("import-choose"), Command::ChooseFile);
    }
    let trashed = state.in_trash().count();
    if trashed > 0 {
        let words = texts.with("trash-link", &[("n", trashed.into())]);
        let (selected, command) = (state.page == Page::Trash, Command::Go(Page::Trash));
        links.push(Link { words, keys: None, selected, command });
    }
    for (word, keys, selected, command) in [
        ("page-settings", shortcuts::SETTINGS, state.page == Page::Settings, Command::Go(Page::Settings)),
        ("keys-heading", shortcuts::HELP, false, Command::ShowShortcuts),
    ] {
        links.push(Link { words: texts.get(word), keys: Some(keys), selected, command });
    }
    links
}

fn links_ui(ui: &mut Ui, links: Vec<Link>, queue: &mut CommandQueue) {
    ui.add_space(2.0 * UNIT);
    ui.spacing_mut().interact_size.y = LINK;
    ui.spacing_mut().button_padding.y = 2.0;
    ui.spacing_mut().item_spacing.y = LINK_GAP;
    let palette = theme::palette(ui.visuals());
    let visuals = ui.visuals_mut();
    // As the rows above them.
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.widgets.inactive.bg_stroke = Stroke::NONE;
    for Link { words, keys, selected, command } in links {
        let font = if selected { theme::bold() } else { egui::FontFamily::Proportional };
        let words = RichText::new(words).font(FontId::new(SMALL, font)).color(palette.accent);
        let mut link = ui.add(Button::selectable(selected, words).frame_when_inactive(selected));
        if let Some(keys) = keys {
            link = link.on_hover_text(shortcuts::text(keys));
        }
        if link.clicked() {
            queue.push(command);
        }
    }
}
