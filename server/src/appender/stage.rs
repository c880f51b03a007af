//! One commit in the making: what the queued jobs would change, judged against the durable state
//! and what was staged before them. Thrown away when the commit fails.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use samskriv_shared::{
    ids::{ChainHash, DeviceId, EntryId, Incarnation, WorkspaceId},
    membership::{ChainError, MembershipOp},
    protocol::{Code, entry_id},
};
use tokio::sync::oneshot;

use super::{
    AppendJob, Appended, CheckedEntry, Place, Rejection, Setting,
    answers::{Answer, Answers},
};
use crate::{
    log::{Base, Batch, CoveredEntry, EntryIndex, Log, LogState, NewEntry, TokenHash},
    workspace::{Members, Tail, Workspace},
};

/// Membership goes on for this many bytes after content has used up a workspace's space, so that
/// nobody who fills it keeps others out.
const MEMBERSHIP_RESERVE: u64 = 64 << 20;

/// One commit in the making.
#[derive(Default)]
pub struct Stage {
    batch: Batch,
    bytes: usize,
    workspaces: BTreeMap<WorkspaceId, Staged>,
    created: Vec<(WorkspaceId, oneshot::Sender<Result<(), Code>>)>,
    waiting: Vec<oneshot::Sender<bool>>,
    answers: Vec<Answer>,
    reloaded: Vec<Arc<Workspace>>,
    writes: bool,
}

/// A workspace as it will be.
struct Staged {
    workspace: Arc<Workspace>,
    state: LogState,
    members: Arc<Members>,
    entries: Vec<(bool, Bytes)>,
    changed: bool,
}

impl Stage {
    /// Bytes of entries staged.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether anyone waits for an answer.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.created.is_empty() && self.waiting.is_empty()
    }

    /// Whether anything changes.
    pub fn writes(&self) -> bool {
        self.writes
    }

    /// Stages a new workspace; one that is known already is left as it is.
    pub fn create(
        &mut self,
        setting: &Setting,
        workspace: WorkspaceId,
        chain: Vec<Bytes>,
        token: Option<TokenHash>,
        done: oneshot::Sender<Result<(), Code>>,
    ) {
        match self.try_create(setting, workspace, chain, token) {
            Ok(()) => self.created.push((workspace, done)),
            // Who asked may have gone.
            Err(code) => drop(done.send(Err(code))),
        }
    }

    fn try_create(
        &mut self,
        setting: &Setting,
        workspace: WorkspaceId,
        chain: Vec<Bytes>,
        token: Option<TokenHash>,
    ) -> Result<(), Code> {
        let known = setting.log.state(&workspace).map_err(|_| Code::StorageFailed)?.is_some();
        if known || self.created.iter().any(|(staged, _)| *staged == workspace) {
            return Ok(());
        }
        if let Some(token) = token {
            let valid = setting.log.has_token(&token).map_err(|_| Code::StorageFailed)?;
            if !valid || self.batch.used_tokens.contains(&token) {
                return Err(Code::TokenRequired);
            }
            self.batch.used_tokens.push(token);
        }
        let mut incarnation = [0; Incarnation::LEN];
        getrandom::fill(&mut incarnation).map_err(|_| Code::StorageFailed)?;
        let mut state = LogState::empty(Incarnation(incarnation));
        for bytes in chain {
            let chain = advance(&mut state, &entry_id(&bytes), bytes.len());
            self.bytes += bytes.len();
            let index = EntryIndex::Membership;
            self.batch.entries.push(NewEntry { workspace, seq: state.seq, chain, index, bytes });
        }
        self.batch.states.push((workspace, state));
        self.writes = true;
        Ok(())
    }

    /// Judges an entry, and stages it when it holds.
    pub fn append(&mut self, setting: &Setting, job: AppendJob) {
        let AppendJob { workspace, device, entry, reference, answer, permit, memory } = job;
        let bytes = entry.bytes.len();
        let staged = self.workspaces.entry(workspace.id).or_insert_with(|| Staged::new(workspace));
        let held = staged.judge(setting, &device, &entry).map_err(Rejection::from);
        let outcome = held.map(|held| match held {
            Some(seq) => Place { seq, id: entry.id, new: false },
            None => {
                let new = staged.push(&entry, (setting.clock)());
                let place = Place { seq: new.seq, id: entry.id, new: true };
                self.batch.entries.push(new);
                self.bytes += bytes;
                self.writes = true;
                place
            }
        });
        let appended = Appended { reference, outcome, permit };
        self.answers.push(Answer { to: answer, appended, bytes, _memory: memory });
    }

    /// Stages that entries are dropped.
    pub fn trim(
        &mut self,
        workspace: Arc<Workspace>,
        covered: Vec<CoveredEntry>,
        done: oneshot::Sender<bool>,
    ) {
        let id = workspace.id;
        let staged = self.workspaces.entry(id).or_insert_with(|| Staged::new(workspace));
        for entry in &covered {
            staged.state.bytes = staged.state.bytes.saturating_sub(entry.bytes);
            staged.state.floor = staged.state.floor.max(entry.seq + 1);
        }
        staged.changed = true;
        self.batch.dropped.extend(covered.into_iter().map(|entry| (id, entry)));
        self.waiting.push(done);
        self.writes = true;
    }

    /// Stages an operator's token.
    pub fn token(&mut self, token: TokenHash, done: oneshot::Sender<bool>) {
        self.batch.new_tokens.push(token);
        self.waiting.push(done);
        self.writes = true;
    }

    /// What is to be committed.
    pub fn take_batch(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        let changed = self.workspaces.iter().filter(|(_, staged)| staged.changed);
        batch.states.extend(changed.map(|(id, staged)| (*id, staged.state)));
        batch
    }

    /// Takes into memory what turned out to be in the log, after a commit that did not go on there: who was
    /// refused comes again, and is judged by it.
    pub fn reload(&mut self, log: &dyn Log) {
        for staged in self.workspaces.values() {
            match staged.workspace.reload(log) {
                Ok(()) => self.reloaded.push(staged.workspace.clone()),
                Err(error) => tracing::error!(%error, "a workspace cannot be loaded"),
            }
        }
    }

    /// Takes what has become durable into memory. Gives what is to be said then.
    pub fn end(self, written: bool) -> Answers {
        let mut advanced = self.reloaded;
        for staged in self.workspaces.into_values().filter(|staged| written && staged.changed) {
            let tail = Tail { state: staged.state, members: staged.members };
            staged.workspace.advance(tail, staged.entries);
            advanced.push(staged.workspace);
        }
        Answers { written, created: self.created, waiting: self.waiting, appended: self.answers, advanced }
    }
}

impl Staged {
    fn new(workspace: Arc<Workspace>) -> Staged {
        let tail = workspace.tail();
        Staged {
            workspace,
            state: tail.state,
            members: tail.members.clone(),
            entries: Vec::new(),
            changed: false,
        }
    }

    /// The sequence number when the log holds the entry already, none when it is to be appended.
    fn judge(
        &mut self,
        setting: &Setting,
        device: &DeviceId,
        entry: &CheckedEntry,
    ) -> Result<Option<u64>, Code> {
        let chain = &self.members.chain;
        let role = chain.role(device);
        if role.is_none() && chain.invite(device).is_none() {
            return Err(self.members.refusal(device));
        }
        let Some(membership) = &entry.membership else {
            if !role.is_some_and(|role| role.writes()) || entry.author != *device {
                return Err(Code::NotAllowed);
            }
            if entry.epoch != chain.epoch() {
                return Err(Code::StaleEpoch);
            }
            self.check_room(entry, setting.workspace_bytes)?;
            return Ok(None);
        };
        if let Some(seq) = self.members.seq_of(&entry.id) {
            return Ok(Some(seq));
        }
        if role.is_none() {
            self.check_redeem(device, entry, &membership.op, (setting.clock)())?;
        }
        if membership.prev != Some(chain.head()) {
            return Err(Code::StaleChain);
        }
        self.check_room(entry, setting.workspace_bytes.saturating_add(MEMBERSHIP_RESERVE))?;
        // An entry that does not hold leaves the chain as it was.
        Arc::make_mut(&mut self.members).chain.extend(&entry.bytes).map_err(|error| code_of(&error))?;
        Ok(None)
    }

    /// An invite's device may redeem it, in time, and nothing else.
    fn check_redeem(
        &self,
        device: &DeviceId,
        entry: &CheckedEntry,
        op: &MembershipOp,
        now: u64,
    ) -> Result<(), Code> {
        if entry.author != *device || !matches!(op, MembershipOp::Redeem { .. }) {
            return Err(Code::NotAllowed);
        }
        match self.members.chain.invite(device) {
            Some(invite) if now > invite.expires => Err(Code::InviteExpired),
            Some(_) => Ok(()),
            None => Err(Code::NotAllowed),
        }
    }

    fn check_room(&self, entry: &CheckedEntry, most: u64) -> Result<(), Code> {
        let bytes = self.state.bytes.saturating_add(entry.bytes.len() as u64);
        if bytes > most { Err(Code::QuotaExceeded) } else { Ok(()) }
    }

    fn push(&mut self, entry: &CheckedEntry, now: u64) -> NewEntry {
        let chain = advance(&mut self.state, &entry.id, entry.bytes.len());
        let seq = self.state.seq;
        let index = index_of(entry, now);
        if index.is_membership() {
            Arc::make_mut(&mut self.members).seqs.push(seq);
        }
        self.entries.push((index.is_membership(), entry.bytes.clone()));
        self.changed = true;
        NewEntry { workspace: self.workspace.id, seq, chain, index, bytes: entry.bytes.clone() }
    }
}

fn advance(state: &mut LogState, id: &EntryId, bytes: usize) -> ChainHash {
    state.seq += 1;
    state.bytes += bytes as u64;
    state.chain = state.chain.next(id);
    state.chain
}

fn index_of(entry: &CheckedEntry, now: u64) -> EntryIndex {
    match (entry.doc, entry.covers) {
        (None, _) => EntryIndex::Membership,
        (Some(doc), None) => EntryIndex::Document(doc),
        (Some(doc), Some(covers)) => EntryIndex::Base(doc, Base { covers: covers.seq, at: now }),
    }
}

fn code_of(error: &ChainError) -> Code {
    match error {
        ChainError::Stale => Code::StaleChain,
        ChainError::InviteUsed => Code::InviteUsed,
        ChainError::InviteEnded => Code::InviteEnded,
        ChainError::NotAllowed => Code::NotAllowed,
        ChainError::Seal(_) => Code::BadSignature,
        _ => Code::BadMembership,
    }
}
