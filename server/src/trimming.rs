//! Drops the entries that a checkpoint has stood for long enough, so that a log grows with what is in
//! its documents and not with every key that was ever pressed. Each commit drops a little, and appends
//! that wait meanwhile go into the same one.

use std::sync::Arc;

use samskriv_shared::{ids::WorkspaceId, protocol::Code};
use tokio::{
    sync::oneshot,
    time::{MissedTickBehavior, interval},
};

use crate::{appender::Job, log::DocumentPlace, relay::Relay};

/// Entries dropped in one commit at most.
const PORTION: usize = 256;
/// Their bytes, which are read to drop them, at most; a larger one goes alone.
const PORTION_BYTES: u64 = 4 << 20;

/// Looks for what can be dropped, at once and then every now and then, until the relay stops.
pub async fn run(relay: Arc<Relay>) {
    let mut due = interval(relay.config.patience.trim_every);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = due.tick() => {}
            () = relay.stopped() => return,
        }
        if let Err(code) = trim(&relay).await
            && !relay.is_stopping()
        {
            tracing::error!(code = code.name(), "covered entries cannot be dropped");
        }
    }
}

/// One look at every workspace.
///
/// # Errors
/// [`Code::StorageFailed`]; what was dropped before stays dropped.
pub async fn trim(relay: &Arc<Relay>) -> Result<(), Code> {
    let log = relay.log.clone();
    let found = tokio::task::spawn_blocking(move || log.workspaces()).await;
    let Ok(Ok(workspaces)) = found else { return Err(Code::StorageFailed) };
    for (workspace, _) in workspaces {
        trim_workspace(relay, workspace).await?;
    }
    Ok(())
}

async fn trim_workspace(relay: &Arc<Relay>, id: WorkspaceId) -> Result<(), Code> {
    let before = (relay.config.clock)().saturating_sub(relay.config.keep_covered.as_secs());
    let mut place = DocumentPlace::START;
    while !relay.is_stopping() {
        let log = relay.log.clone();
        let read = move || log.read_covered(&id, place, before, PORTION, PORTION_BYTES);
        let Ok(Ok(covered)) = tokio::task::spawn_blocking(read).await else {
            return Err(Code::StorageFailed);
        };
        let Some(last) = covered.last() else { return Ok(()) };
        place = DocumentPlace { doc: last.doc, seq: last.seq };
        let count = covered.len() as u64;
        // Only one with something to drop is loaded for it.
        let workspace = relay.workspace(id).await?;
        let (done, dropped) = oneshot::channel();
        relay.appender.queue(Job::Trim { workspace, covered, done });
        if dropped.await != Ok(true) {
            return Err(Code::StorageFailed);
        }
        relay.metrics.dropped.add(count);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
