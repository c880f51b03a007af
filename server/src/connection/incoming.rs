//! What comes in after the welcome: appends, presence, what the device has seen. Form, size, rate
//! and signature are judged here, in the connection's own task; the rest by the appender, in the
//! log's order.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use samskriv_shared::{
    ids::{DeviceId, WorkspaceId},
    membership,
    protocol::{
        ClientFrame, Code, Cursor, Entry, EntryKind, MAX_CHANGE, MAX_CHECKPOINT, MAX_EPHEMERAL, RelayFrame,
        RelayRole, WireError, decode, encode, entry_id,
    },
    seal::{NONCE, SealedPresence, seen_payload, verify, verify_entry},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc::UnboundedSender};

use super::{Ended, Session};
use crate::{
    appender::{AppendJob, Appended, CheckedEntry, CheckedMembership, Job, Rejection},
    log::SeenRecord,
    socket::Incoming,
    workspace::Presence,
};

/// What the smallest append counts for, in KiB: bounds how many answers wait.
const LEAST_KIB: usize = 16;
/// An entry above this is verified on another thread, so that it holds up no other connection.
const VERIFY_ASIDE: usize = 64 << 10;

/// Reads until the other side closes or breaks the rules.
pub async fn read(session: &Session, incoming: &mut Incoming, answers: UnboundedSender<Appended>) -> Ended {
    let permits = session.permits();
    loop {
        let frame = match incoming.next().await {
            Ok(Some(frame)) => frame,
            Ok(None) => return Ended::Gone,
            Err(error) => return error.into(),
        };
        let frame: ClientFrame = match decode(&frame) {
            Ok(frame) => frame,
            Err(_) => return Ended::Refused(Code::BadFrame, "the frame cannot be read"),
        };
        match frame {
            ClientFrame::Append { reference, entry } => {
                if !append(session, reference, entry.into(), &permits, &answers).await {
                    return Ended::Stopping;
                }
            }
            ClientFrame::Ephemeral { body } => ephemeral(session, body),
            ClientFrame::Seen { cursor, sig } => {
                if !seen(session, cursor, sig) {
                    return Ended::Refused(Code::BadSignature, "the signature does not fit");
                }
            }
            ClientFrame::Create { .. } | ClientFrame::Restore { .. } | ClientFrame::Hello(_) => {
                return Ended::Refused(Code::BadFrame, "not after Hello");
            }
        }
    }
}

/// Queues an entry, or the answer that refuses it. Waits while too much is on its way. False when
/// the relay takes nothing more.
async fn append(
    session: &Session,
    reference: u64,
    bytes: Bytes,
    permits: &Arc<Semaphore>,
    answers: &UnboundedSender<Appended>,
) -> bool {
    let limits = &session.relay.config.limits;
    let length = bytes.len();
    let Some(permit) = acquire(permits, length, limits.pending_per_connection).await else { return false };
    let checked = match admit(session, length) {
        Ok(()) => check(session, bytes).await.map_err(Rejection::from),
        Err(rejection) => Err(rejection),
    };
    match checked {
        Ok(entry) => {
            let Some(memory) = acquire(&session.relay.pending, length, limits.pending).await else {
                return false;
            };
            session.relay.appender.queue(Job::Append(Box::new(AppendJob {
                workspace: session.workspace.clone(),
                device: session.device,
                entry,
                reference,
                answer: answers.clone(),
                permit,
                memory,
            })));
        }
        // The follower may have ended, and with it the connection.
        Err(rejection) => drop(answers.send(Appended { reference, outcome: Err(rejection), permit })),
    }
    true
}

/// As many KiB as the entry takes, but never more than there are in all.
pub async fn acquire(semaphore: &Arc<Semaphore>, bytes: usize, all: usize) -> Option<OwnedSemaphorePermit> {
    let kib = bytes.div_ceil(1 << 10).max(LEAST_KIB).min(all >> 10);
    semaphore.clone().acquire_many_owned(u32::try_from(kib).ok()?).await.ok()
}

fn admit(session: &Session, length: usize) -> Result<(), Rejection> {
    if length > MAX_CHECKPOINT {
        return Err(Code::TooLarge.into());
    }
    session
        .relay
        .limiter
        .append(session.device, length, Instant::now())
        .map_err(|wait| Rejection { code: Code::RateLimited, retry_after: Some(wait) })
}

async fn check(session: &Session, bytes: Bytes) -> Result<CheckedEntry, Code> {
    let mut entry = check_aside(session, bytes).await?;
    // What covers another log's entries is kept as any other, for it may hold what this log has lost.
    if let Some(covers) = &entry.covers
        && !session.relay.holds(session.workspace.id, &session.workspace.tail().state, covers).await?
    {
        entry.covers = None;
    }
    Ok(entry)
}

async fn check_aside(session: &Session, bytes: Bytes) -> Result<CheckedEntry, Code> {
    let who = Who {
        workspace: session.workspace.id,
        device: session.device,
        invite: session.role == RelayRole::Invite,
        held: session.workspace.tail().members.chain.contains(&entry_id(&bytes)),
    };
    if bytes.len() <= VERIFY_ASIDE {
        return check_entry(who, bytes);
    }
    let checked = tokio::task::spawn_blocking(move || check_entry(who, bytes)).await;
    checked.unwrap_or(Err(Code::BadFrame))
}

/// Who brings an entry.
pub struct Who {
    /// To which workspace.
    pub workspace: WorkspaceId,
    /// The device.
    pub device: DeviceId,
    /// Whether it is only an invite's.
    pub invite: bool,
    /// The entry is in the chain already; the genesis, for one, is signed without the workspace.
    pub held: bool,
}

/// Judges an entry's form, size and signature.
pub fn check_entry(who: Who, bytes: Bytes) -> Result<CheckedEntry, Code> {
    let entry = Entry::from_bytes(&bytes).map_err(|error| code_of(&error))?;
    let membership = match entry.kind {
        EntryKind::Change | EntryKind::Checkpoint => {
            check_content(&who, &entry, bytes.len())?;
            None
        }
        EntryKind::Membership => {
            if bytes.len() > MAX_CHANGE {
                return Err(Code::TooLarge);
            }
            let (_, membership) = membership::parse(&bytes).map_err(|error| code_of(&error))?;
            Some(CheckedMembership { prev: membership.prev, op: membership.op })
        }
    };
    if !who.held {
        // So that nobody is bothered with forgeries; clients verify again.
        verify_entry(Some(&who.workspace), &entry).map_err(|_| Code::BadSignature)?;
    }
    let id = entry_id(&bytes);
    let Entry { doc, covers, epoch, author, .. } = entry;
    Ok(CheckedEntry { bytes, id, doc, covers, epoch, author, membership })
}

fn check_content(who: &Who, entry: &Entry, length: usize) -> Result<(), Code> {
    let change = entry.kind == EntryKind::Change;
    if length > if change { MAX_CHANGE } else { MAX_CHECKPOINT } {
        return Err(Code::TooLarge);
    }
    if entry.doc.is_none() || entry.nonce.len() != NONCE || (change && entry.covers.is_some()) {
        return Err(Code::BadFrame);
    }
    if who.invite || entry.author != who.device { Err(Code::NotAllowed) } else { Ok(()) }
}

fn code_of(error: &WireError) -> Code {
    match error {
        WireError::NewerVersion(_) | WireError::UnknownKind => Code::UnsupportedVersion,
        _ => Code::BadFrame,
    }
}

/// Forwards presence to the others, unless it is too large, too frequent or another's. Nothing is
/// answered: presence may always be lost.
fn ephemeral(session: &Session, body: Vec<u8>) {
    let metrics = &session.relay.metrics;
    let own = || decode::<SealedPresence>(&body).is_ok_and(|presence| presence.device == session.device);
    let code = if session.role == RelayRole::Invite {
        Code::NotAllowed
    } else if body.len() > MAX_EPHEMERAL {
        Code::TooLarge
    } else if session.relay.limiter.ephemeral(session.device, Instant::now()).is_err() {
        Code::RateLimited
    } else if !own() {
        Code::BadFrame
    } else {
        metrics.ephemerals.add(1);
        let frame = encode(&RelayFrame::Ephemeral { body }).into();
        // Nobody may be listening.
        let _ = session.workspace.presence.send(Presence { from: session.number, frame });
        return;
    };
    metrics.refused(&code);
}

/// False when the signature does not fit.
fn seen(session: &Session, cursor: Cursor, sig: Vec<u8>) -> bool {
    if session.role == RelayRole::Invite {
        return true;
    }
    if session.relay.limiter.ephemeral(session.device, Instant::now()).is_err() {
        session.relay.metrics.refused(&Code::RateLimited);
        return true;
    }
    let payload = seen_payload(&session.workspace.id, &session.device, &cursor);
    if verify(&session.device, &payload, &sig).is_err() {
        return false;
    }
    let record = SeenRecord { device: session.device, cursor, sig };
    if session.workspace.put_seen(record.clone()) {
        session.relay.appender.queue(Job::Seen(session.workspace.clone(), record));
    }
    true
}
