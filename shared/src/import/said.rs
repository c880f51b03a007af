//! What sentences tell of people: "Närvarande var Eva Ek", "Siv Sand hade anmält förhinder", "Mötet leddes av
//! Per Palm".

use crate::documents::AttendanceStatus;

/// What a sentence says of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Said {
    Status(AttendanceStatus),
    Chair,
    Secretary,
}

/// Beginnings of a running sentence; the longer first.
const SENTENCES: &[(&str, AttendanceStatus)] = &[
    ("närvarande var", AttendanceStatus::Present),
    ("närvarande är", AttendanceStatus::Present),
    ("närvarade gjorde", AttendanceStatus::Present),
    ("vid mötet deltog", AttendanceStatus::Present),
    ("på mötet deltog", AttendanceStatus::Present),
    ("i mötet deltog", AttendanceStatus::Present),
    ("i mötet deltar", AttendanceStatus::Present),
    ("deltagare var", AttendanceStatus::Present),
    ("vid mötet närvarade", AttendanceStatus::Present),
    ("present were", AttendanceStatus::Present),
    ("dessutom deltog", AttendanceStatus::Other),
    ("dessutom medverkade", AttendanceStatus::Other),
    ("som gäst deltog", AttendanceStatus::Other),
    ("som gäster deltog", AttendanceStatus::Other),
    ("övriga närvarande var", AttendanceStatus::Other),
    ("övriga deltagare var", AttendanceStatus::Other),
    ("frånvarande var", AttendanceStatus::Absent),
    ("ej närvarande var", AttendanceStatus::Absent),
    ("förhinder hade", AttendanceStatus::Absent),
    ("förhinder anmälde", AttendanceStatus::Absent),
    ("förhinder hade anmälts av", AttendanceStatus::Absent),
    ("återbud hade lämnats av", AttendanceStatus::Absent),
    ("återbud lämnade", AttendanceStatus::Absent),
    ("med på mötet var", AttendanceStatus::Present),
    ("med på träffen var", AttendanceStatus::Present),
    ("på mötet närvarade", AttendanceStatus::Present),
    ("på mötet var", AttendanceStatus::Present),
    ("på träffen deltog", AttendanceStatus::Present),
    ("på plats var", AttendanceStatus::Present),
    ("på plats fanns", AttendanceStatus::Present),
    ("vid träffen deltog", AttendanceStatus::Present),
    ("vid sammanträdet deltog", AttendanceStatus::Present),
    ("vid sammanträdet närvarade", AttendanceStatus::Present),
    ("i träffen deltog", AttendanceStatus::Present),
    ("med var", AttendanceStatus::Present),
    ("deltog gjorde", AttendanceStatus::Present),
    ("som deltagare medverkade", AttendanceStatus::Present),
    ("från kommunerna deltog", AttendanceStatus::Present),
    ("från kommunerna kom", AttendanceStatus::Present),
    ("i sammanträdet deltog", AttendanceStatus::Present),
    ("deltagare på mötet var", AttendanceStatus::Present),
    ("följande personer deltog", AttendanceStatus::Present),
    ("som gäst medverkade", AttendanceStatus::Other),
    ("som gäster medverkade", AttendanceStatus::Other),
    ("gäst var", AttendanceStatus::Other),
    ("gäster var", AttendanceStatus::Other),
    ("gäst på mötet var", AttendanceStatus::Other),
    ("även närvarande var", AttendanceStatus::Other),
    ("inbjuden gäst var", AttendanceStatus::Other),
    ("inbjudna gäster var", AttendanceStatus::Other),
    ("inbjuden var", AttendanceStatus::Other),
    ("inbjudna var", AttendanceStatus::Other),
    ("dessutom var", AttendanceStatus::Other),
    ("därutöver deltog", AttendanceStatus::Other),
    ("utöver dessa deltog", AttendanceStatus::Other),
    ("under en del av mötet deltog", AttendanceStatus::Other),
    ("adjungerad var", AttendanceStatus::Other),
    ("adjungerade var", AttendanceStatus::Other),
    ("förhindrade var", AttendanceStatus::Absent),
    ("förhindrad var", AttendanceStatus::Absent),
    ("förhindrade att delta var", AttendanceStatus::Absent),
    ("anmält förhinder hade", AttendanceStatus::Absent),
    ("hade anmält förhinder", AttendanceStatus::Absent),
    ("förhinder meddelade", AttendanceStatus::Absent),
    ("förhinder hade anmälts från", AttendanceStatus::Absent),
    ("förhinder hade meddelats av", AttendanceStatus::Absent),
    ("återbud hade", AttendanceStatus::Absent),
    ("återbud kom från", AttendanceStatus::Absent),
    ("återbud från", AttendanceStatus::Absent),
    ("förhinder från", AttendanceStatus::Absent),
    ("återbud hade kommit från", AttendanceStatus::Absent),
    ("återbud hade lämnats från", AttendanceStatus::Absent),
    ("kunde inte delta gjorde", AttendanceStatus::Absent),
    ("inte med var", AttendanceStatus::Absent),
    ("ej med var", AttendanceStatus::Absent),
    ("saknades gjorde", AttendanceStatus::Absent),
    ("saknade gjorde", AttendanceStatus::Absent),
];

/// What a sentence says of the people that it begins with: "Siv Sand hade anmält förhinder".
const ENDINGS: &[(&str, Said)] = &[
    ("hade anmält förhinder", Said::Status(AttendanceStatus::Absent)),
    ("har anmält förhinder", Said::Status(AttendanceStatus::Absent)),
    ("hade meddelat förhinder", Said::Status(AttendanceStatus::Absent)),
    ("hade lämnat återbud", Said::Status(AttendanceStatus::Absent)),
    ("lämnade återbud", Said::Status(AttendanceStatus::Absent)),
    ("hade förhinder", Said::Status(AttendanceStatus::Absent)),
    ("anmälde förhinder", Said::Status(AttendanceStatus::Absent)),
    ("var förhindrad", Said::Status(AttendanceStatus::Absent)),
    ("var förhindrade", Said::Status(AttendanceStatus::Absent)),
    ("var förhindrade att delta", Said::Status(AttendanceStatus::Absent)),
    ("var förhindrad att delta", Said::Status(AttendanceStatus::Absent)),
    ("var frånvarande", Said::Status(AttendanceStatus::Absent)),
    ("kunde inte delta", Said::Status(AttendanceStatus::Absent)),
    ("kunde inte närvara", Said::Status(AttendanceStatus::Absent)),
    ("kunde inte vara med", Said::Status(AttendanceStatus::Absent)),
    ("kunde inte komma", Said::Status(AttendanceStatus::Absent)),
    ("deltog inte", Said::Status(AttendanceStatus::Absent)),
    ("saknades", Said::Status(AttendanceStatus::Absent)),
    ("deltog", Said::Status(AttendanceStatus::Present)),
    ("deltog på mötet", Said::Status(AttendanceStatus::Present)),
    ("deltog i mötet", Said::Status(AttendanceStatus::Present)),
    ("deltog vid mötet", Said::Status(AttendanceStatus::Present)),
    ("var närvarande", Said::Status(AttendanceStatus::Present)),
    ("närvarade", Said::Status(AttendanceStatus::Present)),
    ("var med", Said::Status(AttendanceStatus::Present)),
    ("var på plats", Said::Status(AttendanceStatus::Present)),
    ("deltog som gäst", Said::Status(AttendanceStatus::Other)),
    ("deltog som gäster", Said::Status(AttendanceStatus::Other)),
    ("medverkade som gäst", Said::Status(AttendanceStatus::Other)),
    ("medverkade", Said::Status(AttendanceStatus::Other)),
    ("var inbjuden", Said::Status(AttendanceStatus::Other)),
    ("var inbjudna", Said::Status(AttendanceStatus::Other)),
    ("deltog också", Said::Status(AttendanceStatus::Other)),
    ("var ordförande", Said::Chair),
    ("var ordförande för mötet", Said::Chair),
    ("var mötesordförande", Said::Chair),
    ("ledde mötet", Said::Chair),
    ("satt ordförande", Said::Chair),
    ("förde anteckningar", Said::Secretary),
    ("förde anteckningarna", Said::Secretary),
    ("förde minnesanteckningar", Said::Secretary),
    ("förde minnesanteckningarna", Said::Secretary),
    ("förde protokoll", Said::Secretary),
    ("förde protokollet", Said::Secretary),
    ("antecknade", Said::Secretary),
    ("var sekreterare", Said::Secretary),
    ("skrev anteckningarna", Said::Secretary),
];

/// The same where the people stand last.
const ROLE_BEGINNINGS: &[(&str, Said)] = &[
    ("ordförande var", Said::Chair),
    ("ordförande för mötet var", Said::Chair),
    ("mötet leddes av", Said::Chair),
    ("mötesordförande var", Said::Chair),
    ("som ordförande fungerade", Said::Chair),
    ("sekreterare var", Said::Secretary),
    ("mötessekreterare var", Said::Secretary),
    ("anteckningarna fördes av", Said::Secretary),
    ("minnesanteckningarna fördes av", Said::Secretary),
    ("protokollet fördes av", Said::Secretary),
    ("som sekreterare fungerade", Said::Secretary),
    ("vid anteckningarna satt", Said::Secretary),
];

/// What a whole sentence says of whom.
pub(super) fn said(text: &str) -> Option<(Said, &str)> {
    let text = text.trim().trim_end_matches('.').trim_end();
    if let Some((status, rest)) = sentence(text) {
        return Some((Said::Status(status), rest));
    }
    // Lower case keeps the length of these letters; where it does not, the cut misses and gives none.
    let lower = text.to_lowercase();
    let begins = ROLE_BEGINNINGS.iter().find_map(|(beginning, said)| {
        let rest = lower.strip_prefix(beginning)?;
        Some((*said, text.get(text.len().checked_sub(rest.len())?..)?.trim()))
    });
    let ends = || {
        ENDINGS
            .iter()
            .filter(|(ending, _)| lower.ends_with(ending))
            .max_by_key(|(ending, _)| ending.len())
            .and_then(|(ending, said)| {
                Some((*said, text.get(..text.len().checked_sub(ending.len())?)?.strip_suffix(' ')?.trim()))
            })
    };
    begins.or_else(ends)
}

/// "Närvarande var Eva Ek": who is meant, and what stands behind.
pub(super) fn sentence(plain: &str) -> Option<(AttendanceStatus, &str)> {
    if !plain.contains([' ', ':']) {
        return None;
    }
    let head: String = plain.chars().take(32).collect();
    let head = head.to_lowercase();
    let (beginning, status) = SENTENCES
        .iter()
        .filter(|(beginning, _)| head.starts_with(beginning))
        .max_by_key(|(beginning, _)| beginning.len())?;
    let at = plain.char_indices().nth(beginning.chars().count());
    let rest = &plain[at.map_or(plain.len(), |(at, _)| at)..];
    let whom = rest.trim_start_matches([' ', ':']);
    // "Med på mötet var också Eva Ek"
    let whom =
        ["också ", "även ", "dessutom "].iter().find_map(|also| whom.strip_prefix(also)).unwrap_or(whom);
    rest.starts_with([' ', ':']).then_some((*status, whom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_who_was_there_and_who_led() {
        for (text, expected, whom) in [
            (
                "Närvarande var Eva Ek och Per Palm.",
                Said::Status(AttendanceStatus::Present),
                "Eva Ek och Per Palm",
            ),
            (
                "Siv Sand (Osby) hade anmält förhinder.",
                Said::Status(AttendanceStatus::Absent),
                "Siv Sand (Osby)",
            ),
            ("Mötet leddes av Per Palm.", Said::Chair, "Per Palm"),
            ("Eva Ek förde anteckningarna", Said::Secretary, "Eva Ek"),
        ] {
            assert_eq!(said(text), Some((expected, whom)), "{text}");
        }
    }

    #[test]
    fn other_sentences_tell_nothing_of_people() {
        for text in ["Mötet inleddes med en runda.", "Övriga frågor var inga.", "İİ deltog ej i", ""] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
