//! Links as text and back, and what they derive.
#![allow(clippy::unwrap_used)]

use super::*;

fn link() -> InviteLink {
    InviteLink {
        relay: "https://relä.example:8443/a b".into(),
        workspace: WorkspaceId([1; 32]),
        head: EntryId([2; 32]),
        person: None,
        secret: [3; SECRET],
    }
}

#[test]
fn text_and_back_also_through_a_mail_program() {
    let text = link().to_string();
    assert!(text.is_ascii());
    assert_eq!(InviteLink::parse(&text).unwrap(), link());
    let wrapped = format!("  {}\r\n {}\n", &text[..60], &text[60..]);
    assert_eq!(InviteLink::parse(&wrapped).unwrap(), link());
}

#[test]
fn a_link_for_another_device_of_somebody_says_whose() {
    let theirs = InviteLink { person: Some(PersonId([5; 16])), ..link() };
    let text = theirs.to_string();
    assert_eq!(InviteLink::parse(&text).unwrap(), theirs);
    assert!(!link().to_string().contains("person"));
    let damaged = text.replace("person=05", "person=5");
    assert_eq!(InviteLink::parse(&damaged), Err(LinkError::Part("person")));
}

#[test]
fn a_cut_link_says_what_is_missing() {
    let text = link().to_string();
    assert_eq!(InviteLink::parse("https://example.org"), Err(LinkError::NotALink));
    assert_eq!(InviteLink::parse(&text[..text.len() - 3]), Err(LinkError::Part("secret")));
    assert_eq!(InviteLink::parse(text.split('#').next().unwrap()), Err(LinkError::Part("secret")));
    assert_eq!(InviteLink::parse(&text.replace("chain=", "chian=")), Err(LinkError::Part("chain")));
    assert_eq!(InviteLink::parse(&text.replace("%C3", "%ZZ")), Err(LinkError::Part("relay")));
}
