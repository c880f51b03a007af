//! Codes as text and back, as printed and as typed.
#![allow(clippy::unwrap_used)]

use super::*;

fn code() -> RecoveryCode {
    RecoveryCode::new(
        Some("https://relä.example:8443/a b".into()),
        WorkspaceId([1; 32]),
        std::array::from_fn(|at| at as u8 * 11),
    )
}

#[test]
fn text_and_back_with_a_relay_and_without() {
    let text = code().to_string();
    assert!(text.is_ascii() && text.starts_with("samskriv:recover?relay=https://rel"), "{text}");
    assert_eq!(RecoveryCode::parse(&text), Ok(code()));
    let without = RecoveryCode { relay: None, ..code() };
    assert!(without.to_string().starts_with("samskriv:recover?workspace=01"), "{without}");
    assert_eq!(RecoveryCode::parse(&without.to_string()), Ok(without));
    assert!(!format!("{:?}", code()).contains(&text[text.len() - 8..]), "nothing secret in a log");
}

#[test]
fn as_people_type_it() {
    let text = code().to_string();
    let (place, secret) = text.split_once('#').unwrap();
    let typed = [
        format!("  {}\r\n {}\n", &text[..60], &text[60..]),
        format!("{place}#{}", secret.replace('-', "")),
        format!("{place}#{}", secret.to_lowercase().replace('-', " ")),
        format!("{place}#{}", secret.replace('-', "–")),
        format!("{place}#{}", secret.replace('O', "0").replace('I', "1").replace('B', "8")),
        text.replacen("samskriv:recover", "Samskriv:Recover", 1),
        text.replace("workspace=0101", "workspace=0101 "),
    ];
    for typed in typed {
        assert_eq!(RecoveryCode::parse(&typed), Ok(code()), "{typed}");
    }
}

#[test]
fn a_slip_is_told_as_one_wherever_it_is() {
    let text = code().to_string();
    let from = text.find("workspace=").unwrap();
    for at in from..text.len() {
        let old = text.as_bytes()[at];
        let new = if old == b'4' { '5' } else { '4' };
        let typed = [&text[..at], &new.to_string(), &text[at + 1..]].concat();
        let told = RecoveryCode::parse(&typed);
        // A group's hyphen is no part of the secret, but a character in its place is.
        assert_eq!(told, Err(CodeError::Mistyped), "{typed}");
        let cut = RecoveryCode::parse(&text[..at]);
        assert_eq!(cut, Err(CodeError::Mistyped), "{}", &text[..at]);
    }
    let (place, secret) = text.split_once('#').unwrap();
    let swapped = format!("{place}#{}{}{}", &secret[5..9], &secret[4..5], &secret[..4]) + &secret[9..];
    assert_eq!(RecoveryCode::parse(&swapped), Err(CodeError::Mistyped), "two groups in the other's place");
}

#[test]
fn the_groups_alone_say_the_device_with_their_check_and_without() {
    let text = code().to_string();
    let secret = text.split_once('#').unwrap().1;
    let old = &secret[..secret.len() - 5];
    for groups in [secret, old, &old.to_lowercase(), &format!(" {} ", old.replace('-', " "))] {
        let read = RecoveryCode::parse(groups).unwrap();
        assert_eq!((read.relay.clone(), read.workspace), (None, None));
        assert_eq!(read.device().id(), code().device().id());
        assert_eq!(RecoveryCode::parse(&read.to_string()), Ok(read));
    }
    for slip in [&old[1..], &format!("{old}7"), &old.replace(&old[..1], "9")] {
        assert_eq!(RecoveryCode::parse(slip), Err(CodeError::Mistyped), "{slip}");
    }
}

#[test]
fn what_is_something_else_is_told_as_that() {
    for text in [
        "",
        "hej",
        "https://example.org",
        "samskriv:join?relay=r&workspace=01#AAAA",
        "ÅÄÖ".repeat(12).as_str(),
    ] {
        assert_eq!(RecoveryCode::parse(text), Err(CodeError::NotACode), "{text}");
        assert!(!is_link(text));
    }
    assert!(is_link(" samskriv: recover?"));
    assert_eq!(RecoveryCode::parse("samskriv:recover?"), Err(CodeError::Mistyped));
}
