//! What people read, compared whole.

use super::sample::{self, DOC};
use crate::{
    backend::{ErrorCode, RelayState, RelayStatus, Status, StoreStatus},
    cli::{
        people::People,
        plain::{self, Row},
    },
    export::Format,
    i18n::{Lang, Texts},
};

#[test]
fn minutes_in_swedish() {
    let directory = sample::directory();
    let text = plain::minutes(&DOC, &sample::minutes(), &People::new(&directory), &Texts::new(Lang::Sv));
    assert_eq!(
        text,
        "\
Januarimötet (utkast)
=====================
Tid: 8 januari 2027, kl. 9.00–10.30
Plats: Medborgarhuset
Id: d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0

Närvarande
  Karin Östlund (ordf.), Bjuv

Övriga
  Siv Alm, Planeringsledare

Ej närvarande
  Bo Falk, Klippan

## Anteckningar

Åke och Eva hälsade.

- Läget
  - Budget
1. Först
2. Sedan

Beslut: Vi ses i mars.

[ ] Ring Eva (Karin Östlund, Bo Falk, till 1 februari 2027)
[x] Boka lokal (Karin Östlund, till nästa möte)

Nästa möte: 5 februari 2027
Vid tangenterna, Siv Alm
Olika värden för plats: Biblioteket / Medborgarhuset. Välj ett med \"samskriv edit\".
"
    );
}

#[test]
fn tables_in_swedish() {
    let texts = Texts::new(Lang::Sv);
    let directory = sample::directory();
    let actions = sample::actions();
    let rows: Vec<Row<'_>> = actions.iter().map(|action| Row { action, doc: DOC }).collect();
    assert_eq!(
        plain::actions(&rows, &People::new(&directory), &texts),
        "\
ID        LÄGE   NÄR              ANSVARIG                MÖTE      ÅTGÄRD
a1a1a1a1  öppen  1 februari 2027  Karin Östlund, Bo Falk  d0d0d0d0  Ring Eva
a2a2a2a2  klar   nästa möte       Karin Östlund           d0d0d0d0  Boka lokal
"
    );
    let summary = sample::summary();
    assert_eq!(
        plain::meetings(std::slice::from_ref(&summary), &texts),
        "d0d0d0d0  8 januari 2027  delad  Januarimötet\n"
    );
    assert_eq!(
        plain::decisions(&[(&summary, "Vi ses i mars.")], &texts),
        "d0d0d0d0  8 januari 2027  Vi ses i mars.\n"
    );
    assert_eq!(
        plain::meetings(&[], &texts),
        "Det finns inga möten än. \"samskriv import FIL\" läser in anteckningar."
    );
}

#[test]
fn the_status_says_no_more_than_is_true() {
    let texts = Texts::new(Lang::Sv);
    let of = |state, unsent_changes, error| {
        let relay =
            RelayStatus { state, url: Some("https://relay.example".into()), error, ..RelayStatus::default() };
        let status =
            Status { documents: 3, unsent_changes, relay, colleagues: 2, seen: 1, ..Status::default() };
        plain::status(&status, &texts)
    };
    assert_eq!(
        of(RelayState::None, 0, None),
        "På den här datorn: allt är sparat.\nHos reläet: nätverket har inget relä."
    );
    assert_eq!(
        of(RelayState::Offline, 1, Some(ErrorCode::BadRelay)),
        "På den här datorn: allt är sparat.\n\
         Hos reläet: inte ansluten till https://relay.example.\n\
         Servern på adressen svarar inte som ett relä.\n\
         En ändring väntar på att skickas till reläet.\n\
         Hos 1 av 2 kollegor."
    );
    assert_eq!(
        of(RelayState::Live, 0, None),
        "På den här datorn: allt är sparat.\n\
         Hos reläet: ansluten till https://relay.example.\n\
         Allt som är delat är hos reläet.\n\
         Hos 1 av 2 kollegor."
    );
    let unsaved = Status {
        unsaved_changes: 2,
        store: StoreStatus { health: "rebuilt".into(), bytes: 0 },
        ..Status::default()
    };
    let text = plain::status(&unsaved, &texts);
    assert!(text.starts_with("På den här datorn: 2 ändringar är inte sparade än."), "{text}");
    assert!(text.contains("Lagringen på den här datorn var skadad och har byggts upp igen"), "{text}");
    let of = |health: &str| {
        let store = StoreStatus { health: health.into(), bytes: 0 };
        plain::status(&Status { store, ..Status::default() }, &texts)
    };
    assert!(of("storage").contains("Det går inte att spara på den här datorns disk just nu: gör plats"));
    assert!(of("silent").contains("Lagringen på den här datorn svarar inte just nu"));
    assert!(of("damaged").ends_with("avsluta Samskriv och öppna det igen, så återställs det."));
    assert!(of("quite-new").ends_with("Lagringen på den här datorn: quite-new."));
}

#[test]
fn a_file_that_has_one_of_two_values_is_told_of() {
    let texts = Texts::new(Lang::Sv);
    let told = |format| plain::exported(&sample::minutes(), "möte.md", false, format, &texts);
    assert_eq!(
        told(Format::Markdown),
        "\
Januarimötet finns nu i filen möte.md.
Olika värden för plats: Biblioteket / Medborgarhuset. Välj ett med \"samskriv edit\".
I filen står bara ett av värdena."
    );
    assert_eq!(told(Format::Automerge), "Januarimötet finns nu i filen möte.md.");
}
