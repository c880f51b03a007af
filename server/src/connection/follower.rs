//! What goes out: answers to the device's own appends, the log from the device's position, what
//! others have seen, presence, pings. A follower is a position in the log and not a queue, so a
//! device that reads slowly loses nothing and holds one batch in memory.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use samskriv_shared::{
    ids::EntryId,
    protocol::{Code, Cursor, RelayFrame, RelayRole, encode},
};
use tokio::{
    sync::{
        broadcast::{self, error::RecvError},
        mpsc, watch,
    },
    time::{Instant, sleep_until},
};

use super::{Ended, Session, entries, fresh::Fresh};
use crate::{
    appender::{Appended, Place},
    log::{LogError, StoredEntry},
    ring::Portion,
    socket::{Outgoing, SocketError},
    workspace::{Members, Presence, Tail},
};

/// Own appends that are remembered until their place is reached; above that they come back whole.
const OWN_KEPT: usize = 4096;

/// What one connection is to be told, and how far it has been.
pub struct Follower {
    /// None once it has everything up to its welcome.
    fresh: Option<Fresh>,
    position: u64,
    own: BTreeMap<u64, EntryId>,
    caught_up: bool,
    /// The newest state that is known here.
    newest: Arc<Tail>,
    /// Who belonged when this was last looked at.
    members: Arc<Members>,
    tails: watch::Receiver<Arc<Tail>>,
    answers: mpsc::UnboundedReceiver<Appended>,
    presence: broadcast::Receiver<Presence>,
    seen: watch::Receiver<u64>,
    seen_version: u64,
    seen_due: Instant,
    ping_due: Instant,
}

/// Why [`Follower::wait`] came back.
enum Woken {
    /// Something is there to be looked at.
    Look,
    /// An answer.
    Answer(Appended),
    /// A presence.
    Presence(Bytes),
}

impl Follower {
    /// A follower of the session's workspace, which was welcomed at `newest`, after its cursor or fresh.
    pub fn new(
        session: &Session,
        newest: Arc<Tail>,
        after: Option<Cursor>,
        answers: mpsc::UnboundedReceiver<Appended>,
    ) -> Follower {
        let head = newest.state.head();
        let (fresh, position) = match after {
            Some(after) => (None, after.seq),
            // All that it may read is the chain, and that is in order.
            None if session.role == RelayRole::Invite => (None, 0),
            None => (Some(Fresh::new(head)), head.seq),
        };
        Follower {
            fresh,
            position,
            own: BTreeMap::new(),
            caught_up: false,
            members: newest.members.clone(),
            newest,
            tails: session.workspace.follow(),
            answers,
            presence: session.workspace.presence.subscribe(),
            seen: session.workspace.follow_seen(),
            seen_version: 0,
            seen_due: Instant::now(),
            ping_due: Instant::now() + session.relay.config.patience.ping_every,
        }
    }

    /// Follows until the connection is gone or every answer has been given.
    pub async fn run(&mut self, session: &Session, outgoing: &mut Outgoing) -> Ended {
        match self.follow(session, outgoing).await {
            Ok(ended) | Err(ended) => ended,
        }
    }

    async fn follow(&mut self, session: &Session, outgoing: &mut Outgoing) -> Result<Ended, Ended> {
        loop {
            // The head before the answers: what it holds of this connection's own appends is
            // answered by then, so that they are known as own when their place is reached.
            let tail = self.newest_tail();
            self.forward_answers(session, outgoing).await?;
            if self.answers.is_closed() && self.answers.is_empty() {
                outgoing.flush().await?;
                return Ok(Ended::Answered);
            }
            self.check_membership(session, &tail)?;
            if Instant::now() >= self.ping_due {
                self.ping_due = Instant::now() + session.relay.config.patience.ping_every;
                outgoing.ping().await?;
            }
            if self.fresh.is_some() {
                self.forward_fresh(session, outgoing).await?;
                continue;
            }
            if self.position < tail.state.seq {
                self.forward_entries(session, &tail, outgoing).await?;
                continue;
            }
            if self.caught_up {
                self.forward_seen(session, outgoing).await?;
            } else {
                self.tell_caught_up(session, tail.state.head(), outgoing).await?;
            }
            outgoing.flush().await?;
            match self.wait(session).await {
                Woken::Look => {}
                Woken::Answer(answer) => self.forward_answer(session, answer, outgoing).await?,
                Woken::Presence(frame) => feed(session, outgoing, frame).await?,
            }
        }
    }

    /// A connection may have been welcomed at a state that the followers are not told of yet.
    fn newest_tail(&mut self) -> Arc<Tail> {
        let shown = self.tails.borrow_and_update();
        if shown.state.seq > self.newest.state.seq {
            self.newest = shown.clone();
        }
        self.newest.clone()
    }

    async fn wait(&mut self, session: &Session) -> Woken {
        let seen_waits = self.tells_of_others(session) && *self.seen.borrow() > self.seen_version;
        loop {
            tokio::select! {
                biased;
                answer = self.answers.recv() => return answer.map_or(Woken::Look, Woken::Answer),
                _ = self.tails.changed() => return Woken::Look,
                _ = self.seen.changed(), if !seen_waits && self.tells_of_others(session) => return Woken::Look,
                () = sleep_until(self.seen_due), if seen_waits => return Woken::Look,
                () = sleep_until(self.ping_due) => return Woken::Look,
                presence = self.presence.recv(), if self.tells_of_others(session) => match presence {
                    Ok(presence) if presence.from != session.number => return Woken::Presence(presence.frame),
                    Ok(_) | Err(RecvError::Closed) => {}
                    Err(RecvError::Lagged(missed)) => session.relay.metrics.ephemerals_dropped.add(missed),
                },
            }
        }
    }

    fn tells_of_others(&self, session: &Session) -> bool {
        session.role != RelayRole::Invite
    }

    /// As many as there are; more may come while they are sent, and are left for the next round.
    async fn forward_answers(
        &mut self,
        session: &Session,
        outgoing: &mut Outgoing,
    ) -> Result<(), SocketError> {
        for _ in 0..self.answers.len() {
            let Ok(answer) = self.answers.try_recv() else { break };
            self.forward_answer(session, answer, outgoing).await?;
        }
        Ok(())
    }

    async fn forward_answer(
        &mut self,
        session: &Session,
        answer: Appended,
        outgoing: &mut Outgoing,
    ) -> Result<(), SocketError> {
        let Appended { reference, outcome, permit } = answer;
        let frame = match outcome {
            Ok(Place { seq, id, new }) => {
                if new && seq > self.position && self.own.len() < OWN_KEPT {
                    self.own.insert(seq, id);
                }
                RelayFrame::Ack { reference, seq }
            }
            Err(rejection) => {
                session.relay.metrics.refused(&rejection.code);
                let retry =
                    rejection.retry_after.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
                RelayFrame::Reject { reference, code: rejection.code, retry_after_ms: retry }
            }
        };
        send(session, outgoing, &frame).await?;
        drop(permit);
        Ok(())
    }

    fn check_membership(&mut self, session: &Session, tail: &Tail) -> Result<(), Ended> {
        if Arc::ptr_eq(&self.members, &tail.members) {
            return Ok(());
        }
        self.members = tail.members.clone();
        let chain = &self.members.chain;
        let stays = match session.role {
            RelayRole::Invite => chain.invite(&session.device).is_some(),
            _ => chain.role(&session.device).is_some(),
        };
        if stays {
            return Ok(());
        }
        Err(Ended::Refused(self.members.refusal(&session.device), "the device is no member any more"))
    }

    /// A portion of what was there at the welcome, or `CaughtUp` after the last one; what came meanwhile
    /// follows from there.
    async fn forward_fresh(&mut self, session: &Session, outgoing: &mut Outgoing) -> Result<(), Ended> {
        let Some(fresh) = &mut self.fresh else { return Ok(()) };
        let entries = fresh.next(session).await?;
        if entries.is_empty() {
            let head = fresh.head();
            self.fresh = None;
            return Ok(self.tell_caught_up(session, head, outgoing).await?);
        }
        self.send_entries(session, entries, outgoing).await
    }

    async fn forward_entries(
        &mut self,
        session: &Session,
        tail: &Tail,
        outgoing: &mut Outgoing,
    ) -> Result<(), Ended> {
        let portion = self.next_portion(session, tail.state.seq).await?;
        if !portion.entries.is_empty() {
            self.send_entries(session, portion.entries, outgoing).await?;
        }
        self.position = portion.through;
        self.own = self.own.split_off(&(self.position + 1));
        Ok(())
    }

    async fn send_entries(
        &self,
        session: &Session,
        entries: Vec<StoredEntry>,
        outgoing: &mut Outgoing,
    ) -> Result<(), Ended> {
        let frame = entries::encode(&entries, &self.own);
        session.relay.metrics.delivered.add(entries.len() as u64);
        drop(entries);
        Ok(feed(session, outgoing, frame).await?)
    }

    async fn tell_caught_up(
        &mut self,
        session: &Session,
        head: Cursor,
        outgoing: &mut Outgoing,
    ) -> Result<(), SocketError> {
        // First, so that whoever is caught up also knows what the others have.
        self.forward_seen(session, outgoing).await?;
        self.caught_up = true;
        send(session, outgoing, &RelayFrame::CaughtUp { head }).await
    }

    async fn next_portion(&self, session: &Session, upto: u64) -> Result<Portion, Ended> {
        let membership_only = session.role == RelayRole::Invite;
        let max_bytes = session.relay.config.limits.batch_bytes;
        let (after, workspace) = (self.position, &session.workspace);
        if let Some(portion) = workspace.recent(after, upto, max_bytes, membership_only) {
            return Ok(portion);
        }
        session.relay.metrics.log_reads.add(1);
        let (log, id) = (session.relay.log.clone(), workspace.id);
        let read = tokio::task::spawn_blocking(move || match membership_only {
            true => log.read_membership(&id, after, max_bytes),
            false => log.read(&id, after, max_bytes),
        });
        let failed = Ended::Refused(Code::StorageFailed, "the log cannot be read");
        let mut entries = match read.await {
            Ok(Ok(entries)) => entries,
            Ok(Err(LogError::Dropped)) => return Err(Ended::LeftBehind),
            _ => return Err(failed),
        };
        // What became durable meanwhile is left for later: the answer to it may not be here yet.
        entries.retain(|entry| entry.seq <= upto);
        match entries.last().map(|entry| entry.seq) {
            Some(through) => Ok(Portion { entries, through }),
            None if membership_only => Ok(Portion { entries, through: upto }),
            None => Err(failed),
        }
    }

    async fn forward_seen(&mut self, session: &Session, outgoing: &mut Outgoing) -> Result<(), SocketError> {
        if !self.tells_of_others(session)
            || *self.seen.borrow_and_update() <= self.seen_version
            || Instant::now() < self.seen_due
        {
            return Ok(());
        }
        let (records, version) = session.workspace.seen_since(self.seen_version);
        self.seen_version = version;
        self.seen_due = Instant::now() + session.relay.config.patience.seen_every;
        for record in records.into_iter().filter(|record| record.device != session.device) {
            let frame = RelayFrame::SeenBy { device: record.device, cursor: record.cursor, sig: record.sig };
            send(session, outgoing, &frame).await?;
        }
        Ok(())
    }
}

async fn send(session: &Session, outgoing: &mut Outgoing, frame: &RelayFrame) -> Result<(), SocketError> {
    feed(session, outgoing, encode(frame).into()).await
}

async fn feed(session: &Session, outgoing: &mut Outgoing, frame: Bytes) -> Result<(), SocketError> {
    session.relay.metrics.sent_bytes.add(frame.len() as u64);
    outgoing.feed(frame).await
}
