//! The recovery code: what the founder of a workspace keeps on paper, and all that an empty computer needs to
//! become an admin of it.
//!
//! `samskriv:recover?relay=URL&workspace=ID#ABCD-EFGH-…`; without `relay=` where the workspace has none yet. The
//! secret stands in groups that people can type, with a check at its end, so that a slip is told as one and not
//! as somebody else's code. The groups alone do where a computer knows the workspace.

use crate::{
    ids::WorkspaceId,
    invite::{LinkParts, percent_encode},
    seal::DeviceSecret,
};

/// The length of a recovery code's secret, in bytes.
pub const SECRET: usize = 20;

/// Characters that say the secret.
const SECRET_CHARS: usize = 32;
/// Characters that check workspace and secret: one slip in a million passes.
const CHECK_CHARS: usize = 4;
/// How long something may be that was meant to be the groups alone.
const NEARLY: std::ops::RangeInclusive<usize> = 26..=42;
const GROUP: usize = 4;
const PREFIX: &str = "samskriv:recover?";

/// What a recovery code says.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// The relay's address, where the workspace had one when the code was printed.
    pub relay: Option<String>,
    /// Which workspace; none where only the groups were given.
    pub workspace: Option<WorkspaceId>,
    secret: [u8; SECRET],
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecoveryCode({:?}, {:?})", self.relay, self.workspace)
    }
}

/// The text is no recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It neither starts with `samskriv:recover?` nor looks like a code's groups.
    #[error("not a recovery code")]
    NotACode,
    /// It is one, with something left out or written otherwise.
    #[error("the recovery code is mistyped or cut")]
    Mistyped,
}

impl RecoveryCode {
    /// The code of a workspace that is being made.
    pub fn new(relay: Option<String>, workspace: WorkspaceId, secret: [u8; SECRET]) -> RecoveryCode {
        RecoveryCode { relay, workspace: Some(workspace), secret }
    }

    /// The device that the code stands for, which its workspace's chain holds as an admin.
    pub fn device(&self) -> DeviceSecret {
        device(&self.secret)
    }

    /// Reads a code as pasted or typed: white space and hyphens anywhere, either case, and digits for the letters
    /// that they look like.
    ///
    /// # Errors
    /// [`CodeError`]: whether it is one at all.
    pub fn parse(text: &str) -> Result<RecoveryCode, CodeError> {
        if !is_link(text) {
            return groups_alone(text);
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = [PREFIX, text.get(PREFIX.len()..).unwrap_or_default()].concat();
        let link = LinkParts::read(&text, PREFIX).map_err(|_| CodeError::Mistyped)?;
        let workspace = link.part("workspace").ok().and_then(|id| id.parse().ok());
        let workspace: WorkspaceId = workspace.ok_or(CodeError::Mistyped)?;
        let relay = link.relay().map_err(|_| CodeError::Mistyped)?;
        let typed = as_typed(&link.secret);
        let secret = decode(typed.get(..SECRET_CHARS).unwrap_or_default()).ok_or(CodeError::Mistyped)?;
        if typed.get(SECRET_CHARS..) != Some(&check(&workspace, &secret)) {
            return Err(CodeError::Mistyped);
        }
        Ok(RecoveryCode::new(relay, workspace, secret))
    }
}

/// Whether a text begins as a recovery code with everything in it: what else it may be meant as is settled.
pub fn is_link(text: &str) -> bool {
    let begins = text.chars().filter(|c| !c.is_whitespace()).take(PREFIX.len());
    begins.collect::<String>().eq_ignore_ascii_case(PREFIX)
}

impl std::fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut groups = data_encoding::BASE32_NOPAD.encode(&self.secret);
        let Some(workspace) = &self.workspace else { return f.write_str(&in_groups(&groups)) };
        groups += &check(workspace, &self.secret);
        let relay = self.relay.as_deref().map(|relay| format!("relay={}&", percent_encode(relay)));
        write!(f, "{PREFIX}{}workspace={workspace}#{}", relay.unwrap_or_default(), in_groups(&groups))
    }
}

/// The device that a code's secret stands for.
pub fn device(secret: &[u8; SECRET]) -> DeviceSecret {
    DeviceSecret::derive("recovery", secret)
}

/// With the check at their end, which only who knows the workspace can compare, or without, as they once were.
fn groups_alone(text: &str) -> Result<RecoveryCode, CodeError> {
    let typed = as_typed(text);
    if !NEARLY.contains(&typed.len()) || !typed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(CodeError::NotACode);
    }
    let whole = [SECRET_CHARS, SECRET_CHARS + CHECK_CHARS].contains(&typed.len());
    let in_alphabet = typed.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    let secret = decode(typed.get(..SECRET_CHARS).unwrap_or_default()).filter(|_| whole && in_alphabet);
    Ok(RecoveryCode { relay: None, workspace: None, secret: secret.ok_or(CodeError::Mistyped)? })
}

/// Without what people and text programs put between groups, and with the letters that were meant.
fn as_typed(text: &str) -> String {
    let between =
        |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '−');
    let meant = |c: char| match c.to_ascii_uppercase() {
        '0' => 'O',
        '1' => 'I',
        '8' => 'B',
        other => other,
    };
    text.chars().filter(between).map(meant).collect()
}

fn decode(groups: &str) -> Option<[u8; SECRET]> {
    data_encoding::BASE32_NOPAD.decode(groups.as_bytes()).ok()?.try_into().ok()
}

/// Over the workspace too: whoever types all of it off a paper types that as well.
fn check(workspace: &WorkspaceId, secret: &[u8; SECRET]) -> String {
    let hash = blake3::derive_key("samskriv 2026 recovery check", &[&workspace.0[..], &secret[..]].concat());
    data_encoding::BASE32_NOPAD.encode(&hash).chars().take(CHECK_CHARS).collect()
}

/// `ABCD-EFGH-...`, which is easier to write down.
fn in_groups(code: &str) -> String {
    let groups = (0..code.len()).step_by(GROUP).map(|at| &code[at..code.len().min(at + GROUP)]);
    groups.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
