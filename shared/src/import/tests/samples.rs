//! The samples in shared/samples, each in another layout.

use super::{import, outline, people, time};
use crate::import::{Imported, sample::SAMPLE};

fn tasks(imported: &Imported) -> Vec<String> {
    imported
        .suggested_actions
        .iter()
        .map(|action| {
            let due = action.due.map(|due| due.to_string()).unwrap_or_default();
            format!("{} {} {due}", action.line, action.owners.join("+"))
        })
        .collect()
}

#[test]
fn the_network_meeting() {
    let minutes = import(SAMPLE);
    assert_eq!(minutes.title, "Socialchefsnätverket nordväst");
    assert_eq!(time(minutes.starts), "2027-03-12 09:00");
    assert_eq!(time(minutes.ends), "2027-03-12 12:00");
    assert_eq!(minutes.place, "Ängelholm, Stadshuset, sal Kullen");
    assert_eq!(minutes.signature, "Vid tangenterna/Ylva Sandström");
    assert_eq!(minutes.secretary, "Ylva Sandström");
    assert_eq!(minutes.next_meeting.unwrap().to_string(), "2027-04-16");
    assert_eq!(
        people(&minutes),
        [
            "present Kerstin Almgren* | Ängelholm",
            "present Tobias Wikner* | Helsingborg",
            "present Marianne Frisk | Helsingborg",
            "present Lars-Erik Ståhl | Höganäs",
            "present Åsa Björkegren | Bjuv",
            "present Fatima Haddad | Klippan",
            "present Henrik Öhrn | Åstorp",
            "other Ylva Sandström | Planeringsledare i nätverket",
            "absent Göran Palmér | Örkelljunga",
            "absent Birgitta Tallvik | Svalöv",
        ]
    );
    let body = outline(&minutes.body);
    let starts: Vec<String> = body.iter().map(|line| line.chars().take(24).collect()).collect();
    assert_eq!(
        starts,
        [
            "h2 Anteckningar",
            "h3 Föregående anteckning",
            "p Anteckningarna från de",
            "h3 Heltidsresan och bema",
            "p Kommunerna berättade h",
            "p Till nästa träff den 1",
            "p Ylva sammanställer sta",
            "beslut Nätverket ställer",
            "h2 Övrigt",
            "- ”Boka dagen” – 24 sept",
            "- Lägesrapport i kommune",
        ]
    );
    assert_eq!(minutes.body[4].marks.len(), 2);
    assert_eq!(tasks(&minutes), ["36 Åsa Björkegren+Henrik Öhrn 2027-04-16", "38 Ylva Sandström 2027-04-09"]);
}

#[test]
fn running_minutes_with_wrapped_lines() {
    let minutes = import(include_str!("../../../samples/protokoll-lopande.txt"));
    assert_eq!(minutes.title, "IFO-chefernas samverkan");
    assert_eq!(time(minutes.starts), "2027-03-03 13:00");
    assert_eq!(time(minutes.ends), "2027-03-03 15:30");
    assert_eq!(minutes.place, "Teams");
    assert_eq!(minutes.signature, "Vid anteckningarna, Ulf Brandt");
    assert_eq!(minutes.next_meeting.unwrap().to_string(), "2027-04-21");
    assert_eq!(
        people(&minutes),
        [
            "present Petra Lindmark* | Hässleholm",
            "present Jonas Ekdahl | Osby",
            "present Samira Nouri | Östra Göinge",
            "present Ulf Brandt | utredare",
            "absent Gunilla Rask | Kristianstad",
        ]
    );
    assert_eq!(
        outline(&minutes.body),
        [
            "h2 1. Föregående möte",
            "p Anteckningarna från januari godkändes och lades till handlingarna. Inget av det som då beslutades \
             återstår att göra.",
            "h2 2. Familjerådgivning",
            "p Osby och Östra Göinge vill upphandla familjerådgivning tillsammans. Jonas kontaktar \
             upphandlingsenheten senast 1/4 och Samira skriver en behovsbeskrivning till nästa möte.",
            "beslut Kommunerna gör en gemensam upphandling.",
            "h2 3. Nästa möte",
            "p Nästa möte hålls den 21 april kl. 13 i Hässleholm.",
        ]
    );
    assert_eq!(tasks(&minutes), ["15 Jonas Ekdahl+Samira Nouri 2027-04-01"]);
}

#[test]
fn minutes_in_tables() {
    let minutes = import(include_str!("../../../samples/tabell.md"));
    assert_eq!(minutes.title, "Nätverk för barn och unga");
    assert_eq!(time(minutes.starts), "2026-11-12 09:00");
    assert_eq!(time(minutes.ends), "2026-11-12 11:30");
    assert_eq!(minutes.place, "Kommunhuset i Lomma");
    assert_eq!(minutes.secretary, "Noor Amiri");
    assert_eq!(minutes.next_meeting.unwrap().to_string(), "2026-12-10");
    assert_eq!(
        people(&minutes),
        [
            "present Elin Forsman* | Lomma",
            "present Rasmus Tjäder | enhetschef | Kävlinge",
            "present Noor Amiri | Burlöv",
            "absent Stellan Grip | utvecklingsledare | Staffanstorp",
        ]
    );
    assert_eq!(
        outline(&minutes.body),
        [
            "h2 Dagordning",
            "1. Lägesrunda",
            "1. Skolfrånvaro",
            "  - statistik per skola",
            "  - samtal med vårdnadshavare",
            "1. Övriga frågor",
            "h2 Skolfrånvaro",
            "> Frånvaron ökar mest i årskurs 8.",
            "- Rasmus tar fram siffror per skola till den 3/12",
            "- Ta fram gemensam mall. Ansvarig: Elin Forsman och Noor Amiri",
            "- [x] Enkäten är utskickad",
            "beslut Enkäten upprepas i maj 2027.",
            "h2 Nästa möte",
            "p Torsdag 10 december kl. 9 i Burlöv.",
        ]
    );
    assert_eq!(tasks(&minutes), ["28 Rasmus Tjäder 2026-12-03", "29 Elin Forsman+Noor Amiri "]);
}

#[test]
fn minutes_in_numbered_paragraphs() {
    let minutes = import(include_str!("../../../samples/paragrafer.txt"));
    assert_eq!(minutes.title, "SOCIALCHEFSNÄTVERKET");
    assert_eq!(time(minutes.starts), "2026-11-12 00:00");
    assert_eq!(minutes.ends, None);
    assert_eq!(minutes.signature, "Anteckningar förda av Erik Frost");
    assert_eq!(minutes.secretary, "Erik Frost");
    assert_eq!(
        people(&minutes),
        [
            "present Anna Berg* | Höganäs",
            "present Britta Carlsson | Helsingborg",
            "present Carl Dahl | Bjuv",
            "present Doris Ek | Klippan",
            "present Erik Frost | Åstorp",
            "other Gunnar Hall | Region Skåne",
            "absent Inga-Lill Jansson | Perstorp",
            "absent Kurt Larsson | Ängelholm",
        ]
    );
    assert_eq!(
        outline(&minutes.body),
        [
            "h2 § 12 Mötets öppnande",
            "p Anna öppnar mötet och hälsar alla välkomna. Dagordningen godkänns utan ändringar.",
            "h2 § 13 Ekonomi",
            "p Britta redogör för det ekonomiska läget i kommunerna. Britta tar fram ett underlag till nästa möte den \
             10/12. Alla skickar in siffror till Britta senast 1/12.",
            "beslut att ställa sig bakom förslaget",
            "beslut att ge Carl i uppdrag att kalla till uppföljning",
        ]
    );
    assert_eq!(tasks(&minutes), ["14 Britta Carlsson 2026-12-10", "14  2026-12-01", "20 Carl Dahl "]);
}
