//! What can be a person's name, and what only looks like one: "Region Skåne", "Planeringsledare", "Bjuv".

use super::municipalities::municipality;

/// How the words for what people do end.
const OCCUPATIONS: &[&str] = &[
    "chef",
    "ledare",
    "strateg",
    "samordnare",
    "sekreterare",
    "direktör",
    "konsult",
    "utredare",
    "handläggare",
    "controller",
    "utvecklare",
    "koordinator",
    "assistent",
    "jurist",
    "ekonom",
    "manager",
    "ordförande",
    "forskare",
    "professor",
    "lektor",
    "socionom",
    "kurator",
    "sköterska",
    "pedagog",
    "specialist",
    "rådgivare",
    "expert",
    "administratör",
    "moderator",
    "doktorand",
    "analytiker",
    "planerare",
    "föreläsare",
    "representant",
    "ordf",
];
/// What begins with a capital and is nobody's name.
const NO_NAMES: &[&str] = &[
    "region",
    "regionen",
    "familjen",
    "kommunförbundet",
    "länsstyrelsen",
    "socialstyrelsen",
    "skr",
    "försäkringskassan",
    "arbetsförmedlingen",
    "polisen",
    "högskolan",
    "universitetet",
    "nätverket",
    "alla",
    "samtliga",
    "ingen",
    "inga",
    "inget",
    "namn",
    "kommun",
    "anteckningar",
    "dagordning",
    "nästa",
    "föregående",
    "beslut",
    "vid",
    "till",
    "från",
    "det",
    "den",
    "vi",
    "justerare",
    "justeras",
    "paragrafer",
    "plats",
    "tid",
    "datum",
    "närvarande",
    "frånvarande",
    "deltagare",
    "övriga",
    "teams",
    "zoom",
    "stadshuset",
    "kommunhuset",
    "rådhuset",
];
/// How the words for authorities end: "Polisregion Nord" is nobody.
const AUTHORITIES: &[&str] = &[
    "region",
    "regionen",
    "myndigheten",
    "verket",
    "förbundet",
    "förbund",
    "styrelsen",
    "nämnden",
    "förvaltningen",
    "kommunen",
    "skolan",
    "universitet",
];
const PARTICLES: &[&str] =
    &["von", "af", "de", "van", "der", "la", "al", "el", "da", "di", "du", "den", "ter"];
const MAX_NAME_WORDS: usize = 5;

/// Whether a text can be somebody's name.
pub(super) fn is_name(text: &str) -> bool {
    if !text.starts_with(char::is_uppercase) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().take(MAX_NAME_WORDS + 1).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let named = words.iter().zip(&lower).all(|(word, lower)| {
        let letters = word.chars().all(|c| c.is_alphabetic() || "-'’.´`".contains(c));
        letters && (word.starts_with(char::is_uppercase) || PARTICLES.contains(&lower.as_str()))
    });
    let authority = |word: &str| AUTHORITIES.iter().any(|ending| word.ends_with(ending));
    let known_word =
        lower.iter().any(|word| NO_NAMES.contains(&word.as_str()) || is_occupation(word) || authority(word));
    let abbreviation = words.len() == 1 && (text.chars().count() < 2 || !text.contains(char::is_lowercase));
    named
        && (1..=MAX_NAME_WORDS).contains(&words.len())
        && !known_word
        && !abbreviation
        && municipality(text).is_none()
        && !lower.last().is_some_and(|word| word.ends_with('.') && word.chars().count() > 2)
}

/// Whether a word, in lower case, tells what somebody does.
pub(super) fn is_occupation(lower: &str) -> bool {
    let word = lower.trim_end_matches('.');
    OCCUPATIONS.iter().any(|ending| word.ends_with(ending))
}
