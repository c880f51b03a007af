//! The names of Sweden's 290 municipalities, so that "Bjuv" in a list is told apart from a title or a
//! surname. Source: SCB's list of counties and municipalities (2023), grouped by county.

/// One string per county, names separated by commas.
const COUNTIES: [(&str, usize); 21] = [
    (
        "Upplands Väsby,Vallentuna,Österåker,Värmdö,Järfälla,Ekerö,Huddinge,Botkyrka,Salem,Haninge,Tyresö,Upplands-Bro,Nykvarn,Täby,Danderyd,Sollentuna,Stockholm,Södertälje,Nacka,Sundbyberg,Solna,Lidingö,Vaxholm,Norrtälje,Sigtuna,Nynäshamn",
        26,
    ),
    ("Håbo,Älvkarleby,Knivsta,Heby,Tierp,Uppsala,Enköping,Östhammar", 8),
    ("Vingåker,Gnesta,Nyköping,Oxelösund,Flen,Katrineholm,Eskilstuna,Strängnäs,Trosa", 9),
    (
        "Ödeshög,Ydre,Kinda,Boxholm,Åtvidaberg,Finspång,Valdemarsvik,Linköping,Norrköping,Söderköping,Motala,Vadstena,Mjölby",
        13,
    ),
    ("Aneby,Gnosjö,Mullsjö,Habo,Gislaved,Vaggeryd,Jönköping,Nässjö,Värnamo,Sävsjö,Vetlanda,Eksjö,Tranås", 13),
    ("Uppvidinge,Lessebo,Tingsryd,Alvesta,Älmhult,Markaryd,Växjö,Ljungby", 8),
    (
        "Högsby,Torsås,Mörbylånga,Hultsfred,Mönsterås,Emmaboda,Kalmar,Nybro,Oskarshamn,Västervik,Vimmerby,Borgholm",
        12,
    ),
    ("Gotland", 1),
    ("Olofström,Karlskrona,Ronneby,Karlshamn,Sölvesborg", 5),
    (
        "Svalöv,Staffanstorp,Burlöv,Vellinge,Östra Göinge,Örkelljunga,Bjuv,Kävlinge,Lomma,Svedala,Skurup,Sjöbo,Hörby,Höör,Tomelilla,Bromölla,Osby,Perstorp,Klippan,Åstorp,Båstad,Malmö,Lund,Landskrona,Helsingborg,Höganäs,Eslöv,Ystad,Trelleborg,Kristianstad,Simrishamn,Ängelholm,Hässleholm",
        33,
    ),
    ("Hylte,Halmstad,Laholm,Falkenberg,Varberg,Kungsbacka", 6),
    (
        "Härryda,Partille,Öckerö,Stenungsund,Tjörn,Orust,Sotenäs,Munkedal,Tanum,Dals-Ed,Färgelanda,Ale,Lerum,Vårgårda,Bollebygd,Grästorp,Essunga,Karlsborg,Gullspång,Tranemo,Bengtsfors,Mellerud,Lilla Edet,Mark,Svenljunga,Herrljunga,Vara,Götene,Tibro,Töreboda,Göteborg,Mölndal,Kungälv,Lysekil,Uddevalla,Strömstad,Vänersborg,Trollhättan,Alingsås,Borås,Ulricehamn,Åmål,Mariestad,Lidköping,Skara,Skövde,Hjo,Tidaholm,Falköping",
        49,
    ),
    (
        "Kil,Eda,Torsby,Storfors,Hammarö,Munkfors,Forshaga,Grums,Årjäng,Sunne,Karlstad,Kristinehamn,Filipstad,Hagfors,Arvika,Säffle",
        16,
    ),
    (
        "Lekeberg,Laxå,Hallsberg,Degerfors,Hällefors,Ljusnarsberg,Örebro,Kumla,Askersund,Karlskoga,Nora,Lindesberg",
        12,
    ),
    ("Skinnskatteberg,Surahammar,Kungsör,Hallstahammar,Norberg,Västerås,Sala,Fagersta,Köping,Arboga", 10),
    (
        "Vansbro,Malung-Sälen,Gagnef,Leksand,Rättvik,Orsa,Älvdalen,Smedjebacken,Mora,Falun,Borlänge,Säter,Hedemora,Avesta,Ludvika",
        15,
    ),
    ("Ockelbo,Hofors,Ovanåker,Nordanstig,Ljusdal,Gävle,Sandviken,Söderhamn,Bollnäs,Hudiksvall", 10),
    ("Ånge,Timrå,Härnösand,Sundsvall,Kramfors,Sollefteå,Örnsköldsvik", 7),
    ("Ragunda,Bräcke,Krokom,Strömsund,Åre,Berg,Härjedalen,Östersund", 8),
    (
        "Nordmaling,Bjurholm,Vindeln,Robertsfors,Norsjö,Malå,Storuman,Sorsele,Dorotea,Vännäs,Vilhelmina,Åsele,Umeå,Lycksele,Skellefteå",
        15,
    ),
    (
        "Arvidsjaur,Arjeplog,Jokkmokk,Överkalix,Kalix,Övertorneå,Pajala,Gällivare,Älvsbyn,Luleå,Piteå,Boden,Haparanda,Kiruna",
        14,
    ),
];

/// Names that are at least as often a surname or a given name: never read as a municipality after a
/// name without a sign between.
const ALSO_NAMES: [&str; 12] =
    ["Lund", "Berg", "Mark", "Nora", "Mora", "Ale", "Sala", "Salem", "Falkenberg", "Norberg", "Vara", "Eda"];

/// The municipality's name as it is written officially, if the text is one: "bjuv", "Bjuvs kommun",
/// "Helsingborgs stad", "Kommun: Bjuv" are all there is to it.
pub(super) fn municipality(text: &str) -> Option<&'static str> {
    let text = text.trim().trim_end_matches(['.', ',']);
    if text.len() > 40 || text.is_empty() {
        return None;
    }
    let lower = text.to_lowercase();
    let name = [" kommun", " stad", " kommuns"].iter().find_map(|ending| lower.strip_suffix(ending));
    match name {
        Some(name) => known(name).or_else(|| known(name.strip_suffix('s')?)),
        None => known(&lower),
    }
}

/// Whether a text is the official name of a municipality, and nothing else.
pub(crate) fn official_municipality(text: &str) -> bool {
    municipality(text) == Some(text)
}

/// Whether the word after a name means the municipality and not a surname.
pub(super) fn unmistakable(text: &str) -> Option<&'static str> {
    municipality(text).filter(|name| !ALSO_NAMES.contains(name))
}

fn known(lower: &str) -> Option<&'static str> {
    use std::{collections::HashMap, sync::LazyLock};
    static NAMES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
        COUNTIES
            .iter()
            .flat_map(|(names, _)| names.split(','))
            .map(|name| (name.to_lowercase(), name))
            .collect()
    });
    NAMES.get(lower).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_county_has_its_number_of_municipalities() {
        for (names, count) in COUNTIES {
            assert_eq!(names.split(',').count(), count, "{names}");
        }
        assert_eq!(COUNTIES.iter().map(|(_, count)| count).sum::<usize>(), 290);
    }

    #[test]
    fn knows_the_ways_of_writing_one() {
        for (text, name) in [
            ("Bjuv", "Bjuv"),
            ("bjuvs kommun", "Bjuv"),
            ("Helsingborgs stad", "Helsingborg"),
            ("Höganäs kommun", "Höganäs"),
            ("ÖSTRA GÖINGE", "Östra Göinge"),
        ] {
            assert_eq!(municipality(text), Some(name), "{text}");
        }
        assert_eq!(municipality("Familjen Helsingborg"), None);
        assert_eq!(unmistakable("Lund"), None);
    }
}
