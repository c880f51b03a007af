//! What a device does at a relay before it has a place in the log: it says who it is, and takes the membership chain
//! from the start. [`super::Join`] does so as an invite's device, [`super::Recover`] as the recovery code's.

use super::{JoinOutput, Problem};
use crate::{
    ids::WorkspaceId,
    membership::{Chain, ChainError},
    protocol::{ClientFrame, Hello, WireError},
    seal::{DeviceSecret, hello_payload},
};

/// What has become of an entry that the chain was to be extended by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Taken {
    /// The chain has it, or has set it aside: later ones tell whether the chain goes on without it.
    Yes,
    /// A newer program wrote it.
    Newer,
}

/// The answer to a challenge, of a device that asks for the whole log at the relay that was dialled as `host`.
pub(super) fn hello(
    workspace: WorkspaceId,
    device: &DeviceSecret,
    host: &str,
    nonce: &[u8; 32],
) -> JoinOutput {
    let id = device.id();
    let sig = device.sign(&hello_payload(&workspace, &id, host, None, nonce)).to_vec();
    let host = host.to_owned();
    JoinOutput::Send(ClientFrame::Hello(Hello { workspace, device: id, host, after: None, sig }))
}

/// Extends a chain, or begins it, by an entry from the relay; fails if this is of another history.
pub(super) fn extend(chain: &mut Option<Chain>, bytes: &[u8]) -> Result<Taken, Problem> {
    let result = match chain {
        Some(chain) => chain.extend(bytes),
        None => Chain::start(bytes).map(|started| *chain = Some(started)),
    };
    match result {
        Err(ChainError::Stale | ChainError::WrongGenesis) => Err(Problem::Forked),
        Err(ChainError::Wire(WireError::NewerVersion(_) | WireError::UnknownKind)) => Ok(Taken::Newer),
        Ok(()) | Err(_) => Ok(Taken::Yes),
    }
}
