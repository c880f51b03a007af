//! What a backup holds, what came of restoring one, and what `store check` found.

use crate::{
    backend::{BackedUp, Checked, Restored, RestoredNetwork, WrongPart},
    i18n::Texts,
};

/// `backup`.
pub fn backed_up(told: &BackedUp, file: &str, texts: &Texts) -> String {
    let mut lines = vec![texts.with("backup-done", &[("file", file.into())])];
    lines.extend(told.networks.iter().map(|network| {
        let meetings = network.meetings.into();
        texts.with("backup-network", &[("name", network.name.as_str().into()), ("n", meetings)])
    }));
    lines.push(texts.get("backup-keep"));
    lines.join("\n")
}

/// `restore`: of each network what is here now, and what to do where this computer does not belong to it.
pub fn restored(told: &Restored, texts: &Texts) -> String {
    let line = |network: &RestoredNetwork| {
        let key = match (network.added, network.changed) {
            (true, _) => "restore-added",
            (false, 0) => "restore-nothing",
            (false, _) => "restore-merged",
        };
        texts.with(key, &[("name", network.name.as_str().into()), ("n", network.meetings.into())])
    };
    let mut lines: Vec<String> = told.networks.iter().map(line).collect();
    if told.networks.iter().any(|network| !network.member) {
        lines.push(texts.error("not-a-member", ""));
    }
    lines.join("\n")
}

/// `store check`.
pub fn checked(checked: &Checked, texts: &Texts) -> String {
    let mut lines = vec![texts.with(
        "check-found",
        &[
            ("networks", checked.networks.into()),
            ("documents", checked.documents.into()),
            ("changes", checked.unsent_changes.into()),
            // In whole KiB, as people read it.
            ("kib", (checked.store_bytes + checked.journal_bytes).div_ceil(1024).to_string().into()),
        ],
    )];
    lines.extend(checked.wrong.iter().map(|wrong| {
        let key = match wrong.part {
            WrongPart::Identity => "check-wrong-identity",
            WrongPart::Journal => "check-wrong-journal",
            WrongPart::Store => "check-wrong-store",
            WrongPart::Record => "check-wrong-record",
            WrongPart::Document => "check-wrong-document",
        };
        texts.with(key, &[("what", wrong.what.as_str().into())])
    }));
    if checked.wrong.is_empty() {
        lines.push(texts.get("check-whole"));
    }
    lines.join("\n")
}
