//! One thing in many layouts.

use super::{import, outline, people, time};

#[test]
fn date_time_and_place_in_many_forms() {
    for head in [
        "Datum: 2027-02-05\nTid: 9-12\nPlats: Bjuv",
        "**Datum:** 5 februari 2027  **Tid:** kl. 9.00–12.00  **Plats:** Bjuv",
        "Fredagen den 5 februari 2027, kl 09:00-12:00, Bjuv",
        "Tid och plats: den 5 februari 2027 kl 9 - 12, Bjuv",
        "## Datum och tid\n\n5/2 2027 klockan 9 till 12\n\n## Plats\n\nBjuv",
        "Datum\t2027-02-05 kl. 9-12\nPlats\tBjuv",
        "- Datum: 2027-02-05, kl. 9-12\n- Plats: Bjuv",
        "Kl. 9–12 den 5 februari 2027\nPlats: Bjuv",
        "När: 5 feb. 2027 kl. 9-12\nVar: Bjuv",
    ] {
        let minutes = import(&format!("# Nätverket\n\n{head}\n\n## Anteckningar\n\nText."));
        assert_eq!(minutes.title, "Nätverket", "{head}");
        assert_eq!(time(minutes.starts), "2027-02-05 09:00", "{head}");
        assert_eq!(time(minutes.ends), "2027-02-05 12:00", "{head}");
        assert_eq!(minutes.place, "Bjuv", "{head}");
        assert_eq!(outline(&minutes.body), ["h2 Anteckningar", "p Text."], "{head}");
    }
}

#[test]
fn attendance_in_many_forms() {
    for list in [
        "Närvarande\nEva Ek (ordf.), Bjuv\nPer Palm, Klippan\n\nFrånvarande\nSiv Sand, Osby",
        "## Deltagare\n\n- Eva Ek (Bjuv), ordförande\n- Per Palm (Klippan)\n\n## Förhinder\n\n- Siv Sand (Osby)",
        "**Närvarande:** Eva Ek (ordf., Bjuv) och Per Palm (Klippan)\n**Ej närvarande:** Siv Sand (Osby)",
        "Närvarande var Eva Ek, Bjuv (ordf.), samt Per Palm, Klippan.\nFrånvarande var Siv Sand, Osby.",
        "Närvarande ledamöter:\nBjuv: Eva Ek (ordf)\nKlippan: Per Palm\nEj närvarande ledamöter:\nOsby: Siv Sand",
        "Namn\tKommun\tNärvaro\nEva Ek (ordf.)\tBjuv\tja\nPer Palm\tKlippan\tja\nSiv Sand\tOsby\tnej",
        "Deltagare:\n1. Eva Ek   Bjuvs kommun\n2. Per Palm   Klippans kommun\nÅterbud: Siv Sand, Osby\nOrdförande: Eva Ek",
        "Deltagare\nBjuv\nEva Ek (ordf.)\nKlippan\nPer Palm\n\nAnmält förhinder\nOsby\nSiv Sand",
    ] {
        let minutes = import(&format!("# Nätverket\n\n{list}\n\n## Anteckningar\n\nText."));
        assert_eq!(
            people(&minutes),
            ["present Eva Ek* | Bjuv", "present Per Palm | Klippan", "absent Siv Sand | Osby"],
            "{list}"
        );
        assert_eq!(outline(&minutes.body), ["h2 Anteckningar", "p Text."], "{list}");
    }
}

#[test]
fn attendance_in_wrapped_sentences_loses_no_word() {
    for (list, secretary) in [
        (
            "Närvarande var Eva Ek (Bjuv), Per Palm\n(Klippan) och Gun Gren (Åstorp). Anmält\nförhinder hade Siv Sand (Osby).",
            "",
        ),
        (
            "Närvarande: Eva Ek (Bjuv), Per Palm\n(Klippan) och Gun Gren (Åstorp). Frånvarande:\nSiv Sand (Osby).",
            "",
        ),
        (
            "Närvarande: Eva Ek (Bjuv), Per Palm (Klippan) och\r\nGun Gren (Åstorp). Frånvarande: Siv Sand\r\n(Osby). Sekreterare: Per Palm.",
            "Per Palm",
        ),
    ] {
        let minutes =
            import(&format!("Nätverket 12 mars 2027\n\n{list}\n\n## Punkt\n\nBeslut: Frågan bordläggs."));
        let mut people = people(&minutes);
        people.sort();
        assert_eq!(
            people,
            [
                "absent Siv Sand | Osby",
                "present Eva Ek | Bjuv",
                "present Gun Gren | Åstorp",
                "present Per Palm | Klippan"
            ],
            "{list}"
        );
        assert_eq!(minutes.secretary, secretary);
        let decided = minutes.recognised.iter().find(|told| told.field == "decisions").map(|told| told.line);
        assert_eq!(decided, Some(3 + list.lines().count() + 3), "the lines below keep their numbers");
    }
}

#[test]
fn signatures_in_their_forms() {
    for (end, signature, secretary) in [
        ("Vid tangenterna/Eva", "Vid tangenterna/Eva", "Eva Ek"),
        ("*Vid pennan: Eva Ek*", "Vid pennan: Eva Ek", "Eva Ek"),
        ("Vid anteckningarna\nEva Ek", "Vid anteckningarna Eva Ek", "Eva Ek"),
        ("Antecknat av Eva Ek, utredare", "Antecknat av Eva Ek, utredare", "Eva Ek"),
        ("/Eva Ek", "/Eva Ek", "Eva Ek"),
        ("Eva Ek, sekreterare", "Eva Ek, sekreterare", "Eva Ek"),
        ("Eva Ek, kassör", "", ""),
        ("Vid bordet satt Eva Ek", "", ""),
    ] {
        let minutes =
            import(&format!("# Möte\n\nNärvarande: Eva Ek, Per Palm\n\n## Punkt\n\nText.\n\n{end}"));
        assert_eq!((minutes.signature.as_str(), minutes.secretary.as_str()), (signature, secretary), "{end}");
    }
}

#[test]
fn bullets_numbers_and_agendas() {
    let minutes =
        import("# Möte\n\n## Punkter\n\n• ett\n– två\n\u{F0B7}\ttre\n1. a\n2. b\n\ntext\n\n7. ensam\n");
    assert_eq!(
        outline(&minutes.body),
        ["h2 Punkter", "- ett", "- två", "- tre", "1. a", "1. b", "p text", "p 7. ensam"]
    );
    let agenda = import("Möte\n\n§ 1 Öppnande\nMötet öppnades.\n\n§ 2 Ekonomi\nLäget är gott.");
    assert_eq!(
        outline(&agenda.body),
        ["h2 § 1 Öppnande", "p Mötet öppnades.", "h2 § 2 Ekonomi", "p Läget är gott."]
    );
}

#[test]
fn headings_without_a_sign() {
    let long = "Kommunerna berättade om läget och om vad som planeras under året, var och en i tur.";
    let text = format!("Möte\n\nLägesrapport\n{long}\n\n**Ekonomi**\n\n{long}\n\nÖvrigt\n------\n- en sak");
    assert_eq!(
        outline(&import(&text).body),
        [
            "h2 Lägesrapport".to_owned(),
            format!("p {long}"),
            "h2 Ekonomi".to_owned(),
            format!("p {long}"),
            "h2 Övrigt".to_owned(),
            "- en sak".to_owned(),
        ]
    );
}

#[test]
fn decisions_in_their_forms() {
    let minutes = import(
        "# Möte\n\n## Punkt\n\nBeslut: Vi **bygger**.\n\n- Beslut: Vi ritar.\n\nBeslut:\n- Vi mäter.\n- Vi väger.\n\nText.\n\n\
         ### Beslut\n\nVi åker.\n\n### Beslut om ekonomi\n\nInget.",
    );
    assert_eq!(
        outline(&minutes.body),
        [
            "h2 Punkt",
            "beslut Vi bygger.",
            "beslut Vi ritar.",
            "beslut Vi mäter.",
            "beslut Vi väger.",
            "p Text.",
            "h3 Beslut",
            "beslut Vi åker.",
            "h3 Beslut om ekonomi",
            "p Inget.",
        ]
    );
    assert_eq!((minutes.body[1].marks[0].start, minutes.body[1].marks[0].end), (3, 9));
}

/// Many leave out the full stop.
#[test]
fn a_list_below_a_decision_is_its_own_unless_the_decision_asks_for_one() {
    let list = |decision: &str, items: &str| {
        let minutes = import(&format!("# Möte\n\n## Punkt\n\n{decision}\n\n{items}"));
        outline(&minutes.body)[1..].join(" / ")
    };
    let items = "- Vi mäter\n- Vi väger";
    assert_eq!(list("Beslut: Vi bygger", items), "beslut Vi bygger / - Vi mäter / - Vi väger");
    assert_eq!(list("Beslut: Följande:", items), "beslut Följande: / beslut Vi mäter / beslut Vi väger");
    assert_eq!(
        list("Beslut: Rådet beslutar", items),
        "beslut Rådet beslutar / beslut Vi mäter / beslut Vi väger"
    );
    let parts = "- att mäta\n- att väga";
    assert_eq!(list("Beslut: Rådet avser", parts), "beslut Rådet avser / beslut att mäta / beslut att väga");
    let boxes = "- [ ] Mät\n- [ ] Väg";
    assert_eq!(list("Beslut: Följande:", boxes), "beslut Följande: / - Mät / - Väg");
}

#[test]
fn own_line_breaks_stay() {
    let minutes = import("# Möte\n\n## Inköp\n\nKaffe till mötet\nTe till mötet\nMjölk till mötet");
    assert_eq!(
        outline(&minutes.body),
        ["h2 Inköp", "p Kaffe till mötet", "p Te till mötet", "p Mjölk till mötet"]
    );
}

#[test]
fn what_is_not_understood_stays() {
    let minutes = import(
        "# Möte\n\nDatum: när det passar\nPlats: Bjuv\nNärvarande: 10 av 11 kommuner\n\n## Text\n\nHej.",
    );
    assert_eq!(outline(&import("Datum: Plats:").body), ["p Datum: Plats:"]);
    assert_eq!(minutes.starts, None);
    assert!(minutes.attendance.is_empty());
    assert_eq!(
        outline(&minutes.body),
        ["p Datum: när det passar", "p Närvarande: 10 av 11 kommuner", "h2 Text", "p Hej."]
    );
}

#[test]
fn a_first_name_of_two_people_owns_nothing() {
    let minutes = import(
        "# Möte\n\nDatum: 2027-11-20\n\nNärvarande: Eva Ek, Eva Berg, Per Palm\n\n## Text\n\n\
         Eva ska skriva. Per och Eva Ek ska räkna t.ex. Bilar senast 10/1. Siv Palm ska gå.",
    );
    let tasks: Vec<(&str, usize, String)> = minutes
        .suggested_actions
        .iter()
        .map(|task| {
            (task.text.as_str(), task.owners.len(), task.due.map(|due| due.to_string()).unwrap_or_default())
        })
        .collect();
    assert_eq!(tasks, [("Per och Eva Ek ska räkna t.ex. Bilar senast 10/1.", 2, "2028-01-10".to_owned())]);
}

#[test]
fn a_task_with_its_owner_and_time_below_is_one_suggestion() {
    for (task, below, owner, due) in [
        ("Skicka underlaget till alla", "Ansvarig: Eva Ek\nKlart: 2027-04-01", "Eva Ek", "2027-04-01"),
        (
            "- Boka lokal för hösten",
            "  Ansvarig: Per Palm\n  Klart senast 15 april",
            "Per Palm",
            "2027-04-15",
        ),
        ("Eva Ek tar fram ett förslag.", "Ansvarig: Eva Ek\nSenast 1 maj.", "Eva Ek", "2027-05-01"),
    ] {
        let people = "Närvarande: Eva Ek (Bjuv), Per Palm (Klippan)";
        let minutes = import(&format!("# Möte 3 mars 2027\n\n{people}\n\n## Punkt\n\n{task}\n{below}\n"));
        let [only] = minutes.suggested_actions.as_slice() else { panic!("{:?}", minutes.suggested_actions) };
        assert_eq!(only.text, task.trim_start_matches("- "));
        assert_eq!((only.owners.as_slice(), only.due), (&[owner.to_owned()][..], Some(due.parse().unwrap())));
    }
}

#[test]
fn a_list_of_tasks_below_a_decision_is_no_part_of_it() {
    let minutes =
        import("# Möte 3 mars 2027\n\n## Punkt\n\nBeslut: vi gör en plan\n\n* att göra\n[ ] Skicka planen");
    assert_eq!(outline(&minutes.body)[1], "beslut vi gör en plan");
    assert_eq!(minutes.body.iter().filter(|block| block.kind == crate::text::BlockKind::Decision).count(), 1);
    assert_eq!(minutes.suggested_actions[0].text, "Skicka planen");
}

#[test]
fn hours_below_a_dated_title_with_the_house_they_were_in() {
    let minutes =
        import("Träff med arkivarierna, 2 juni 2027\n\nVi sågs på stadsarkivet i Bjuv kl 10-14.30.\n\nText.");
    assert_eq!(
        (time(minutes.starts), time(minutes.ends)),
        ("2027-06-02 10:00".into(), "2027-06-02 14:30".into())
    );
    assert_eq!(minutes.place, "stadsarkivet i Bjuv");
}

#[test]
fn running_prose_tells_who_led_who_wrote_and_who_were_guests() {
    let minutes = import(
        "Kulturnätverket\n\nNätverket träffades på Kulturhuset i Bjuv fredagen\nden 21 maj 2027 klockan 9.00–12.30. Eva Ek från Bjuv \
         ledde mötet och\nPer Palm från Klippan förde anteckningar. Med på mötet var också Gun Gren från Åstorp och\nSiv Sand från \
         Osby. Ulf Gran hade anmält förhinder.\n\nNästa möte blir fredagen den 3 september 2027 i Osby.",
    );
    assert_eq!(
        people(&minutes),
        [
            "present Eva Ek* | Bjuv",
            "present Per Palm | Klippan",
            "present Gun Gren | Åstorp",
            "present Siv Sand | Osby",
            "absent Ulf Gran"
        ]
    );
    assert_eq!(
        (time(minutes.starts), time(minutes.ends)),
        ("2027-05-21 09:00".into(), "2027-05-21 12:30".into())
    );
    assert_eq!((minutes.place.as_str(), minutes.secretary.as_str()), ("Kulturhuset i Bjuv", "Per Palm"));
    assert_eq!(minutes.next_meeting, Some("2027-09-03".parse().unwrap()));
}

#[test]
fn the_date_of_the_next_meeting_is_never_this_ones() {
    let minutes = import("Kulturnätverket\n\nNästa möte blir fredagen den 3 september 2027 i Osby.");
    assert_eq!((minutes.starts, minutes.next_meeting), (None, Some("2027-09-03".parse().unwrap())));
}

#[test]
fn guests_at_the_end_of_a_list_and_names_that_a_line_broke() {
    for (list, expected) in [
        (
            "Närvarande: Eva Ek (Bjuv), Per Palm (Klippan) och som gäst Siv Sand från Region Skåne.",
            ["present Eva Ek | Bjuv", "present Per Palm | Klippan", "other Siv Sand | Region Skåne"],
        ),
        (
            "Närvarande: Eva Ek (Bjuv), Per Lind-\nqvist (Klippan), Tor Berg, Sveriges Kommuner och Regioner",
            [
                "present Eva Ek | Bjuv",
                "present Per Lindqvist | Klippan",
                "present Tor Berg | Sveriges Kommuner och Regioner",
            ],
        ),
        (
            "Ordförande: Eva Ek, Bjuv\nÖvriga närvarande: Per Palm, Klippan\nFrånvarande: Siv Sand, Osby",
            ["present Eva Ek* | Bjuv", "present Per Palm | Klippan", "absent Siv Sand | Osby"],
        ),
    ] {
        let minutes = import(&format!("# Nätverket\n\n{list}\n\n## Punkt\n\nText."));
        assert_eq!(people(&minutes), expected, "{list}");
    }
}

#[test]
fn who_decided_what_is_a_decision_without_a_label_too() {
    for (text, decisions) in [
        ("Rådet beslutade att köpa lampor.", vec!["Rådet beslutade att köpa lampor."]),
        ("> **Beslut:** Rådet köper lampor.", vec!["Rådet köper lampor."]),
        (
            "## Beslut\n\nRådet beslutar\n\natt köpa lampor, och\n\natt städa.",
            vec!["att köpa lampor, och", "att städa."],
        ),
        ("I mars, sade Per, beslutade nämnden att köpa lampor.", vec![]),
        ("Rådet beslutade att köpa lampor. Alla var glada.", vec!["Rådet beslutade att köpa lampor."]),
    ] {
        let minutes = import(&format!("# Möte 3 mars 2027\n\n## Punkt\n\n{text}"));
        let found = minutes.body.iter().filter(|block| block.kind == crate::text::BlockKind::Decision);
        assert_eq!(found.map(|block| block.text.as_str()).collect::<Vec<_>>(), decisions, "{text}");
    }
}
