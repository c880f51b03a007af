//! The yearly plan and the events.

use automerge::{ObjType, ROOT, ReadDoc, transaction::Transactable};
use jiff::civil::date;

use super::*;
use crate::{
    ids::{DocId, EventId, ThemeId},
    text::Changing,
};

const FOOD: ThemeId = ThemeId([4; 16]);
const COURSE: EventId = EventId([5; 16]);
const MEETING: DocId = DocId([6; 16]);

fn people<const N: usize>(ids: [u8; N]) -> Vec<PersonId> {
    ids.map(|n| PersonId([n; 16])).to_vec()
}

fn theme() -> Theme {
    Theme {
        id: FOOD,
        title: "Måltider i äldreomsorgen".to_owned(),
        about: "Vad kostar en måltid?\nVem lagar den?".to_owned(),
        period: Period::new(2027, 2..=4),
        responsible: people([1, 2]),
        meetings: vec![ThemeMeeting::Date(date(2027, 4, 9)), ThemeMeeting::Doc(MEETING)],
    }
}

fn day(month: i8, day: i8) -> Moment {
    Moment::Day(date(2027, month, day))
}

fn event() -> Event {
    Event {
        id: COURSE,
        title: "Kostdagarna".to_owned(),
        from: Some(Moment::Time(date(2027, 5, 12).at(9, 30, 0, 0))),
        to: Some(day(5, 13)),
        place: "Malmö".to_owned(),
    }
}

#[test]
fn themes_are_added_edited_and_removed() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    directory.put_theme(&theme());
    assert_eq!(directory.read().themes, [theme()]);
    directory.document.commit(1);
    directory.put_theme(&theme());
    directory.set_theme_title(FOOD, "Måltider i\näldreomsorgen");
    directory.set_theme_about(FOOD, "Vad kostar en måltid?\r\nVem lagar den?");
    directory.set_theme_title(ThemeId([9; 16]), "Inget");
    assert_eq!(directory.document.commit(2), None, "what is so already, or of no theme, is not written");

    directory.set_theme_title(FOOD, "Måltider");
    directory.set_theme_about(FOOD, "");
    directory.set_theme_period(FOOD, None);
    directory.set_theme_responsible(FOOD, &people([2, 3, 3]));
    directory.set_theme_meetings(FOOD, &[ThemeMeeting::Doc(MEETING)]);
    let bare = Theme {
        title: "Måltider".to_owned(),
        about: String::new(),
        period: None,
        responsible: people([2, 3]),
        meetings: vec![ThemeMeeting::Doc(MEETING)],
        ..theme()
    };
    assert_eq!(directory.read().themes, [bare]);
    directory.put_theme(&theme());
    assert_eq!(directory.read().themes, [theme()]);
    directory.remove_theme(FOOD);
    directory.set_theme_title(FOOD, "Borta");
    assert!(directory.read().themes.is_empty());
}

#[test]
fn a_theme_stands_in_the_years_of_its_period_and_its_meetings() {
    let starts = |doc: &DocId| (*doc == MEETING).then(|| date(2028, 1, 20));
    let years = |theme: Theme| theme.years(starts).into_iter().collect::<Vec<_>>();
    assert_eq!(years(theme()), [2027, 2028]);
    assert_eq!(years(Theme { period: None, ..theme() }), [2027, 2028]);
    assert_eq!(years(Theme { meetings: vec![ThemeMeeting::Doc(DocId([1; 16]))], ..theme() }), [2027]);
    assert!(years(Theme { period: None, meetings: vec![], ..theme() }).is_empty());
    let dates: Vec<_> = theme().dates(starts).into_iter().collect();
    assert_eq!(dates, [date(2027, 4, 9), date(2028, 1, 20)]);
}

#[test]
fn themes_are_in_the_order_of_the_year() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    let periods = [None, Period::of_year(2028), Period::new(2027, 9..=9), Period::new(2027, 2..=4)];
    for (n, period) in (0..).zip(periods) {
        directory.put_theme(&Theme { id: ThemeId([n; 16]), period, ..theme() });
    }
    let read: Vec<_> = directory.read().themes.iter().map(|theme| theme.id.0[0]).collect();
    assert_eq!(read, [3, 2, 1, 0]);
}

#[test]
fn two_who_write_in_one_theme_both_keep_their_words() {
    let [mut mine, mut yours] = two_directories();
    mine.put_theme(&theme());
    exchange_directories(&mut mine, &mut yours);
    mine.set_theme_title(FOOD, "Goda måltider i äldreomsorgen");
    yours.set_theme_title(FOOD, "Måltider i äldreomsorgen och skolan");
    mine.set_theme_about(FOOD, "Vad kostar en god måltid?\nVem lagar den?");
    yours.set_theme_about(FOOD, "Vad kostar en måltid?\nVem lagar den?\nOch när?");
    mine.set_theme_responsible(FOOD, &people([1, 2, 3]));
    yours.set_theme_responsible(FOOD, &people([2, 4]));
    mine.set_theme_period(FOOD, Period::of_year(2027));
    yours.set_theme_period(FOOD, Period::new(2027, 3..=3));
    let read = exchange_directories(&mut mine, &mut yours);
    let both = &read.themes[0];
    assert_eq!(both.title, "Goda måltider i äldreomsorgen och skolan");
    assert_eq!(both.about, "Vad kostar en god måltid?\nVem lagar den?\nOch när?");
    assert_eq!(both.responsible, people([2, 3, 4]));
    assert_eq!(apart(&read.conflicts), [conflict(format!("themes.{FOOD}.period"), ["2027", "2027-03"])]);
    mine.set_theme_period(FOOD, both.period);
    assert!(exchange_directories(&mut mine, &mut yours).conflicts.is_empty());
}

#[test]
fn what_was_created_apart_is_read_as_one_and_edited_as_one() {
    // As in a directory that an older program made: the containers are not there yet.
    let mut old = DirectoryDocument::create(actor(1), "Nätverket");
    let doc = old.document.changing(200);
    doc.delete(ROOT, "themes").unwrap();
    doc.delete(ROOT, "events").unwrap();
    let saved = old.document.save();
    let [mut mine, mut yours] =
        [2, 3].map(|n| DirectoryDocument::open(Document::load(&saved, actor(n)).unwrap()).unwrap());
    mine.put_theme(&Theme { responsible: people([1]), title: "Kost".to_owned(), ..theme() });
    yours.put_theme(&Theme { responsible: people([2]), title: "Mat".to_owned(), ..theme() });
    yours.put_theme(&Theme { id: ThemeId([8; 16]), ..theme() });
    mine.put_event(&event());
    yours.put_event(&Event { id: EventId([8; 16]), ..event() });
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!((read.themes.len(), read.events.len()), (2, 2));
    let one = read.themes.iter().find(|theme| theme.id == FOOD).unwrap();
    assert_eq!(one.responsible, people([1, 2]));
    assert!(["Kost Mat", "Mat Kost"].contains(&one.title.as_str()), "{}", one.title);
    mine.set_theme_title(FOOD, "Kost och mat");
    mine.remove_theme(ThemeId([8; 16]));
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.themes.iter().map(|theme| theme.title.as_str()).collect::<Vec<_>>(), ["Kost och mat"]);
}

#[test]
fn events_are_added_edited_and_removed() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    directory.put_event(&event());
    directory.put_event(&Event { id: EventId([1; 16]), from: None, ..event() });
    directory.put_event(&Event { id: EventId([2; 16]), from: Some(day(5, 12)), to: None, ..event() });
    let order: Vec<_> = directory.read().events.iter().map(|event| event.id.0[0]).collect();
    assert_eq!(order, [2, 5, 1]);
    assert_eq!(directory.read().events[1], event());
    directory.document.commit(1);
    directory.put_event(&event());
    directory.set_event_place(EventId([9; 16]), "Ingenstans");
    assert_eq!(directory.document.commit(2), None);

    directory.remove_event(EventId([1; 16]));
    directory.remove_event(EventId([2; 16]));
    directory.set_event_title(COURSE, "Nordiska kostdagarna");
    directory.set_event_from(COURSE, Some(day(6, 1)));
    directory.set_event_to(COURSE, None);
    directory.set_event_place(COURSE, "");
    let expected = Event {
        id: COURSE,
        title: "Nordiska kostdagarna".to_owned(),
        from: Some(day(6, 1)),
        to: None,
        place: String::new(),
    };
    assert_eq!(directory.read().events, [expected]);
}

#[test]
fn two_who_write_in_one_event_are_both_heard() {
    let [mut mine, mut yours] = two_directories();
    mine.put_event(&event());
    exchange_directories(&mut mine, &mut yours);
    mine.set_event_title(COURSE, "Nordiska Kostdagarna");
    yours.set_event_title(COURSE, "Kostdagarna 2027");
    mine.set_event_place(COURSE, "Lund");
    yours.set_event_place(COURSE, "Ystad");
    mine.set_event_to(COURSE, Some(day(5, 14)));
    yours.set_event_to(COURSE, None);
    let read = exchange_directories(&mut mine, &mut yours);
    assert_eq!(read.events[0].title, "Nordiska Kostdagarna 2027");
    let expected = [
        conflict(format!("events.{COURSE}.to"), ["", "2027-05-14"]),
        conflict(format!("events.{COURSE}.place"), ["Lund", "Ystad"]),
    ];
    assert_eq!(apart(&read.conflicts), expected);
}

#[test]
fn odd_values_in_the_plan_read_as_nothing_and_unknown_keys_stay() {
    let mut directory = DirectoryDocument::create(actor(1), "Nätverket");
    directory.put_theme(&theme());
    directory.put_event(&event());
    let [themes, events] =
        ["themes", "events"].map(|key| fields::root_maps(directory.document.reading(), key).remove(0));
    let doc = directory.document.changing(2000);
    let (_, food) = doc.get(&themes, FOOD.to_string()).unwrap().unwrap();
    let (_, course) = doc.get(&events, COURSE.to_string()).unwrap().unwrap();
    let (_, meetings) = doc.get(&food, "meetings").unwrap().unwrap();
    doc.put(&food, "period", "i vår").unwrap();
    doc.put(&food, "colour", "grön").unwrap();
    doc.put(&food, "responsible", 3).unwrap();
    doc.put(&food, "title", "Som sträng").unwrap();
    doc.put(&meetings, "2027-02-31", true).unwrap();
    doc.put(&meetings, "2027-03-01", false).unwrap();
    doc.put_object(&food, "about", ObjType::List).unwrap();
    doc.put(&course, "from", 1_800_000_000_000_i64).unwrap();
    doc.put(&course, "to", "2027-05-12T25:00").unwrap();
    doc.put_object(&course, "title", ObjType::Map).unwrap();
    doc.put(&themes, "tema", "x").unwrap();
    doc.put_object(&events, "möte", ObjType::Text).unwrap();
    let title = "Som sträng".to_owned();
    let odd = Theme { title, about: String::new(), period: None, responsible: vec![], ..theme() };
    let read = directory.read();
    assert_eq!(read.themes, [odd]);
    assert_eq!(read.events, [Event { title: String::new(), from: None, to: None, ..event() }]);

    directory.put_theme(&theme());
    directory.put_event(&event());
    let read = directory.read();
    assert_eq!((read.themes, read.events), (vec![theme()], vec![event()]));
    assert_eq!(fields::string(directory.document.reading(), &[food], "colour"), "grön");
}
