//! Using the recovery code, over a connection of its own: this device becomes an admin, and a member where it was
//! none.

use samskriv_shared::{
    ids::{PersonId, WorkspaceId},
    membership::Role,
    protocol::{Code, encode},
    recovery::RecoveryCode,
    seal::DeviceSecret,
    sync::{Input, Recover, Recovering},
};
use tokio::time::timeout;

use super::{
    Driver, Internal,
    joining::{JoinEnd, Joining, RECEIVE, run, unreachable},
    workspace::Workspace,
};
use crate::backend::{
    BackendError, ErrorCode, Outlet, Profile, Reply,
    address::RelayAddress,
    identity::{Membership, ProfileBody},
    random, random_bytes,
};

/// The whole recovering may take this long: the answers stand behind the first of the documents.
const RECOVER: std::time::Duration = std::time::Duration::from_secs(60);

/// What a code means on this computer.
struct Target {
    recovery: DeviceSecret,
    workspace: WorkspaceId,
    relay: String,
    address: RelayAddress,
}

impl Driver {
    pub(super) fn recover(&mut self, code: &str, relay: Option<String>, me: Profile, reply: Reply) {
        let Target { recovery, workspace, relay, address } =
            match self.target(code, relay).and_then(|it| self.check_gone(&it.workspace).map(|()| it)) {
                Ok(target) => target,
                Err(error) => return reply.send(Err(error)),
            };
        let known = self.workspaces.get(&workspace);
        let stays = known.is_some_and(Workspace::stays);
        let before = known.map(|known| known.membership.clone());
        // Whoever is known here stays who they are.
        let (me, person) = before
            .as_ref()
            .map_or_else(|| (me, PersonId(random_bytes())), |before| (before.me.clone(), before.person));
        let it = Recovering {
            workspace,
            recovery,
            device: self.device.clone(),
            profile: encode(&ProfileBody::new(&me, person)),
            host: address.host.clone(),
            known: known.map(|known| known.engine.chain().clone()),
        };
        let mut recover = Recover::new(it, random());
        let known = before.clone();
        let keep = move |chain, keys| Membership {
            name: known.as_ref().map(|known| known.name.clone()).unwrap_or_default(),
            relay: Some(relay.clone()),
            token: known.as_ref().and_then(|known| known.token.clone()),
            me: me.clone(),
            person,
            introduced: known.as_ref().is_some_and(|known| known.introduced),
            keys,
            chain,
        };
        // The file of a running engine is its own to write.
        let joining = Joining { address, keep, before, saves: !stays };
        let (ways, config) = (self.ways.clone(), self.config.clone());
        tokio::spawn(async move {
            let end = timeout(RECOVER, run(|frame| recover.handle(frame), joining, &config, &ways)).await;
            let end = end.unwrap_or_else(|_| Err(unreachable())).map_err(|error| match error.code {
                ErrorCode::Relay(Code::NotAMember) => {
                    BackendError { code: ErrorCode::WrongRecoveryCode, ..error }
                }
                _ => error,
            });
            ways.tell(Internal::RecoverEnded { end: Box::new(end), reply });
        });
    }

    fn target(&self, code: &str, relay: Option<String>) -> Result<Target, BackendError> {
        let code = RecoveryCode::parse(code)?;
        let recovery = code.device();
        let has_it = |known: &&Workspace| {
            known.engine.chain().devices().get(&recovery.id()).is_some_and(|member| member.recovery)
        };
        let known = match &code.workspace {
            Some(id) => self.workspaces.get(id),
            None => self.workspaces.values().find(has_it),
        };
        let unknown = || BackendError::new(ErrorCode::UnknownRecoveryCode, "no workspace here has this code");
        let workspace = code.workspace.or(known.map(|known| known.id)).ok_or_else(unknown)?;
        if known.is_some_and(|known| !has_it(&known)) {
            return Err(BackendError::new(ErrorCode::WrongRecoveryCode, workspace));
        }
        if known.is_some_and(|known| known.stays() && known.engine.role() == Some(Role::Admin)) {
            return Err(BackendError::new(ErrorCode::AlreadyAdmin, workspace));
        }
        let kept = known.and_then(|known| known.membership.relay.clone());
        let unnamed = || BackendError::new(ErrorCode::RelayNotNamed, workspace);
        let relay = relay.or(kept).or(code.relay).ok_or_else(unnamed)?;
        let address =
            RelayAddress::parse(&relay).map_err(|error| BackendError::new(ErrorCode::BadAddress, error))?;
        Ok(Target { recovery, workspace, relay, address })
    }

    pub(super) fn recover_ended(&mut self, end: JoinEnd, reply: Reply, outlet: &Outlet) {
        let here = |membership: &Membership| self.workspaces.get(&membership.chain.workspace());
        let stays = end.as_ref().ok().and_then(here).is_some_and(Workspace::stays);
        match end {
            Ok(membership) if stays => {
                let (now, deadline) = (self.now(), self.now() + RECEIVE);
                self.with(membership.chain.workspace(), |it, ways| {
                    if it.membership.relay != membership.relay {
                        it.membership.relay = membership.relay;
                        it.save_membership(ways);
                        it.handle(now, Input::Online(false), ways, outlet);
                    }
                    // Its engine is told by the log, at its place there.
                    it.until_admin = true;
                    it.waiting_joined = Some((reply, deadline));
                    it.go_online(now, ways, outlet);
                });
            }
            end => self.join_ended(end, reply, outlet),
        }
    }
}
