//! Redeeming an invite: as the invite's device, receive the chain, check that it holds what the link
//! says, append the entry that makes this device a member. No admin need be online.

use rand_core::CryptoRng;

use super::{
    Problem,
    newcomer::{Taken, extend, hello},
};
use crate::{
    ids::EntryId,
    invite::{InviteLink, RedeemError, open_keys, redeem},
    membership::Chain,
    protocol::{ClientFrame, Code, RelayFrame, entry_id},
    seal::{DeviceSecret, EpochKeys},
};

/// Someone else may be first at the chain's head this often: more than open one link at the same moment.
const TRIES: u32 = 200;

/// The joining of one device to one workspace.
pub struct Join<R> {
    link: InviteLink,
    device: DeviceSecret,
    profile: Vec<u8>,
    host: String,
    chain: Option<Chain>,
    caught_up: bool,
    sent: Option<Vec<u8>>,
    /// The chain's newest entry when it was sent.
    built_on: Option<EntryId>,
    reference: u64,
    rng: R,
}

/// What the shell is to do, in this order.
#[derive(Debug)]
pub enum JoinOutput {
    /// Send a frame.
    Send(ClientFrame),
    /// Keep chain and keys durably before what follows: afterwards the device may be a member.
    Keep {
        /// As it stands before the redeeming entry.
        chain: Chain,
        /// The content key of each epoch.
        keys: EpochKeys,
    },
    /// The device is a member; its chain is this one. Close the connection and start an engine.
    Joined(Chain),
    /// It cannot be done. Close the connection.
    Failed(Problem),
}

impl<R: CryptoRng> Join<R> {
    /// A joining over a connection to `host`, the name that was dialled.
    pub fn new(link: InviteLink, device: DeviceSecret, profile: Vec<u8>, host: String, rng: R) -> Self {
        Join {
            link,
            device,
            profile,
            host,
            chain: None,
            caught_up: false,
            sent: None,
            built_on: None,
            reference: 0,
            rng,
        }
    }

    /// Takes the relay's next frame.
    pub fn handle(&mut self, frame: RelayFrame) -> Vec<JoinOutput> {
        match self.frame(frame) {
            Ok(outputs) => outputs,
            Err(problem) => vec![JoinOutput::Failed(problem)],
        }
    }

    fn frame(&mut self, frame: RelayFrame) -> Result<Vec<JoinOutput>, Problem> {
        match frame {
            RelayFrame::Challenge { nonce, .. } => {
                let device = self.link.device();
                Ok(vec![hello(self.link.workspace, &device, &self.host, &nonce)])
            }
            RelayFrame::Entries(items) => {
                for item in items {
                    let own = self.sent.clone().filter(|bytes| item.own == Some(entry_id(bytes)));
                    match item.entry.or(own) {
                        Some(bytes) => self.extend(&bytes)?,
                        None => return Err(Problem::Protocol("an empty log item")),
                    }
                }
                self.redeem_when_ready()
            }
            RelayFrame::CaughtUp { .. } => {
                self.caught_up = true;
                self.redeem_when_ready()
            }
            RelayFrame::Reject { code: Code::StaleChain, .. } => {
                self.sent = None;
                // The entry that was first sets off the next try when it comes; it may be here already.
                match self.chain.as_ref().map(Chain::head) == self.built_on {
                    true => Ok(vec![]),
                    false => self.redeem_when_ready(),
                }
            }
            RelayFrame::Refused { code, .. } | RelayFrame::Reject { code, .. } => Err(Problem::Refused(code)),
            RelayFrame::Ack { .. } => self.joined(),
            RelayFrame::Welcome { .. } | RelayFrame::SeenBy { .. } | RelayFrame::Ephemeral { .. } => {
                Ok(vec![])
            }
        }
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        match extend(&mut self.chain, bytes)? {
            Taken::Yes => Ok(()),
            Taken::Newer => Err(Problem::Refused(Code::UnsupportedVersion)),
        }
    }

    fn redeem_when_ready(&mut self) -> Result<Vec<JoinOutput>, Problem> {
        if !self.caught_up || self.sent.is_some() {
            return Ok(vec![]);
        }
        let chain = self.chain.as_ref().ok_or(Problem::Forked)?;
        if chain.role(&self.device.id()).is_some() {
            // Joined before, and cut off before it heard so.
            let keys = open_keys(chain, &self.link).map_err(redeem_problem)?;
            let keep = JoinOutput::Keep { chain: chain.clone(), keys };
            return Ok(vec![keep, JoinOutput::Joined(chain.clone())]);
        }
        self.reference += 1;
        if self.reference > u64::from(TRIES) {
            return Err(Problem::Refused(Code::StaleChain));
        }
        let (entry, keys) =
            redeem(chain, &self.link, &self.device, &self.profile, &mut self.rng).map_err(redeem_problem)?;
        let bytes = entry.to_bytes();
        self.sent = Some(bytes.clone());
        self.built_on = Some(chain.head());
        Ok(vec![
            JoinOutput::Keep { chain: chain.clone(), keys },
            JoinOutput::Send(ClientFrame::Append { reference: self.reference, entry: bytes }),
        ])
    }

    fn joined(&mut self) -> Result<Vec<JoinOutput>, Problem> {
        let (Some(mut chain), Some(sent)) = (self.chain.clone(), self.sent.clone()) else {
            return Err(Problem::Protocol("an answer to nothing"));
        };
        chain.extend(&sent).map_err(|_| Problem::Forked)?;
        Ok(vec![JoinOutput::Joined(chain)])
    }
}

fn redeem_problem(error: RedeemError) -> Problem {
    match error {
        RedeemError::OtherChain => Problem::Forked,
        RedeemError::Used => Problem::Refused(Code::InviteUsed),
        RedeemError::Ended => Problem::Refused(Code::InviteEnded),
        RedeemError::Seal(_) => Problem::Seal,
    }
}
