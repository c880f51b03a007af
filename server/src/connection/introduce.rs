//! A membership chain before `Hello`. It makes a workspace known that the relay has never heard of, or has
//! lost; and to one that came back with less of its chain it brings the rest, since whoever belongs by that
//! rest alone could not come in to append it.

use std::{net::IpAddr, sync::Arc, time::Instant};

use samskriv_shared::{
    ids::{DeviceId, WorkspaceId},
    membership::Chain,
    protocol::{Code, Entry, MAX_HANDSHAKE, MAX_RESTORED},
};
use tokio::sync::{Semaphore, mpsc};

use super::{
    Ended,
    incoming::{Who, acquire, check_entry},
};
use crate::{
    appender::{AppendJob, CheckedEntry, Job},
    relay::Relay,
    workspace::Workspace,
};

const NO_CHAIN: Ended = Ended::Refused(Code::BadMembership, "this is no membership chain");
const NOT_CREATED: &str = "the workspace cannot be created";

/// Takes a whole chain, genesis first.
pub async fn introduce(
    relay: &Arc<Relay>,
    address: IpAddr,
    entries: Vec<Vec<u8>>,
    token: Option<&str>,
) -> Result<(), Ended> {
    if entries.len() > MAX_RESTORED {
        return Err(Ended::Refused(Code::TooLarge, "the membership chain is too long"));
    }
    let workspace = entries.first().and_then(|genesis| Chain::start(genesis).ok());
    let workspace = workspace.map(|chain| chain.workspace()).ok_or(NO_CHAIN)?;
    match relay.workspace(workspace).await {
        Ok(workspace) => bring(relay, &workspace, entries).await,
        Err(Code::UnknownWorkspace) => create(relay, address, entries, token).await,
        Err(code) => Err(Ended::Refused(code, NOT_CREATED)),
    }
}

async fn create(
    relay: &Arc<Relay>,
    address: IpAddr,
    entries: Vec<Vec<u8>>,
    token: Option<&str>,
) -> Result<(), Ended> {
    relay
        .limiter
        .create(address, Instant::now())
        .map_err(|_| Ended::Refused(Code::RateLimited, "too many workspaces from this address"))?;
    let token = relay.may_create(token).await.map_err(|code| Ended::Refused(code, NOT_CREATED))?;
    // Each entry costs signatures to verify: not on a thread that serves the others.
    let replayed = tokio::task::spawn_blocking(move || Chain::replay(entries.iter().map(Vec::as_slice)));
    let Ok(Ok(chain)) = replayed.await else { return Err(NO_CHAIN) };
    relay.create(&chain, token).await.map_err(|code| Ended::Refused(code, NOT_CREATED))
}

/// Appends what goes on from the workspace's chain, each entry judged as if its author had brought it: nothing
/// comes in that its author could not append, and nothing is verified for those who do not know the chain. What
/// is no continuation is left alone; `Hello` says then who belongs.
async fn bring(relay: &Arc<Relay>, workspace: &Arc<Workspace>, entries: Vec<Vec<u8>>) -> Result<(), Ended> {
    let tail = workspace.tail();
    let Some(more) = entries.strip_prefix(tail.members.chain.entries()) else { return Ok(()) };
    let (id, more) = (workspace.id, more.to_vec());
    let checked = tokio::task::spawn_blocking(move || check(id, more)).await.unwrap_or_default();
    let (answer, mut answers) = mpsc::unbounded_channel();
    let permits = Arc::new(Semaphore::new(MAX_HANDSHAKE >> 10));
    // One at a time: what follows one that is refused is refused too.
    for (device, entry) in checked {
        let length = entry.bytes.len();
        let Some(permit) = acquire(&permits, length, MAX_HANDSHAKE).await else { break };
        let Some(memory) = acquire(&relay.pending, length, relay.config.limits.pending).await else { break };
        relay.appender.queue(Job::Append(Box::new(AppendJob {
            workspace: workspace.clone(),
            device,
            entry,
            reference: 0,
            answer: answer.clone(),
            permit,
            memory,
        })));
        match answers.recv().await {
            Some(appended) if appended.outcome.is_ok() => {}
            _ => break,
        }
    }
    Ok(())
}

/// The entries up to the first that does not hold, each with its author.
fn check(workspace: WorkspaceId, entries: Vec<Vec<u8>>) -> Vec<(DeviceId, CheckedEntry)> {
    let checked = entries.into_iter().map_while(|bytes| {
        let device = Entry::from_bytes(&bytes).ok()?.author;
        let who = Who { workspace, device, invite: false, held: false };
        Some((device, check_entry(who, bytes.into()).ok()?))
    });
    checked.collect()
}
