//! Errors in words. The backend and the relay tell stable codes; only here do they become sentences, so that
//! window and commands say the same.

use super::Texts;

impl Texts {
    /// The sentence for an error code, with `detail` (English, from below) where it helps somebody to act on it.
    /// A code that this program does not know is shown as it is.
    pub fn error(&self, code: &str, detail: &str) -> String {
        let key = match code {
            "no-such-workspace" => "error-no-such-workspace",
            "no-such-document" => "error-no-such-document",
            "no-relay" => "error-no-relay",
            "unreachable" => "error-unreachable",
            "bad-relay" => "error-bad-relay",
            // The backend tells the two apart in its detail only.
            "bad-address" if detail.contains("plain connection") => "error-plain-address",
            "bad-address" => "error-bad-address",
            "bad-link" => "error-bad-link",
            "forked" => "error-forked",
            "role-does-not-allow" => "error-role-does-not-allow",
            "last-admin" => "error-last-admin",
            "no-such-member" => "error-no-such-member",
            "no-key" => "error-no-key",
            "already-member" => "error-already-member",
            "already-shared" => "error-already-shared",
            "already-admin" => "error-already-admin",
            "bad-recovery-code" => "error-bad-recovery-code",
            "mistyped-recovery-code" => "error-mistyped-recovery-code",
            "wrong-recovery-code" => "error-wrong-recovery-code",
            "unknown-recovery-code" => "error-unknown-recovery-code",
            "relay-not-named" => "error-relay-not-named",
            "unsent" => "error-unsent",
            "not-erased" => "error-not-erased",
            "storage" => "error-storage",
            "bad-document" => "error-bad-document",
            "file-exists" => "error-file-exists",
            "file" => "error-file",
            "backup-too-large" => "error-backup-too-large",
            "stopped" => "error-stopped",
            "store-in-use" => "error-store-in-use",
            "store-newer" => "error-store-newer",
            "unknown-workspace" => "error-unknown-workspace",
            "removed" => "error-removed",
            "not-a-member" => "error-not-a-member",
            "bad-signature" | "bad-frame" | "bad-membership" => "error-not-understood",
            "bad-host" => "error-bad-host",
            "unsupported-version" => "error-unsupported-version",
            "too-large" => "error-too-large",
            "not-allowed" => "error-not-allowed",
            "stale-epoch" | "stale-chain" => "error-stale",
            "invite-expired" => "error-invite-expired",
            "invite-used" => "error-invite-used",
            "invite-ended" => "error-invite-ended",
            "token-required" => "error-token-required",
            "rate-limited" | "too-many-connections" => "error-busy",
            "quota-exceeded" => "error-quota-exceeded",
            "storage-failed" => "error-storage-failed",
            "shutting-down" => "error-shutting-down",
            _ => "error-unknown",
        };
        self.with(key, &[("code", code.into()), ("detail", detail.into())])
    }

    /// The sentence for a warning, with what it is about: a number, or a name.
    pub fn warning(&self, code: &str, detail: &str) -> String {
        let key = match code {
            "set-aside" => "warning-set-aside",
            "parked" => "warning-parked",
            "told-otherwise" => "warning-told-otherwise",
            "lacking" => "warning-lacking",
            _ => "error-unknown",
        };
        self.with(key, &[("code", code.into()), ("detail", detail.into())])
    }

    /// The sentence for the local store's health, with what to do; none where all is well.
    pub fn store_health(&self, health: &str) -> Option<String> {
        let key = match health {
            "ok" => return None,
            "rebuilt" => "store-rebuilt",
            "storage" => "store-failing",
            "silent" => "store-silent",
            "damaged" => "store-damaged",
            _ => "store-other",
        };
        Some(self.with(key, &[("health", health.into())]))
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::{Lang, Texts};

    #[test]
    fn an_error_is_told_in_words_and_an_unknown_one_by_its_code() {
        let texts = Texts::new(Lang::En);
        assert_eq!(
            texts.error("invite-used", ""),
            "The invitation link has been used as many times as it may be. Ask for a new one."
        );
        assert!(texts.error("storage", "disk full").contains("disk full"));
        assert!(texts.error("quite-new", "").contains("quite-new"));
        assert_eq!(
            Texts::new(Lang::Sv).error("role-does-not-allow", ""),
            "Din roll i nätverket räcker inte för det här. Tala med en administratör i nätverket."
        );
    }
}
