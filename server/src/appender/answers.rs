//! What is said once a commit is over: first the answers, then the followers are told that there is more.
//!
//! It is said by a task in the runtime that the connections are in. From the appender's own thread each
//! connection that is woken would cost a system call, and one that gets both an answer and its own entry
//! would be woken, and write to its socket, twice.

use std::sync::Arc;

use samskriv_shared::{ids::WorkspaceId, protocol::Code};
use tokio::{
    runtime::Handle,
    sync::{
        OwnedSemaphorePermit,
        mpsc::{UnboundedSender, unbounded_channel},
        oneshot,
    },
};

use super::{Appended, Place};
use crate::{metrics::Metrics, workspace::Workspace};

/// Everything that is said after one commit.
pub struct Answers {
    /// Whether it became durable.
    pub written: bool,
    /// Who asked for new workspaces.
    pub created: Vec<(WorkspaceId, oneshot::Sender<Result<(), Code>>)>,
    /// Who had entries dropped, or handed out a token.
    pub waiting: Vec<oneshot::Sender<bool>>,
    /// Who appended.
    pub appended: Vec<Answer>,
    /// The workspaces whose followers there is more for.
    pub advanced: Vec<Arc<Workspace>>,
}

/// One answer on its way.
pub struct Answer {
    /// The connection.
    pub to: UnboundedSender<Appended>,
    /// As it is if the commit holds.
    pub appended: Appended,
    /// The entry's length.
    pub bytes: usize,
    /// Freed with the answer.
    pub _memory: OwnedSemaphorePermit,
}

impl Answers {
    fn give(self, metrics: &Metrics) {
        for (_, done) in self.created {
            // Who asked may have gone, here and below.
            let _ = done.send(if self.written { Ok(()) } else { Err(Code::StorageFailed) });
        }
        for done in self.waiting {
            let _ = done.send(self.written);
        }
        for Answer { to, mut appended, bytes, .. } in self.appended {
            if !self.written {
                appended.outcome = Err(Code::StorageFailed.into());
            }
            if matches!(appended.outcome, Ok(Place { new: true, .. })) {
                metrics.appends.add(1);
                metrics.append_bytes.add(bytes as u64);
            }
            let _ = to.send(appended);
        }
        // After the answers, so that a connection which reaches its own entry knows that it is its own.
        for workspace in self.advanced {
            workspace.show();
        }
    }
}

/// Says it, in the order of the commits.
pub struct Announcer {
    metrics: Arc<Metrics>,
    /// None where there is no runtime, in a test without connections.
    queue: Option<UnboundedSender<Answers>>,
}

impl Announcer {
    /// An announcer within the caller's runtime.
    pub fn start(metrics: Arc<Metrics>) -> Announcer {
        let queue = Handle::try_current().ok().map(|runtime| {
            let (queue, mut answers) = unbounded_channel::<Answers>();
            let metrics = metrics.clone();
            runtime.spawn(async move {
                while let Some(answers) = answers.recv().await {
                    answers.give(&metrics);
                }
            });
            queue
        });
        Announcer { metrics, queue }
    }

    /// Returns at once; the answers are given in the runtime.
    pub fn give(&self, answers: Answers) {
        match &self.queue {
            // When the runtime is gone, so is everyone who could hear.
            Some(queue) => drop(queue.send(answers)),
            None => answers.give(&self.metrics),
        }
    }
}
