//! Networks and their people: workspace new, connect, list and recover (leaving is in `leaving`), invite, join, members, role, remove.

use samskriv_shared::{
    ids::WorkspaceId,
    membership::Role,
    recovery::{self, RecoveryCode},
};
use serde_json::{Value, json};

use super::{
    arguments::{Me, UsageError},
    failure::Failure,
    json,
    output::Output,
    plain,
    resolve::{Found, by_beginning},
    session::{Founded, Session, profile, unexpected},
};
use crate::{
    backend::{Answer, BackendError, ErrorCode, Member, Request, WorkspaceInfo},
    i18n::{Texts, collation_key},
};

pub fn new_workspace(
    session: &Session,
    name: &str,
    relay: Option<&String>,
    token: Option<&String>,
    me: &Me,
    output: &mut Output,
) -> Result<(), Failure> {
    let (id, recovery) =
        session.found(name.to_owned(), relay.cloned(), token.cloned(), profile(me, output.texts))?;
    let founded = Founded { name: name.to_owned(), id, recovery, unnamed: None };
    let told = match relay {
        None => Ok(true),
        Some(_) => reach(session, id),
    };
    let (reached, refused) = match told {
        Ok(reached) => (reached, None),
        Err(Failure::Backend(error)) => {
            if session.ask(Request::TakeBack { workspace: id }).is_ok() {
                return Err(Failure::NotFounded(error));
            }
            // The relay may have it: then its recovery code is worth keeping.
            (true, Some(Failure::Backend(error)))
        }
        Err(other) => (true, Some(other)),
    };
    output.answer(
        || {
            let mut value = json!({ "id": founded.id, "recovery": founded.recovery });
            if relay.is_some() {
                value["reached"] = reached.into();
            }
            value
        },
        |texts| {
            let mut lines = vec![plain::founded(&founded, texts)];
            lines.extend(relay.filter(|_| !reached).map(|url| unreached(url, texts)));
            lines.join("\n")
        },
    )?;
    refused.map_or(Ok(()), Err)
}

/// Whether the relay has the workspace now, or cannot be reached; an error where it refuses.
fn reach(session: &Session, workspace: WorkspaceId) -> Result<bool, Failure> {
    match session.ask(Request::CaughtUp { workspace }) {
        Ok(_) => Ok(true),
        Err(Failure::Backend(BackendError { code: ErrorCode::Unreachable, .. })) => Ok(false),
        Err(other) => Err(other),
    }
}

fn unreached(url: &str, texts: &Texts) -> String {
    texts.with("relay-unreached", &[("url", url.into())])
}

pub fn connect(
    session: &Session,
    workspace: &WorkspaceInfo,
    url: &str,
    token: Option<&String>,
    output: &mut Output,
) -> Result<(), Failure> {
    session.ask(Request::Connect {
        workspace: workspace.id,
        relay: url.to_owned(),
        token: token.cloned(),
    })?;
    let reached = reach(session, workspace.id).map_err(|failure| match failure {
        Failure::Backend(error) => Failure::NotConnected(error),
        other => other,
    })?;
    output.answer(
        || json!({ "id": workspace.id, "relay": url, "reached": reached }),
        |texts| match reached {
            true => {
                let name = workspace.name.as_str().into();
                texts.with("connect-done", &[("workspace", name), ("url", url.into())])
            }
            false => unreached(url, texts),
        },
    )
}

pub fn list(session: &Session, output: &mut Output) -> Result<(), Failure> {
    let mut workspaces = session.workspaces()?;
    workspaces.sort_by_cached_key(|workspace| (collation_key(&workspace.name), workspace.id));
    output.answer(
        || workspaces.iter().map(json::workspace).collect(),
        |texts| plain::workspaces(&workspaces, texts),
    )
}

pub fn invite(
    session: &Session,
    workspace: &WorkspaceInfo,
    role: Role,
    expires_s: u64,
    uses: u32,
    output: &mut Output,
) -> Result<(), Failure> {
    match administer(session, Request::Invite { workspace: workspace.id, role, expires_s, uses })? {
        Answer::Link(link) => output.answer(|| json!({ "link": link }), |_| link.clone()),
        other => Err(unexpected(&other)),
    }
}

pub fn join(session: &Session, link: &str, me: &Me, output: &mut Output) -> Result<(), Failure> {
    if recovery::is_link(link) {
        return recover(session, link, None, me, output);
    }
    let request = Request::Join { link: link.to_owned(), me: profile(me, output.texts) };
    let answer = session.ask(request).map_err(|failure| match failure {
        Failure::Backend(BackendError { code: ErrorCode::Unreachable, .. }) => Failure::JoinUnreachable,
        other => other,
    })?;
    match answer {
        Answer::Joined(id) => output
            .answer(|| json!({ "id": id }), |texts| texts.with("join-done", &[("id", id.short().into())])),
        other => Err(unexpected(&other)),
    }
}

pub fn recover(
    session: &Session,
    code: &str,
    relay: Option<&String>,
    me: &Me,
    output: &mut Output,
) -> Result<(), Failure> {
    let missing = missing(me, output.texts);
    if !missing.is_empty() && joins(session, code)? {
        let argument = missing.join(", ");
        let sentence = output.texts.with("usage-missing-argument", &[("argument", argument.into())]);
        return Err(UsageError(sentence).into());
    }
    let me = profile(me, output.texts);
    let request = Request::Recover { code: code.to_owned(), relay: relay.cloned(), me };
    let (id, already) = match session.ask(request) {
        Ok(Answer::Joined(id)) => (Some(id), false),
        Ok(other) => return Err(unexpected(&other)),
        // That it is so is what was asked for.
        Err(Failure::Backend(BackendError { code: ErrorCode::AlreadyAdmin, detail })) => {
            (detail.parse().ok(), true)
        }
        Err(Failure::Backend(BackendError { code: ErrorCode::Unreachable, .. })) => {
            return Err(Failure::RecoverUnreachable);
        }
        Err(other) => return Err(other),
    };
    let short = id.as_ref().map(WorkspaceId::short).unwrap_or_default();
    output.answer(
        || json!({ "id": id, "already": already }),
        |texts| match already {
            true => texts.get("error-already-admin"),
            false => texts.with("recover-done", &[("id", short.into())]),
        },
    )
}

/// Whether a code is for a network that this computer is not in: then it has to be said who comes.
fn joins(session: &Session, code: &str) -> Result<bool, Failure> {
    let Ok(RecoveryCode { workspace: Some(id), .. }) = RecoveryCode::parse(code) else { return Ok(false) };
    Ok(!session.workspaces()?.iter().any(|workspace| workspace.id == id))
}

/// The options that say who somebody is and were not given.
fn missing(me: &Me, texts: &Texts) -> Vec<String> {
    let options = [
        ("--me", "value-name", me.name.is_none()),
        ("--municipality", "value-municipality", me.municipality.is_none()),
    ];
    let missing = options.iter().filter(|(.., missing)| *missing);
    missing.map(|(option, value, _)| format!("{option} <{}>", texts.get(value))).collect()
}

/// What cannot be done without the relay.
fn administer(session: &Session, request: Request) -> Result<Answer, Failure> {
    session.ask(request).map_err(|failure| match failure {
        Failure::Backend(BackendError { code: ErrorCode::Unreachable, .. }) => Failure::ActUnreachable,
        other => other,
    })
}

pub fn set_role(
    session: &Session,
    workspace: &WorkspaceInfo,
    device: &str,
    role: Role,
    output: &mut Output,
) -> Result<(), Failure> {
    let Member { device, name, .. } = member(session, workspace, device)?;
    administer(session, Request::SetRole { workspace: workspace.id, device, role })?;
    output.answer(
        || json!({ "device": device, "role": role.name() }),
        |texts| {
            let role = plain::role(role, texts);
            texts.with("role-done", &[("name", name.as_str().into()), ("role", role.into())])
        },
    )
}

pub fn remove(
    session: &Session,
    workspace: &WorkspaceInfo,
    device: &str,
    output: &mut Output,
) -> Result<(), Failure> {
    let Member { device, name, .. } = member(session, workspace, device)?;
    if device == workspace.device {
        return Err(Failure::OwnDevice);
    }
    administer(session, Request::Remove { workspace: workspace.id, device })?;
    output.answer(
        || json!({ "device": device }),
        |texts| texts.with("remove-done", &[("name", name.as_str().into())]),
    )
}

/// The member whose device begins so. Whoever joined a moment ago is one too, so the relay is heard first.
fn member(session: &Session, workspace: &WorkspaceInfo, beginning: &str) -> Result<Member, Failure> {
    administer(session, Request::CaughtUp { workspace: workspace.id })?;
    let members = match session.ask(Request::Members { workspace: workspace.id })? {
        Answer::Members(members) => members,
        other => return Err(unexpected(&other)),
    };
    match by_beginning(members.iter().map(|member| member.device), beginning) {
        Found::One(device) => members.into_iter().find(|member| member.device == device),
        Found::Several => return Err(Failure::AmbiguousMember(beginning.to_owned())),
        Found::None => None,
    }
    .ok_or_else(|| Failure::NoSuchMember(beginning.to_owned()))
}

/// Sorted by name; without a workspace nobody is a member.
pub fn members(
    session: &Session,
    workspace: Option<&WorkspaceInfo>,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut members = match workspace {
        None => Vec::new(),
        Some(workspace) => match session.ask(Request::Members { workspace: workspace.id })? {
            Answer::Members(members) => members,
            other => return Err(unexpected(&other)),
        },
    };
    members.sort_by_cached_key(|member| (collation_key(&member.name), member.device));
    output.answer(
        || members.iter().map(json::member).collect::<Value>(),
        |texts| plain::members(&members, texts),
    )
}
