//! What stands under a field for a day while it is typed: the day that is meant, in full; or why it is none.

use egui::{Area, Frame, Margin, Order, Response, RichText, TextEdit, Ui};
use jiff::civil::Date;
use samskriv_shared::documents::Moment;

use crate::{
    input::{self, Around, Misread},
    state::AppState,
    ui::{
        day_picker::day_label_ui,
        focus::select_on_tab,
        theme::{self, SMALL, UNIT},
        widgets::{entered, labelled, quiet_label},
    },
};

/// The widest that a day in full gets, in points.
const WIDEST: f32 = 280.0;

/// What a field of [`crate::ui::fields::Fields`] says.
pub fn note_ui(ui: &mut Ui, state: &AppState, reading: Option<Result<Date, Misread>>) {
    match reading {
        Some(Ok(day)) => meant_ui(ui, state, day),
        Some(Err(misread)) => wrong_ui(ui, state.texts.misread(misread)),
        None => {}
    }
}

/// Over what stands below, since it is gone once somebody goes on: nothing moves under the pointer then.
fn meant_ui(ui: &Ui, state: &AppState, day: Date) {
    let place = ui.next_widget_position();
    let area = Area::new(ui.scope_id().with("meant")).order(Order::Foreground).fixed_pos(place);
    area.interactable(false).show(ui.ctx(), |ui| {
        let frame = Frame::popup(ui.style()).inner_margin(Margin::symmetric(8, 3));
        frame.show(ui, |ui| {
            ui.set_max_width(WIDEST);
            quiet_label(ui, state.texts.date_with_weekday(day));
        });
    });
}

fn wrong_ui(ui: &mut Ui, words: String) {
    let wrong = theme::palette(ui.visuals()).wrong;
    ui.label(RichText::new(words).size(SMALL).color(wrong));
}

/// A field of a form that is written only with the others.
pub struct DayField<'a> {
    pub label: &'a str,
    pub hint: &'a str,
    pub text: &'a mut String,
    /// A time may stand behind the day: it stays when another day is chosen.
    pub timed: bool,
    /// The day that a text means, if it means one; or why it cannot be taken, as a sentence.
    pub read: &'a dyn Fn(&str) -> Result<Option<Date>, String>,
}

/// The field with its label, the calendar and what is to be said of it. Enter leaves it only where it is understood.
pub fn day_field_ui(ui: &mut Ui, state: &AppState, field: DayField<'_>) -> Response {
    let DayField { label, hint, text, timed, read } = field;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.5 * UNIT;
        let width = ui.available_width();
        let id = ui.make_persistent_id(label);
        let day = (read(text).ok().flatten(), state.now.today());
        let (label, chosen) = day_label_ui(ui, state, (label, id), width, day);
        if let Some(day) = chosen {
            *text = state.texts.moment(on_day(day, timed.then_some(text), state.now.today()));
        }
        let hint = RichText::new(hint).size(SMALL);
        let response = ui.add(TextEdit::singleline(text).id(id).hint_text(hint).desired_width(width));
        let response = labelled(response, &label);
        select_on_tab(ui, &response);
        let reading = read(text);
        if response.changed() || chosen.is_some() {
            ui.data_mut(|data| data.remove::<bool>(refused_id(&response)));
        }
        if entered(ui, &response) && reading.is_err() {
            refuse(ui, &response);
        }
        let refused = ui.data(|data| data.get_temp(refused_id(&response))).unwrap_or(false);
        match reading {
            Err(words) if refused || !response.has_focus() => wrong_ui(ui, words),
            Ok(Some(day)) if response.has_focus() => meant_ui(ui, state, day),
            _ => {}
        }
        response
    })
    .inner
}

/// Somebody wanted to be done with a field that is not understood: they go on in it, and are told why.
pub fn refuse(ui: &Ui, field: &Response) {
    ui.data_mut(|data| data.insert_temp(refused_id(field), true));
    field.request_focus();
}

fn refused_id(field: &Response) -> egui::Id {
    field.id.with("refused")
}

/// A day that was chosen, at the time that was typed before.
fn on_day(day: Date, typed: Option<&mut String>, today: Date) -> Moment {
    let typed = typed.and_then(|text| input::moment(text, Around::From(today)).ok());
    let time = typed.and_then(|moment| moment.time());
    time.map_or(Moment::Day(day), |time| Moment::Time(day.to_datetime(time)))
}

/// Nothing, or a day; or why it is neither, as a sentence.
pub fn optional_day(state: &AppState, text: &str, around: Around) -> Result<Option<Date>, String> {
    match text.trim().is_empty() {
        true => Ok(None),
        false => input::date(text, around).map(Some).map_err(|it| state.texts.misread(it)),
    }
}
