//! What running text, the head of a mail and the lines of who adjusts tell.

use super::{import, outline, people, time};

const PEOPLE: &str = "Närvarande: Eva Ek (Bjuv), Per Palm (Klippan), Siv Sand (Osby)";

#[test]
fn who_adjusts_ends_no_header_and_is_no_title() {
    for adjuster in [
        "Justerare: Per Palm, Klippan",
        "**Protokolljusterare:** Per Palm",
        "Justerare\nPer Palm",
        "Justeras av Per Palm",
    ] {
        let minutes = import(&format!(
            "PROTOKOLL\n\nDatum: 2027-03-03\n\n{PEOPLE}\n\n{adjuster}\n\nPlats: Bjuv\nSekreterare: Siv Sand\n\n## Punkt\n\nText."
        ));
        assert_eq!(
            people(&minutes),
            ["present Eva Ek | Bjuv", "present Per Palm | Klippan", "present Siv Sand | Osby"]
        );
        let read = (minutes.title.as_str(), minutes.place.as_str(), minutes.secretary.as_str());
        assert_eq!(read, ("PROTOKOLL", "Bjuv", "Siv Sand"), "{adjuster}");
        assert!(
            outline(&minutes.body).iter().any(|line| line.ends_with("Per Palm") || line.ends_with("Klippan"))
        );
    }
}

#[test]
fn the_head_of_a_mail_is_no_heading_and_its_subject_gives_way_to_a_better_title() {
    let head = "Från: Eva Ek\nSkickat: den 4 mars 2027 16:42\nTill: Alla\nÄmne: SV: Anteckningar från i går";
    let text = "Upphandling\nVi talade om avtalet som går ut i juni och om vad som sedan sker.";
    let minutes = import(&format!("{head}\n\nHej!\n\n{text}"));
    assert_eq!(minutes.title, "Anteckningar från i går");
    assert_eq!(outline(&minutes.body)[0], "p Från: Eva Ek");
    let minutes = import(&format!("{head}\n\nHej!\n\nMinnesanteckningar för kostnätverket\n\n{text}"));
    assert_eq!(minutes.title, "Minnesanteckningar för kostnätverket");
    assert!(outline(&minutes.body).contains(&"p Ämne: SV: Anteckningar från i går".to_owned()));
    assert!(!minutes.recognised.iter().any(|told| told.text.contains("Ämne")));
}

#[test]
fn a_place_stands_alone_below_the_date_or_the_hours() {
    for (head, place) in [
        ("3 mars 2027 kl. 9-12\nGamla skolan", "Gamla skolan"),
        ("2027-03-03\nKl. 9-12\nTeams", "Teams"),
        ("3 mars 2027 kl. 9-12\nDagordning", ""),
        ("3 mars 2027 kl. 9-12\nEva Ek", ""),
        ("3 mars 2027 kl. 9-12\nInköp\nVi köper kaffe.", ""),
    ] {
        assert_eq!(
            import(&format!("# Rådet\n\n{head}\n\n{PEOPLE}\n\n## Punkt\n\nText.")).place,
            place,
            "{head}"
        );
    }
}

#[test]
fn minutes_that_begin_with_a_wrapped_paragraph_have_no_title_in_it() {
    let minutes = import(
        "Nätverket för socialt ansvarstagande möttes i Sandvikens stadshus den 9 februari\n\
         2027 mellan klockan 13 och 15. Ordförande var Vera Lind från Sandviken. Övriga\n\
         deltagare var Axel Ström från Gävle, Ingrid Palmér från Hofors och Sten Berg\n\
         från Ockelbo.\n\nAntecknat av Ingrid Palmér",
    );
    assert_eq!((minutes.title.as_str(), minutes.secretary.as_str()), ("", "Ingrid Palmér"));
    assert_eq!(
        (time(minutes.starts), time(minutes.ends)),
        ("2027-02-09 13:00".into(), "2027-02-09 15:00".into())
    );
    assert_eq!(
        people(&minutes),
        [
            "present Vera Lind* | Sandviken",
            "present Axel Ström | Gävle",
            "present Ingrid Palmér | Hofors",
            "present Sten Berg | Ockelbo"
        ]
    );
}

#[test]
fn a_parenthesis_of_a_guest_goes_on_below() {
    let minutes = import(&format!(
        "# Rådet 3 mars 2027\n\n{PEOPLE}\nGäst: Gun Gren (utvecklare,\nRegion Skåne)\n\n## Punkt\n\nText."
    ));
    assert_eq!(people(&minutes)[3], "other Gun Gren | utvecklare, Region Skåne");
    assert_eq!(outline(&minutes.body), ["h2 Punkt", "p Text."]);
}

#[test]
fn tasks_in_prose_with_their_owners_and_dates() {
    for (text, owners, due) in [
        ("Eva Ek (Bjuv) får i uppdrag att räkna.", "Eva Ek", ""),
        ("Per i Klippan åtog sig att räkna till den 1 april.", "Per Palm", "2027-04-01"),
        ("Siv Sand uppdras att teckna avtal.", "Siv Sand", ""),
        ("Eva gavs i uppdrag att räkna.", "Eva Ek", ""),
        ("## Att göra\n\n- Räkna lamporna (Per, 1 april)", "Per Palm", "2027-04-01"),
        ("Räkna lamporna\nKlart: 1 april\nAnsvarig: Siv", "Siv Sand", "2027-04-01"),
    ] {
        let minutes = import(&format!("# Rådet 3 mars 2027\n\n{PEOPLE}\n\n## Punkt\n\n{text}"));
        let [only] = minutes.suggested_actions.as_slice() else { panic!("{:?}", minutes.suggested_actions) };
        let found = only.due.map(|due| due.to_string()).unwrap_or_default();
        assert_eq!((only.owners.join(", ").as_str(), found.as_str()), (owners, due), "{text}");
        assert!(!only.text.starts_with("Klart"));
    }
}

#[test]
fn a_decision_among_other_sentences_is_a_block_of_its_own() {
    let minutes = import(
        "# Rådet 3 mars 2027\n\n## Punkt\n\nVi talade om **lampor**. Efter diskussion beslutades att **köpa** dem. Eva ska räkna.\n\nRådet beslutar\n\natt städa\natt elda",
    );
    assert_eq!(
        outline(&minutes.body)[1..],
        [
            "p Vi talade om lampor.",
            "beslut Efter diskussion beslutades att köpa dem.",
            "p Eva ska räkna.",
            "p Rådet beslutar",
            "beslut att städa",
            "beslut att elda"
        ]
    );
    assert_eq!((minutes.body[2].marks[0].start, minutes.body[2].marks[0].end), (32, 36));
}
