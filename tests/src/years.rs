//! Years of a network's meetings, made up: for benches and tests of how much the window can hold. The same numbers give the
//! same network.

use jiff::{ToSpan as _, civil::date};
use samskriv_shared::{
    documents::{ActionStatus, AttendanceStatus, Attendee, Due, MinutesDocument, MinutesField, Owner, State},
    ids::ActionId,
    text::{Block, BlockKind},
};

/// How many meetings of which size.
#[derive(Clone, Copy, Debug)]
pub struct Years {
    pub meetings: usize,
    /// In each meeting.
    pub actions: usize,
    /// Paragraphs in each meeting, of some 120 characters, beside actions and decisions.
    pub paragraphs: usize,
}

/// Eleven municipalities that meet each week for some ten years, with ten actions a time.
pub const TEN_YEARS: Years = Years { meetings: 500, actions: 10, paragraphs: 40 };

const MUNICIPALITIES: [&str; 11] = [
    "Alvesta",
    "Eksjö",
    "Hultsfred",
    "Högsby",
    "Lessebo",
    "Ljungby",
    "Tingsryd",
    "Uppvidinge",
    "Vetlanda",
    "Växjö",
    "Älmhult",
];
const NAMES: [&str; 11] = [
    "Ada Torn",
    "Bo Kvist",
    "Cilla Rask",
    "Dag Holm",
    "Ebba Asp",
    "Frej Ahl",
    "Greta Lo",
    "Hugo Sand",
    "Ines Boman",
    "Jon Falk",
    "Åsa Öhrn",
];
const SUBJECTS: [&str; 8] = [
    "Bemanningen inför sommaren",
    "Digitala inköp",
    "Familjehem i länet",
    "Gemensam jour",
    "Heltidsresan",
    "Nya riktlinjer för avgifter",
    "Språkombud på fler enheter",
    "Tillsynens frågor",
];

impl Years {
    /// Writes the nth meeting into new minutes.
    ///
    /// # Panics
    /// Where a fact is not taken: none of them is too long.
    pub fn write(&self, nth: usize, minutes: &mut MinutesDocument) {
        let day = date(2017, 1, 9).saturating_add((nth as i64 * 7).days());
        let subject = SUBJECTS[nth % SUBJECTS.len()];
        for (field, value) in [
            (MinutesField::Title, format!("Nätverksmöte {}: {subject}", nth + 1)),
            (MinutesField::Starts, format!("{day}T09:00")),
            (MinutesField::Ends, format!("{day}T11:30")),
            (MinutesField::Place, format!("Kommunhuset i {}", MUNICIPALITIES[nth % 11])),
            (MinutesField::NextMeeting, day.saturating_add(7.days()).to_string()),
        ] {
            minutes.set(field, &value).unwrap_or_else(|error| panic!("{error}"));
        }
        minutes.set_state(State::Shared);
        for (at, (name, municipality)) in NAMES.iter().zip(MUNICIPALITIES).enumerate() {
            minutes.put_attendee(&Attendee {
                id: format!("{at:032x}"),
                person: None,
                name: (*name).to_owned(),
                title: "Socialchef".to_owned(),
                municipality: municipality.to_owned(),
                status: if (nth + at).is_multiple_of(5) {
                    AttendanceStatus::Absent
                } else {
                    AttendanceStatus::Present
                },
                chair: at == nth % 11,
                note: String::new(),
                order: at as i64,
            });
        }
        minutes.body_push(&Block::new(BlockKind::Heading(2), subject));
        for at in 0..self.paragraphs {
            let [first, second] = [at, at + nth].map(|it| SUBJECTS[it % SUBJECTS.len()].to_lowercase());
            let text = format!(
                "{} berättade om {first} och vad som har hänt med {second} sedan förra gången, se punkt {at}.",
                NAMES[(at + nth) % 11]
            );
            minutes.body_push(&Block::new(BlockKind::Paragraph, text));
        }
        minutes.body_push(&Block::new(BlockKind::Decision, format!("Nätverket går vidare med {subject}.")));
        (0..self.actions).for_each(|at| self.action(nth, at, minutes));
    }

    fn action(&self, nth: usize, at: usize, minutes: &mut MinutesDocument) {
        let mut id = [0; ActionId::LEN];
        id[..8].copy_from_slice(&(nth as u64).to_be_bytes());
        id[8..].copy_from_slice(&(at as u64).to_be_bytes());
        let id = ActionId(id);
        let text = format!("Skicka underlaget om {} till de andra ({at})", SUBJECTS[(nth + at) % 8]);
        minutes.body_push(&Block::new(BlockKind::Action(Some(id)), text));
        let name = NAMES[(nth + at) % 11].to_owned();
        minutes.set_action_owners(&id, &[Owner::Named { id: format!("{:032x}", (nth + at) % 11), name }]);
        let day = date(2017, 1, 9).saturating_add((nth as i64 * 7 + at as i64 * 3).days());
        minutes.set_action_due(&id, if at.is_multiple_of(4) { Due::NextMeeting } else { Due::Date(day) });
        minutes.set_action_municipality(&id, Some(MUNICIPALITIES[(nth + at) % 11]));
        // Two of ten are left, and all of the last months.
        if !at.is_multiple_of(5) && nth + 20 < self.meetings {
            let log = samskriv_shared::documents::LogEntry {
                time_ms: 0,
                device: samskriv_shared::ids::DeviceId([1; 32]),
                what: ActionStatus::Done.name().to_owned(),
            };
            minutes.set_action_status(&id, ActionStatus::Done, log);
        }
    }
}
