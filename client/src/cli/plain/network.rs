//! Networks, their members, and where things stand.

use samskriv_shared::membership::Role;

use crate::{
    backend::{Member, RelayState, Status, WorkspaceInfo},
    cli::{output::table, session::Founded},
    i18n::Texts,
};

/// A workspace that was made, with the code that must be kept.
pub fn founded(founded: &Founded, texts: &Texts) -> String {
    let mut text = texts.with(
        "workspace-founded",
        &[
            ("name", founded.name.as_str().into()),
            ("id", founded.id.short().into()),
            ("recovery", founded.recovery.as_str().into()),
        ],
    );
    if let Some(name) = &founded.unnamed {
        text.push('\n');
        text += &texts.with("workspace-founded-unnamed", &[("name", name.as_str().into())]);
    }
    text
}

/// That a name given for it changes nothing.
pub fn named_already(workspace: &WorkspaceInfo, texts: &Texts) -> String {
    let (name, workspace) = (workspace.me.name.as_str(), workspace.name.as_str());
    texts.with("import-named-already", &[("name", name.into()), ("workspace", workspace.into())]) + "\n"
}

/// `workspace list`.
pub fn workspaces(workspaces: &[WorkspaceInfo], texts: &Texts) -> String {
    if workspaces.is_empty() {
        return texts.get("workspaces-empty");
    }
    let row = |workspace: &WorkspaceInfo| {
        vec![
            workspace.id.short(),
            workspace.role.map_or_else(|| texts.get("role-none"), |is| role(is, texts)),
            workspace.relay.clone().unwrap_or_else(|| texts.get("workspace-local")),
            workspace.name.clone(),
        ]
    };
    table(&workspaces.iter().map(row).collect::<Vec<_>>())
}

/// `members`.
pub fn members(members: &[Member], texts: &Texts) -> String {
    if members.is_empty() {
        return texts.get("members-empty");
    }
    let row = |member: &Member| {
        vec![
            member.name.clone(),
            member.municipality.clone(),
            member.title.clone(),
            role(member.role, texts),
            member.device.short(),
        ]
    };
    table(&members.iter().map(row).collect::<Vec<_>>())
}

/// What follows when a meeting is shared in a workspace, and when.
pub fn what_sharing_means(workspace: &WorkspaceInfo, texts: &Texts) -> String {
    texts.get(if workspace.relay.is_some() { "share-means" } else { "share-means-without-relay" })
}

/// A role, as people call it.
pub fn role(role: Role, texts: &Texts) -> String {
    texts.get(match role {
        Role::Admin => "role-admin",
        Role::Editor => "role-editor",
        Role::Reader => "role-reader",
    })
}

/// `status`: the three steps, each only as far as it is known to be true.
pub fn status(status: &Status, texts: &Texts) -> String {
    let mut lines = vec![match status.unsaved_changes {
        0 => texts.get("status-saved"),
        unsaved => texts.with("status-unsaved", &[("n", unsaved.into())]),
    }];
    let url = status.relay.url.clone().unwrap_or_default();
    lines.push(match status.relay.state {
        RelayState::None => texts.get("status-no-relay"),
        RelayState::Offline => texts.with("status-offline", &[("url", url.into())]),
        RelayState::Connecting => texts.with("status-connecting", &[("url", url.into())]),
        RelayState::CatchingUp { done, total } => {
            texts.with("status-catching-up", &[("done", done.into()), ("total", total.into())])
        }
        RelayState::Live => texts.with("status-live", &[("url", url.into())]),
    });
    // Also without a relay: this computer may not belong to the network.
    lines.extend(status.relay.error.as_ref().map(|code| texts.error(code.name(), "")));
    if status.relay.state != RelayState::None {
        lines.push(match status.unsent_changes {
            0 => texts.get("status-all-sent"),
            unsent => texts.with("status-unsent", &[("n", unsent.into())]),
        });
        if status.colleagues > 0 {
            lines.push(
                texts.with("status-seen", &[("n", status.seen.into()), ("m", status.colleagues.into())]),
            );
        }
    }
    lines.extend(status.warnings.iter().map(|warning| texts.warning(warning.name(), &warning.detail())));
    lines.extend(texts.store_health(&status.store.health));
    lines.join("\n")
}
