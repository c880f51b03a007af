//! Where things stand, from the backend's numbers to what the status line shows; and errors as sentences.

use jiff::{SignedDuration, civil::DateTime};
use samskriv_shared::{ids::WorkspaceId, protocol::Code};

use super::Model;
use crate::{
    backend::{BackendError, ErrorCode, RelayState, Status as BackendStatus},
    i18n::Texts,
    state::{Now, Relay, Status},
};

impl Model {
    /// An answer that an event overtook says nothing new.
    pub(super) fn set_status(&mut self, status: BackendStatus) {
        if status.version < self.status_version {
            return;
        }
        self.status_version = status.version;
        let refused = self.state.status.refused;
        self.state.status = shown(&self.state.texts, self.state.now, &status);
        // What the disk refused is written: the sentence about it is over.
        let over = refused && !self.state.status.refused;
        if over && self.state.problem == self.state.texts.store_health(ErrorCode::Storage.name()) {
            self.state.problem = None;
        }
    }

    /// A change that was handed over is answered. Until then the backend's numbers may be older than it.
    pub(super) fn kept(&mut self, workspace: WorkspaceId) {
        if let Some(unkept) = self.unkept.get_mut(&workspace) {
            *unkept = unkept.saturating_sub(1);
        }
        self.count_unkept();
    }

    /// Shows how many changes of the network that is shown are not answered.
    pub(super) fn count_unkept(&mut self) {
        let unkept = self.state.network.and_then(|network| self.unkept.get(&network));
        self.state.unkept = unkept.copied().unwrap_or_default();
    }
}

fn shown(texts: &Texts, now: Now, status: &BackendStatus) -> Status {
    let has_all = |seq: u64| status.last_sent.is_none_or(|last| seq >= last);
    Status {
        unsaved: status.unsaved_changes,
        refused: status.store.health == ErrorCode::Storage.name(),
        unsent: status.unsent_changes,
        relay: relay(texts, now, status),
        seen: status.seen,
        colleagues: status.colleagues,
        names: status.seen_by.iter().map(|seen| (seen.name.clone(), has_all(seen.seq))).collect(),
        chose_offline: status.relay.on_purpose,
        warnings: status
            .warnings
            .iter()
            .map(|warning| texts.warning(warning.name(), &warning.detail()))
            .chain(texts.store_health(&status.store.health))
            .collect(),
    }
}

fn relay(texts: &Texts, now: Now, status: &BackendStatus) -> Relay {
    if status.relay.error == Some(ErrorCode::Relay(Code::Removed)) {
        return Relay::Removed(code_sentence(texts, &ErrorCode::Relay(Code::Removed), ""));
    }
    match status.relay.state {
        RelayState::None => Relay::None,
        RelayState::Connecting if status.relay.error.is_none() => Relay::Connecting,
        // A network that swallows bytes lets every new try last a quarter of a minute: still offline.
        RelayState::Offline | RelayState::Connecting => Relay::Offline {
            since: status.relay.offline_since_ms.and_then(|ms| local(now, ms)),
            reason: status.relay.error.as_ref().map(|code| code_sentence(texts, code, "")),
        },
        RelayState::CatchingUp { done, total } => Relay::CatchingUp { done, total },
        RelayState::Live => Relay::Live,
    }
}

/// A moment as the clock on the wall showed it, or would have but for a change to or from summer time.
pub(super) fn local(now: Now, ms: i64) -> Option<DateTime> {
    now.local.checked_sub(SignedDuration::from_millis(now.ms.checked_sub(ms)?)).ok()
}

/// What went wrong, for people.
pub fn sentence(texts: &Texts, error: &BackendError) -> String {
    match error.code {
        // Which file it was and what the system calls it helps nobody at a window; what to do does.
        ErrorCode::Storage => texts.store_health(error.code.name()),
        _ => None,
    }
    .unwrap_or_else(|| code_sentence(texts, &error.code, &error.detail))
}

fn code_sentence(texts: &Texts, code: &ErrorCode, detail: &str) -> String {
    let values = [("code", code.name().into()), ("detail", detail.into())];
    let key = format!("error-{}", code.name());
    let sentence = texts.with(&key, &values);
    if sentence == key { texts.with("error-unknown", &values) } else { sentence }
}
