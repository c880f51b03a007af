//! Who an action can lie on, offered under the field while somebody types names into it: members, and those who were at
//! the open meeting. The arrow keys and Enter choose, or a click.

use egui::{
    Button, Id, Key, LayerId, Modifiers, Order, Popup, PopupCloseBehavior, RichText, Sense, SurrenderFocusOn,
    Ui, text::CCursor,
};

use crate::{
    i18n::collation_key,
    input,
    state::AppState,
    ui::theme::{SMALL, UNIT},
};

/// So many are offered.
const MOST: usize = 6;

/// Somebody with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Somebody {
    name: String,
    municipality: String,
}

impl Somebody {
    /// "Bo Lind, Bjuv".
    fn words(&self) -> String {
        match self.municipality.as_str() {
            "" => self.name.clone(),
            municipality => format!("{}, {municipality}", self.name),
        }
    }
}

/// Offers what fits the name at the end of `text`, which the field `id` shows. Gives the text with the one who was chosen.
/// Before the field is drawn: the keys that choose are not the field's then.
pub fn offers_ui(ui: &mut Ui, state: &AppState, id: Id, text: &str) -> Option<String> {
    // To look at it can take its focus away, too.
    let field = keeping_focus(ui, id, |ui| ui.ctx().read_response(id))?;
    if !ui.memory(|memory| memory.has_focus(id)) || !ui.is_enabled() {
        return None;
    }
    let everybody = everybody(state);
    let fitting = fitting(&everybody, text);
    if fitting.is_empty() {
        return None;
    }
    let mut at = marked(ui, id, text, fitting.len());
    let chosen = keys(ui, &mut at, fitting.len());
    ui.data_mut(|data| data.insert_temp(id.with("offer"), (text.to_owned(), at)));
    let clicked = Popup::from_response(&field)
        .id(offers_id(id))
        .close_behavior(PopupCloseBehavior::IgnoreClicks)
        .gap(0.5 * UNIT)
        .show(|ui| {
            let mut clicked = None;
            for (nth, somebody) in fitting.iter().enumerate() {
                let words = RichText::new(somebody.words()).size(SMALL);
                // No stop of the Tab key: the arrows choose, and the list goes with the field.
                let button = Button::selectable(at == Some(nth), words).sense(Sense::CLICK);
                if ui.add(button).clicked() {
                    clicked = Some(nth);
                }
            }
            clicked
        })
        .and_then(|shown| shown.inner);
    let somebody = *fitting.get(clicked.or(chosen)?)?;
    let text = with_chosen(&everybody, text, somebody);
    go_on_at_the_end(ui, id, &text);
    Some(text)
}

/// Draws the field `id`: a press on what is offered under it leaves it the focus.
pub fn keeping_focus<R>(ui: &mut Ui, id: Id, field: impl FnOnce(&mut Ui) -> R) -> R {
    let offers = LayerId::new(Order::Foreground, offers_id(id));
    let at = ui.ctx().pointer_interact_pos().and_then(|at| ui.ctx().layer_id_at(at));
    let before = ui.ctx().options(|options| options.input_options.surrender_focus_on);
    if at == Some(offers) {
        let never = SurrenderFocusOn::Never;
        ui.ctx().options_mut(|options| options.input_options.surrender_focus_on = never);
    }
    let drawn = field(ui);
    ui.ctx().options_mut(|options| options.input_options.surrender_focus_on = before);
    drawn
}

fn offers_id(field: Id) -> Id {
    field.with("offers")
}

/// Which one the arrow keys have come to; none of another text.
fn marked(ui: &Ui, id: Id, text: &str, count: usize) -> Option<usize> {
    let (of, at) = ui.data(|data| data.get_temp::<(String, Option<usize>)>(id.with("offer")))?;
    at.filter(|at| of == text && *at < count)
}

/// Which one was chosen by a key.
fn keys(ui: &mut Ui, at: &mut Option<usize>, count: usize) -> Option<usize> {
    ui.input_mut(|input| {
        if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
            *at = Some(at.map_or(0, |at| (at + 1) % count));
        }
        if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
            *at = Some(at.map_or(count, |at| if at == 0 { count } else { at }) - 1);
        }
        at.filter(|_| input.consume_key(Modifiers::NONE, Key::Enter))
    })
}

fn go_on_at_the_end(ui: &Ui, id: Id, text: &str) {
    ui.memory_mut(|memory| memory.request_focus(id));
    let mut edit = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = CCursor::new(text.chars().count());
    edit.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
    edit.store(ui.ctx(), id);
}

/// Members of today and those who were at the open meeting, each once, in the alphabet's order.
fn everybody(state: &AppState) -> Vec<Somebody> {
    let today = state.now.today();
    let members = state.people.iter().filter(|person| !person.has_left(today)).map(|person| Somebody {
        name: person.name.clone(),
        municipality: state.municipalities.get(&person.municipality).cloned().unwrap_or_default(),
    });
    let attendance = state.open.iter().flat_map(|open| &open.minutes.attendance);
    let is_member = |id| state.people.iter().any(|person| Some(person.id) == id);
    let others = attendance.filter(|attendee| !is_member(attendee.person)).map(|attendee| Somebody {
        name: attendee.name.clone(),
        municipality: attendee.municipality.clone(),
    });
    let mut everybody: Vec<Somebody> = members.chain(others).filter(|it| !it.name.is_empty()).collect();
    everybody.sort_by_cached_key(|it| (collation_key(&it.name), collation_key(&it.municipality)));
    everybody.dedup();
    everybody
}

/// What stands before the name that is being typed, and that name.
fn split(text: &str) -> (&str, &str) {
    let at = input::last_name(text);
    let (before, last) = text.split_at(at);
    (before, last.trim())
}

/// Those whose name, or a part of it, begins as what is typed; none once it is all there.
fn fitting<'a>(everybody: &'a [Somebody], text: &str) -> Vec<&'a Somebody> {
    let (before, typed) = split(text);
    let typed = typed.to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let already: Vec<String> = before.split([',', ';']).map(|name| name.trim().to_lowercase()).collect();
    let begins = |it: &&Somebody| {
        let name = it.name.to_lowercase();
        let fits = name.starts_with(&typed) || name.split([' ', '-']).any(|part| part.starts_with(&typed));
        fits && !already.contains(&name)
    };
    let fitting: Vec<&Somebody> = everybody.iter().filter(begins).take(MOST).collect();
    match fitting[..] {
        [one] if one.name.to_lowercase() == typed => Vec::new(),
        _ => fitting,
    }
}

/// The name that was being typed is theirs; where another has the same, with the municipality.
fn with_chosen(everybody: &[Somebody], text: &str, chosen: &Somebody) -> String {
    let (before, _) = split(text);
    let namesakes =
        everybody.iter().filter(|it| it.name.to_lowercase() == chosen.name.to_lowercase()).count();
    let name = if namesakes > 1 { chosen.words() } else { chosen.name.clone() };
    let gap = if before.is_empty() { "" } else { " " };
    format!("{}{gap}{name}", before.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everybody() -> Vec<Somebody> {
        let of = |name: &str, municipality: &str| Somebody {
            name: name.to_owned(),
            municipality: municipality.to_owned(),
        };
        vec![of("Bo Lind", "Bjuv"), of("Cilla Ek", "Bjuv"), of("Cilla Ek", "Klippan"), of("Maj-Britt Bo", "")]
    }

    fn words(text: &str) -> Vec<String> {
        fitting(&everybody(), text).iter().map(|it| it.words()).collect()
    }

    #[test]
    fn the_name_at_the_end_finds_people() {
        assert_eq!(words("bo"), ["Bo Lind, Bjuv", "Maj-Britt Bo"]);
        assert_eq!(words("Bo Lind, ci"), ["Cilla Ek, Bjuv", "Cilla Ek, Klippan"]);
        assert_eq!(words("Bo Lind, b"), ["Maj-Britt Bo"], "who is there already is not offered");
        assert_eq!(words("Bo Lind och ci"), ["Cilla Ek, Bjuv", "Cilla Ek, Klippan"]);
        for none in ["", "Bo Lind,", "Bo Lind", "x", "ind"] {
            assert_eq!(words(none), [""; 0], "{none}");
        }
    }

    #[test]
    fn who_is_chosen_takes_the_place_of_what_was_typed() {
        let all = everybody();
        assert_eq!(with_chosen(&all, "b", &all[0]), "Bo Lind");
        assert_eq!(with_chosen(&all, "Bo Lind,ci", &all[2]), "Bo Lind, Cilla Ek, Klippan");
        assert_eq!(with_chosen(&all, "Bo Lind och ci", &all[1]), "Bo Lind och Cilla Ek, Bjuv");
    }
}
