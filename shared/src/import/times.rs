//! Times of day: "kl. 9-12", "kl 13.00 – 15.30", "09:00", "klockan 9 till 12", "0900–1200".

use std::ops::Range;

use jiff::civil::Time;

/// A time, or from when to when, in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// In bytes.
    pub range: Range<usize>,
    pub starts: Time,
    pub ends: Option<Time>,
}

/// The first time in the text. Without "kl." a time needs minutes, unless the place makes it clear
/// (`lenient`: after a date, under a label for it) that "9-12" means hours.
pub(super) fn find(text: &str, lenient: bool) -> Option<Found> {
    let mut from = 0;
    while let Some(c) = text[from..].chars().next() {
        let begins_word = !text[..from].ends_with(char::is_alphanumeric);
        if begins_word && (c.is_ascii_digit() || c == 'k' || c == 'K') {
            if let Some(found) = at(text, from, lenient) {
                return Some(found);
            }
            if c.is_ascii_digit() {
                let number = text[from..].find(|c: char| !c.is_ascii_digit());
                from = number.map_or(text.len(), |length| from + length);
                continue;
            }
        }
        from += c.len_utf8();
    }
    None
}

fn at(text: &str, start: usize, lenient: bool) -> Option<Found> {
    let clock = ["klockan", "Klockan", "kl.", "Kl.", "kl", "Kl", "KL.", "KL"]
        .iter()
        .find(|word| text[start..].starts_with(**word));
    let number_at = start + clock.map_or(0, |word| word.len());
    let digits_at = number_at + spaces(&text[number_at..]);
    if clock.is_some() && digits_at == number_at && clock.is_some_and(|word| word.ends_with('n')) {
        return None;
    }
    let (starts, length, minutes) = time(&text[digits_at..])?;
    let mut end = digits_at + length;
    // "mellan klockan 13 och 15"
    let between = || {
        let before = text[..start].trim_end().ends_with("mellan");
        (before && text[end..].starts_with(" och ")).then_some(" och ".len())
    };
    let ends = range_sign(&text[end..]).or_else(between).and_then(|sign| {
        let (time, length, minutes) = time(&text[end + sign..])?;
        Some((time, end + sign + length, minutes))
    });
    let sure = clock.is_some()
        || match &ends {
            Some((_, _, end_minutes)) => minutes || *end_minutes || lenient,
            None => minutes && lenient,
        };
    if let Some((_, after, _)) = ends {
        end = after;
    }
    sure.then_some(Found {
        range: start..end,
        starts,
        ends: ends.map(|(time, _, _)| time).filter(|time| *time > starts),
    })
}

/// A time at the beginning, its length, and whether it has minutes.
fn time(text: &str) -> Option<(Time, usize, bool)> {
    let digits = text.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let (hour, minute, length) = match digits {
        4 => (text.get(..2)?, text.get(2..4)?, 4),
        1 | 2 => match text[digits..].strip_prefix(['.', ':']).and_then(|rest| rest.get(..2)) {
            Some(minute) if minute.bytes().all(|byte| byte.is_ascii_digit()) => {
                (&text[..digits], minute, digits + 3)
            }
            _ => (&text[..digits], "", digits),
        },
        _ => return None,
    };
    if text[length..].starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '%') {
        return None;
    }
    let number = |digits: &str| digits.parse::<i8>().unwrap_or(0);
    let time = Time::new(number(hour), number(minute), 0, 0).ok()?;
    Some((time, length, !minute.is_empty()))
}

/// The length of "-", " – ", " till ", "-ca " before the second time.
fn range_sign(text: &str) -> Option<usize> {
    let mut at = spaces(text);
    let signs = ["-", "–", "—", "−", "till", "to", "fram till"];
    at += signs.iter().find(|sign| text[at..].starts_with(**sign))?.len();
    at += spaces(&text[at..]);
    for about in ["ca.", "ca", "cirka", "kl.", "kl"] {
        if text[at..].starts_with(about) {
            at += about.len();
            break;
        }
    }
    Some(at + spaces(&text[at..]))
}

fn spaces(text: &str) -> usize {
    text.chars().take(3).take_while(|c| c.is_whitespace()).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn read(text: &str, lenient: bool) -> Option<(String, Option<String>)> {
        find(text, lenient).map(|found| {
            let text = |time: Time| time.strftime("%H:%M").to_string();
            (text(found.starts), found.ends.map(text))
        })
    }

    #[test]
    fn reads_the_forms_people_write() {
        for (text, starts, ends) in [
            ("kl. 9-12", "09:00", Some("12:00")),
            ("kl 13.00 – 15.30", "13:00", Some("15:30")),
            ("Kl. 9.00–10.30", "09:00", Some("10:30")),
            ("09:00-12:00", "09:00", Some("12:00")),
            ("klockan 9 till 12", "09:00", Some("12:00")),
            ("kl 9-ca 11.45", "09:00", Some("11:45")),
            ("kl. 0900-1200", "09:00", Some("12:00")),
            ("torsdag kl 14", "14:00", None),
        ] {
            let expected = Some((starts.to_owned(), ends.map(str::to_owned)));
            assert_eq!(read(text, false), expected, "{text}");
        }
        assert_eq!(read("9-12", true), Some(("09:00".into(), Some("12:00".into()))));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["9-12", "2-4 chefer", "klart", "kl. 25", "klass 9", "7/2", "10 %"] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }
}
