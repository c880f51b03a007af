//! Redeeming an invite, over a connection of its own, before there is an engine.

use samskriv_shared::{
    ids::PersonId,
    invite::InviteLink,
    membership::Chain,
    protocol::{RelayFrame, encode},
    seal::EpochKeys,
    sync::{Join, JoinOutput},
};
use tokio::{sync::mpsc, time::timeout};

use super::{Driver, Internal, Ways, status::problem_error};
use crate::backend::{
    BackendError, Config, ErrorCode, Outlet, Profile, Reply,
    address::RelayAddress,
    identity::{self, Membership, ProfileBody},
    link::{Link, LinkEvent},
    random, random_bytes,
    storage::StoreJob,
};

/// The whole joining may take this long.
const JOIN: std::time::Duration = std::time::Duration::from_secs(30);
/// Receiving the workspace's documents may take this long, in milliseconds, before the answer comes all
/// the same; the receiving goes on.
pub(super) const RECEIVE: u64 = 60_000;

/// How a joining ended.
pub(super) type JoinEnd = Result<Membership, BackendError>;

/// What a joining is about, beside what is said to the relay.
pub(super) struct Joining<Keep> {
    pub(super) address: RelayAddress,
    /// What is kept of it.
    pub(super) keep: Keep,
    /// What was kept before.
    pub(super) before: Option<Membership>,
    /// Whether it is kept on disk before the device may be a member.
    pub(super) saves: bool,
}

impl Driver {
    pub(super) fn join(&mut self, link: &str, me: Profile, reply: Reply) {
        let prepared = InviteLink::parse(link).map_err(BackendError::from).and_then(|link| {
            let address = RelayAddress::parse(&link.relay)
                .map_err(|error| BackendError::new(ErrorCode::BadAddress, error))?;
            // One whose joining was cut off may be there, without this device in its chain, and one that this
            // device was removed from, which its chain does not know of: they are joined anew.
            self.check_gone(&link.workspace)?;
            match self.workspaces.get(&link.workspace) {
                Some(known) if known.stays() && known.knows(&link) => {
                    Err(BackendError::new(ErrorCode::AlreadyMember, link.workspace))
                }
                _ => Ok((link, address)),
            }
        });
        let (link, address) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return reply.send(Err(error)),
        };
        let before = self.workspaces.get(&link.workspace).map(|known| known.membership.clone());
        let named = link.person.unwrap_or_else(|| PersonId(random_bytes()));
        let person = before.as_ref().map_or(named, |before| before.person);
        let relay = link.relay.clone();
        let profile = encode(&ProfileBody::new(&me, person));
        let mut join = Join::new(link, self.device.clone(), profile, address.host.clone(), random());
        let (ways, config) = (self.ways.clone(), self.config.clone());
        tokio::spawn(async move {
            let known = before.clone();
            let keep = move |chain, keys| Membership {
                name: known.as_ref().map(|known| known.name.clone()).unwrap_or_default(),
                relay: Some(relay.clone()),
                token: None,
                me: me.clone(),
                person,
                introduced: known.as_ref().is_some_and(|known| known.introduced),
                keys,
                chain,
            };
            let joining = Joining { address, keep, before, saves: true };
            let end = timeout(JOIN, run(|frame| join.handle(frame), joining, &config, &ways)).await;
            let end = end.unwrap_or_else(|_| Err(unreachable()));
            ways.tell(Internal::JoinEnded { end: Box::new(end), reply });
        });
    }

    pub(super) fn join_ended(&mut self, end: JoinEnd, reply: Reply, outlet: &Outlet) {
        match end {
            Ok(membership) => {
                let (id, deadline) = (membership.chain.workspace(), self.now() + RECEIVE);
                // Whoever joins wants to be connected, whatever the start said.
                let online = std::mem::replace(&mut self.online, true);
                if self.workspaces.contains_key(&id) {
                    let now = self.now();
                    self.with(id, |it, ways| it.joined_anew(now, membership, ways, outlet));
                } else {
                    self.add(membership, outlet);
                }
                self.online = online;
                self.with(id, |it, _| it.waiting_joined = Some((reply, deadline)));
            }
            Err(error) => reply.send(Err(error)),
        }
    }
}

/// Lets `handle` and the relay talk to the end.
pub(super) async fn run(
    mut handle: impl FnMut(RelayFrame) -> Vec<JoinOutput>,
    joining: Joining<impl Fn(Chain, EpochKeys) -> Membership>,
    config: &Config,
    ways: &Ways,
) -> JoinEnd {
    let Joining { address, keep, before, saves } = joining;
    let (events, mut incoming) = mpsc::unbounded_channel();
    let link = Link::dial(address, config.timing, move |event| events.send(event).is_ok());
    let mut kept: Option<Membership> = None;
    while let Some(event) = incoming.recv().await {
        let frame = match event {
            LinkEvent::Connected => continue,
            LinkEvent::Frame(frame) => frame,
            LinkEvent::Closed => return Err(unreachable()),
        };
        for output in handle(frame) {
            match output {
                JoinOutput::Send(frame) => link.send(frame),
                JoinOutput::Keep { chain, keys } => {
                    let membership = keep(chain, keys);
                    if saves {
                        save(&membership, &config.data_dir, ways).await?;
                    }
                    kept = Some(membership);
                }
                JoinOutput::Joined(chain) => {
                    let membership =
                        kept.take().ok_or_else(|| BackendError::new(ErrorCode::AlreadyMember, ""))?;
                    return Ok(Membership { chain, ..membership });
                }
                JoinOutput::Failed(problem) => {
                    if let Some(kept) = kept.filter(|_| saves) {
                        // The relay said no, so the device is no member: what was kept for it is of no use.
                        match &before {
                            Some(before) => save(before, &config.data_dir, ways).await?,
                            None => forget(&kept, &config.data_dir, ways).await,
                        }
                    }
                    return Err(problem_error(&problem));
                }
            }
        }
    }
    Err(unreachable())
}

/// Once the redeeming entry is sent the device may be a member, so its keys are on disk before.
async fn save(membership: &Membership, data_dir: &std::path::Path, ways: &Ways) -> Result<(), BackendError> {
    let (sender, saved) = tokio::sync::oneshot::channel();
    let path = identity::path(data_dir, &membership.chain.workspace());
    let done = Box::new(move |result| {
        let _ = sender.send(result);
    });
    ways.store(StoreJob::File { path, body: membership.to_bytes(), done });
    match saved.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(BackendError::new(ErrorCode::Storage, error)),
        Err(_) => Err(BackendError::new(ErrorCode::Stopped, "the store has stopped")),
    }
}

/// Drops what was kept for a joining that the relay refused.
async fn forget(membership: &Membership, data_dir: &std::path::Path, ways: &Ways) {
    let (sender, gone) = tokio::sync::oneshot::channel();
    let path = identity::path(data_dir, &membership.chain.workspace());
    ways.store(StoreJob::Forget { path, done: Box::new(move |result| drop(sender.send(result))) });
    // Left behind it does no harm: a later joining takes it up.
    let _ = gone.await;
}

pub(super) fn unreachable() -> BackendError {
    BackendError::new(ErrorCode::Unreachable, "the relay did not answer")
}
