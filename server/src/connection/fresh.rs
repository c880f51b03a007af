//! What a fresh device is given before it follows: the membership chain, by which it judges the rest,
//! then each document from its base on, all as it stood at the welcome. It is read in portions, each
//! when the one before has gone out.

use std::sync::Arc;

use samskriv_shared::{
    ids::WorkspaceId,
    protocol::{Code, Cursor},
};

use super::{Ended, Session};
use crate::log::{DocumentPlace, Log, LogError, StoredEntry};

/// How far a fresh device has been served.
pub struct Fresh {
    head: Cursor,
    reached: Reached,
}

/// The last entry that was given.
#[derive(Debug, Clone, Copy)]
enum Reached {
    Membership(u64),
    Documents(DocumentPlace),
}

impl Fresh {
    /// Nothing yet of the log up to `head`.
    pub fn new(head: Cursor) -> Fresh {
        Fresh { head, reached: Reached::Membership(0) }
    }

    /// Up to where the device is served so.
    pub fn head(&self) -> Cursor {
        self.head
    }

    /// The next entries; none when it has everything.
    pub async fn next(&mut self, session: &Session) -> Result<Vec<StoredEntry>, Ended> {
        session.relay.metrics.log_reads.add(1);
        let (log, workspace) = (session.relay.log.clone(), session.workspace.id);
        let (reached, upto) = (self.reached, self.head.seq);
        let max_bytes = session.relay.config.limits.batch_bytes;
        let read = tokio::task::spawn_blocking(move || read(&log, &workspace, reached, upto, max_bytes));
        let Ok(Ok((entries, reached))) = read.await else {
            return Err(Ended::Refused(Code::StorageFailed, "the log cannot be read"));
        };
        self.reached = reached;
        Ok(entries)
    }
}

fn read(
    log: &Arc<dyn Log>,
    workspace: &WorkspaceId,
    reached: Reached,
    upto: u64,
    max_bytes: usize,
) -> Result<(Vec<StoredEntry>, Reached), LogError> {
    let place = match reached {
        Reached::Documents(place) => place,
        Reached::Membership(after) => {
            let mut entries = log.read_membership(workspace, after, max_bytes)?;
            entries.retain(|entry| entry.seq <= upto);
            if let Some(last) = entries.last().map(|entry| entry.seq) {
                return Ok((entries, Reached::Membership(last)));
            }
            DocumentPlace::START
        }
    };
    let (entries, place) = log.read_documents(workspace, place, upto, max_bytes)?;
    Ok((entries, Reached::Documents(place)))
}
