//! The one thread that writes: it judges queued entries in their order, gives them their sequence
//! numbers, commits all that is queued as one transaction with one fsync, answers, and only then
//! lets followers see them. What fails to become durable leaves no trace in memory.

mod answers;
mod stage;

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use bytes::Bytes;
use samskriv_shared::{
    ids::{DeviceId, DocId, EntryId, WorkspaceId},
    membership::MembershipOp,
    protocol::{Code, Cursor},
};
use tokio::sync::{OwnedSemaphorePermit, mpsc::UnboundedSender, oneshot};

use crate::{
    log::{Batch, CoveredEntry, Log, LogError, SeenRecord, TokenHash},
    metrics::Metrics,
    workspace::Workspace,
};
use answers::Announcer;
use stage::Stage;

/// Jobs in one commit at most.
const BATCH_JOBS: usize = 4096;
/// Bytes in one commit at most, about.
const BATCH_BYTES: usize = 32 << 20;
/// `/readyz` tries the disk itself when the last commit is older than this.
const PROBE_AFTER: Duration = Duration::from_secs(10);

/// An entry whose form, size and signature have been checked.
#[derive(Debug)]
pub struct CheckedEntry {
    /// As its author encoded it.
    pub bytes: Bytes,
    /// Its id.
    pub id: EntryId,
    /// The document; none for membership.
    pub doc: Option<DocId>,
    /// For a checkpoint, up to where it holds the document, where that is a place in this log.
    pub covers: Option<Cursor>,
    /// The epoch that sealed it.
    pub epoch: u32,
    /// Who signed it.
    pub author: DeviceId,
    /// For a membership entry, what it does.
    pub membership: Option<CheckedMembership>,
}

/// What the appender needs to know of a membership entry.
#[derive(Debug)]
pub struct CheckedMembership {
    /// The entry that it extends.
    pub prev: Option<EntryId>,
    /// What it does.
    pub op: MembershipOp,
}

/// What became of an append.
#[derive(Debug)]
pub struct Appended {
    /// The frame's reference.
    pub reference: u64,
    /// Where it is, or why it is nowhere.
    pub outcome: Result<Place, Rejection>,
    /// Held until the answer is on its way, which bounds how many there are.
    pub permit: OwnedSemaphorePermit,
}

/// Why an entry was not appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub code: Code,
    /// When trying again makes sense.
    pub retry_after: Option<Duration>,
}

impl From<Code> for Rejection {
    fn from(code: Code) -> Self {
        Rejection { code, retry_after: None }
    }
}

/// Where an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its sequence number.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// False when the log had this membership entry already.
    pub new: bool,
}

/// Work for the appender.
pub enum Job {
    /// Makes a workspace known.
    Create {
        /// Its id.
        workspace: WorkspaceId,
        /// The verified membership chain, genesis first.
        chain: Vec<Bytes>,
        /// To be used up; none on an open relay.
        token: Option<TokenHash>,
        /// Whether it worked.
        done: oneshot::Sender<Result<(), Code>>,
    },
    /// Appends an entry.
    Append(Box<AppendJob>),
    /// Stores what a device has seen, with a later commit.
    Seen(Arc<Workspace>, SeenRecord),
    /// Drops entries that a base stands for.
    Trim {
        /// Whose.
        workspace: Arc<Workspace>,
        /// Which; the log holds them all.
        covered: Vec<CoveredEntry>,
        /// Whether they are gone.
        done: oneshot::Sender<bool>,
    },
    /// Makes an operator's token good.
    Token {
        /// Its hash.
        token: TokenHash,
        /// Whether it is.
        done: oneshot::Sender<bool>,
    },
    /// Whether the disk takes writes.
    Probe(oneshot::Sender<bool>),
    /// The thread ends; what is queued later is dropped.
    Stop,
}

/// An append on its way.
pub struct AppendJob {
    /// Where to.
    pub workspace: Arc<Workspace>,
    /// The device that the connection has proved.
    pub device: DeviceId,
    /// What.
    pub entry: CheckedEntry,
    /// The frame's reference.
    pub reference: u64,
    /// The connection's answers.
    pub answer: UnboundedSender<Appended>,
    /// Goes back with the answer.
    pub permit: OwnedSemaphorePermit,
    /// The share of the relay's memory for entries on their way; freed when it is durable.
    pub memory: OwnedSemaphorePermit,
}

/// What the appender needs.
pub struct Setting {
    /// Where to.
    pub log: Arc<dyn Log>,
    /// What to count.
    pub metrics: Arc<Metrics>,
    /// Unix time in seconds.
    pub clock: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// Bytes of one workspace at most.
    pub workspace_bytes: u64,
    /// What devices have seen waits this long for a commit.
    pub seen_stored_after: Duration,
}

/// The queue in front of the thread.
#[derive(Clone)]
pub struct Appender {
    jobs: Sender<Job>,
}

impl Appender {
    /// Starts the thread, within the runtime that the followers are in. It ends, with everything queued before written, at [`Job::Stop`].
    ///
    /// # Errors
    /// The system's, when it gives no thread.
    pub fn start(setting: Setting) -> std::io::Result<(Appender, JoinHandle<()>)> {
        let (jobs, queue) = channel();
        let announcer = Announcer::start(setting.metrics.clone());
        let thread = std::thread::Builder::new().name("appender".into()).spawn(move || {
            let mut thread = Thread {
                setting,
                announcer,
                seen: Vec::new(),
                seen_since: None,
                last_commit: None,
                stopped: false,
            };
            thread.run(&queue);
        })?;
        Ok((Appender { jobs }, thread))
    }

    /// Queues a job. When the thread has died, the job is dropped, and with it its answer's sender.
    pub fn queue(&self, job: Job) {
        if self.jobs.send(job).is_err() {
            tracing::error!("the appender has ended");
        }
    }

    /// Whether the disk takes writes.
    pub async fn is_writable(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        self.queue(Job::Probe(answer));
        answered.await.unwrap_or(false)
    }
}

struct Thread {
    setting: Setting,
    announcer: Announcer,
    /// Each keeps its workspace loaded until it is stored: one that is loaded anew would not know of it.
    seen: Vec<(Arc<Workspace>, SeenRecord)>,
    seen_since: Option<Instant>,
    last_commit: Option<(Instant, bool)>,
    stopped: bool,
}

impl Thread {
    fn run(&mut self, queue: &Receiver<Job>) {
        while !self.stopped {
            let first = match self.seen_due() {
                None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => queue.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            match first {
                Ok(first) => self.round(first, queue),
                Err(RecvTimeoutError::Timeout) => self.finish(Stage::default()),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if !self.seen.is_empty() {
            self.finish(Stage::default());
        }
    }

    fn seen_due(&self) -> Option<Instant> {
        self.seen_since.map(|since| since + self.setting.seen_stored_after)
    }

    /// Everything that is queued, in one commit.
    fn round(&mut self, first: Job, queue: &Receiver<Job>) {
        let mut stage = Stage::default();
        let mut probes = Vec::new();
        let mut next = Some(first);
        let mut jobs = 0;
        while let Some(job) = next {
            match job {
                Job::Create { workspace, chain, token, done } => {
                    stage.create(&self.setting, workspace, chain, token, done);
                }
                Job::Append(job) => stage.append(&self.setting, *job),
                Job::Trim { workspace, covered, done } => stage.trim(workspace, covered, done),
                Job::Token { token, done } => stage.token(token, done),
                Job::Seen(workspace, record) => {
                    self.seen_since.get_or_insert_with(Instant::now);
                    self.seen.push((workspace, record));
                }
                Job::Probe(answer) => probes.push(answer),
                Job::Stop => self.stopped = true,
            }
            jobs += 1;
            next = (!self.stopped && jobs < BATCH_JOBS && stage.bytes() < BATCH_BYTES)
                .then(|| queue.try_recv().ok())
                .flatten();
        }
        let probe = !probes.is_empty() && !self.recently_written();
        if probe || !stage.is_empty() || self.seen.len() >= BATCH_JOBS {
            self.finish(stage);
        }
        for answer in probes {
            // Who asked may have gone.
            let _ = answer.send(self.last_commit.is_some_and(|(_, written)| written));
        }
    }

    fn recently_written(&self) -> bool {
        self.last_commit.is_some_and(|(at, written)| written && at.elapsed() < PROBE_AFTER)
    }

    fn finish(&mut self, mut stage: Stage) {
        let seen = std::mem::take(&mut self.seen);
        let records = seen.iter().map(|(workspace, record)| (workspace.id, record.clone())).collect();
        let batch = Batch { seen: records, ..stage.take_batch() };
        self.seen_since = None;
        let writes = stage.writes() || !batch.seen.is_empty() || !self.recently_written();
        let written = if writes { self.commit(&batch) } else { Ok(()) };
        if let Err(LogError::Moved) = written {
            stage.reload(&*self.setting.log);
        }
        self.announcer.give(stage.end(written.is_ok()));
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), LogError> {
        let result = self.setting.log.commit(batch);
        if let Err(error) = &result {
            let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            tracing::error!(%error, cause, "commit failed");
        } else {
            self.setting.metrics.fsyncs.add(1);
        }
        self.last_commit = Some((Instant::now(), result.is_ok()));
        result
    }
}

#[cfg(test)]
mod tests;
