//! What is sealed in a backup, as CBOR: each network's identity file as it lies on the disk, without the relay
//! operator's token, and each of its documents.

use minicbor::{Decode, Encode, bytes::ByteVec};
use samskriv_shared::{
    ids::DocId,
    protocol::{decode, encode},
};
use zeroize::Zeroizing;

use super::BackupError;
use crate::backend::identity::Membership;

/// All of it.
#[derive(Encode, Decode)]
#[cbor(map)]
pub(in crate::backend) struct Body {
    #[n(0)]
    pub(in crate::backend) networks: Vec<Network>,
}

/// One network.
#[derive(Encode, Decode)]
#[cbor(map)]
pub(in crate::backend) struct Network {
    #[n(0)]
    membership: ByteVec,
    #[n(1)]
    pub(in crate::backend) documents: Vec<Document>,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Encode, Decode)]
#[cbor(map)]
pub(in crate::backend) struct Document {
    #[n(0)]
    pub(in crate::backend) id: DocId,
    /// All that the store has of it: its snapshot and the increments since.
    #[n(1)]
    pub(in crate::backend) stored: ByteVec,
    /// What the journal has of it: the changes that no relay has acknowledged, and of a draft all of them.
    #[n(2)]
    pub(in crate::backend) unsent: ByteVec,
}

impl Network {
    pub(in crate::backend) fn new(membership: &Membership, documents: Vec<Document>) -> Network {
        // The operator gave the token to whoever founded the network; it opens nothing afterwards.
        let membership = Membership { token: None, ..membership.clone() };
        Network { membership: membership.to_bytes().to_vec().into(), documents }
    }
}

impl Body {
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(encode(self))
    }

    /// The networks of a body, each with a chain that holds.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Vec<(Membership, Vec<Document>)>, BackupError> {
        // Sealed by who knew the passphrase: what does not fit was made so by a program, not by chance.
        let body: Body = decode(bytes).map_err(|_| BackupError::Damaged)?;
        let network = |network: Network| {
            let membership = Membership::from_bytes(&network.membership).map_err(|_| BackupError::Damaged)?;
            Ok((membership, network.documents))
        };
        body.networks.into_iter().map(network).collect()
    }
}
