//! Leaving a network by a command: what would be lost with it is told first, and goes only with `--yes`.

use samskriv_shared::documents::{Kind, State, Summary};
use serde_json::json;

use super::{
    failure::Failure,
    output::Output,
    session::{Session, unexpected},
};
use crate::backend::{Answer, BackendError, ErrorCode, Request, WorkspaceInfo};

pub fn leave(
    session: &Session,
    workspace: &WorkspaceInfo,
    is_sure: bool,
    output: &mut Output,
) -> Result<(), Failure> {
    let (drafts, alone) = (drafts(session, workspace)?, is_alone(session, workspace)?);
    if !is_sure && (drafts > 0 || alone) {
        return Err(Failure::NotSure { network: workspace.name.clone(), drafts, alone });
    }
    let today = jiff::Zoned::now().date();
    let request = Request::Leave { workspace: workspace.id, today };
    session.ask(request).map_err(|failure| match failure {
        Failure::Backend(BackendError { code: ErrorCode::Unreachable, .. }) => Failure::ActUnreachable,
        other => other,
    })?;
    output.answer(
        || json!({ "id": workspace.id, "drafts": drafts }),
        |texts| texts.with("leave-done", &[("workspace", workspace.name.as_str().into())]),
    )
}

/// How many meetings are on this computer only.
fn drafts(session: &Session, workspace: &WorkspaceInfo) -> Result<usize, Failure> {
    match session.ask(Request::Summaries { workspace: workspace.id, current: true })? {
        Answer::Summaries(all) => Ok(all.iter().filter(|summary| is_draft(summary)).count()),
        other => Err(unexpected(&other)),
    }
}

fn is_draft(summary: &Summary) -> bool {
    summary.kind == Kind::Minutes && summary.state == State::Draft
}

/// Whether this computer is the only one in it: what is shared is kept by nobody else.
fn is_alone(session: &Session, workspace: &WorkspaceInfo) -> Result<bool, Failure> {
    match session.ask(Request::Members { workspace: workspace.id })? {
        Answer::Members(members) => Ok(members.iter().all(|member| member.device == workspace.device)),
        other => Err(unexpected(&other)),
    }
}
