//! The mail that an invitation is sent with.

use samskriv_shared::ids::PersonId;

use crate::state::AppState;

/// A mail to be written by somebody's mail program.
pub struct Mail {
    pub subject: String,
    pub body: String,
}

/// How to install and join, with the link; for a further computer of `person`, where it is one's.
pub fn invitation(state: &AppState, person: Option<PersonId>, link: &str) -> Mail {
    let texts = &state.texts;
    let network = state.current().map(|network| network.name.as_str()).unwrap_or_default();
    let me = state.current().map(|network| network.my_name.as_str()).unwrap_or_default();
    let name = person.and_then(|person| state.person_name(&person)).unwrap_or_default();
    let values =
        [("network", network.into()), ("me", me.into()), ("name", name.into()), ("link", link.into())];
    let (subject, body) = match person {
        None => ("invite-mail-subject", "invite-mail-body"),
        Some(_) => ("invite-mail-subject-device", "invite-mail-body-device"),
    };
    Mail { subject: texts.with(subject, &values), body: texts.with(body, &values) }
}

impl Mail {
    /// As a `mailto:` address of RFC 6068, without whom it goes to.
    pub fn address(&self) -> String {
        format!("mailto:?subject={}&body={}", encoded(&self.subject), encoded(&self.body))
    }
}

/// Percent-encoded but for what no mail program takes for anything else; line breaks as mail has them.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.replace("\r\n", "\n").replace('\n', "\r\n").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_mail_is_taken_for_a_part_of_the_address() {
        let mail = Mail { subject: "Å & b?".into(), body: "a=1\nsamskriv:join?x=1&y#z".into() };
        assert_eq!(
            mail.address(),
            "mailto:?subject=%C3%85%20%26%20b%3F&body=a%3D1%0D%0Asamskriv%3Ajoin%3Fx%3D1%26y%23z"
        );
    }
}
