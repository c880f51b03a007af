//! Who this installation is: the device's keys, and for each workspace its keys, chain, relay and the
//! user's own name in it. Small files beside the store, so that they outlive it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use minicbor::{Decode, Encode};
use samskriv_shared::{
    ids::{PersonId, WorkspaceId},
    membership::Chain,
    protocol::{decode, encode},
    seal::{ContentKey, DeviceSecret, EpochKeys},
    sync::Progress,
};
use zeroize::Zeroizing;

use super::{Profile, StartError, files};

/// The directory of the files that say what has been left.
const LEFT: &str = "left";
/// The version of the files that this program writes.
const VERSION: u8 = 1;

/// A workspace as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Membership {
    /// As the directory last told it.
    pub(super) name: String,
    /// The relay's address, as the user or the invite wrote it.
    pub(super) relay: Option<String>,
    /// The relay operator's token.
    pub(super) token: Option<String>,
    /// Who the user is in it.
    pub(super) me: Profile,
    /// The user's id in its directory.
    pub(super) person: PersonId,
    /// Whether the directory has been given the user's name.
    pub(super) introduced: bool,
    /// The content keys.
    pub(super) keys: EpochKeys,
    /// The membership chain.
    pub(super) chain: Chain,
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct MembershipFile {
    #[n(0)]
    version: u8,
    #[n(1)]
    name: String,
    #[n(2)]
    relay: Option<String>,
    #[n(3)]
    token: Option<String>,
    #[n(4)]
    me: ProfileBody,
    #[n(5)]
    introduced: bool,
    #[n(6)]
    keys: BTreeMap<u32, minicbor::bytes::ByteVec>,
    #[n(7)]
    chain: Vec<minicbor::bytes::ByteVec>,
}

/// A profile as it is kept, and as it is sealed when joining.
#[derive(Debug, Clone, Encode, Decode)]
#[cbor(map)]
pub(super) struct ProfileBody {
    #[n(0)]
    pub(super) name: String,
    #[n(1)]
    pub(super) municipality: String,
    #[n(2)]
    pub(super) title: String,
    #[n(3)]
    pub(super) person: PersonId,
}

impl ProfileBody {
    pub(super) fn new(me: &Profile, person: PersonId) -> Self {
        let Profile { name, municipality, title } = me.clone();
        ProfileBody { name, municipality, title, person }
    }

    pub(super) fn profile(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            municipality: self.municipality.clone(),
            title: self.title.clone(),
        }
    }
}

impl Membership {
    /// The bytes of its file. They hold keys: the caller lets them go as soon as they are written.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let file = MembershipFile {
            version: VERSION,
            name: self.name.clone(),
            relay: self.relay.clone(),
            token: self.token.clone(),
            me: ProfileBody::new(&self.me, self.person),
            introduced: self.introduced,
            keys: self.keys.iter().map(|(epoch, key)| (*epoch, key.0.to_vec().into())).collect(),
            chain: self.chain.entries().iter().map(|entry| entry.clone().into()).collect(),
        };
        Zeroizing::new(encode(&file))
    }

    /// The membership of a file with these bytes.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Membership, String> {
        let file: MembershipFile = decode(bytes).map_err(|error| error.to_string())?;
        if file.version > VERSION {
            return Err(format!("version {} is newer than this program", file.version));
        }
        let key = |(epoch, key): (&u32, &minicbor::bytes::ByteVec)| {
            Ok((*epoch, ContentKey(key.as_slice().try_into()?)))
        };
        Ok(Membership {
            name: file.name,
            relay: file.relay,
            token: file.token,
            me: file.me.profile(),
            person: file.me.person,
            introduced: file.introduced,
            keys: file
                .keys
                .iter()
                .map(key)
                .collect::<Result<_, std::array::TryFromSliceError>>()
                .map_err(|_| "a key of the wrong length")?,
            chain: Chain::replay(file.chain.iter().map(|entry| entry.as_slice()))
                .map_err(|e| e.to_string())?,
        })
    }
}

/// Where a workspace's file lies.
pub(super) fn path(data_dir: &Path, workspace: &WorkspaceId) -> PathBuf {
    data_dir.join("workspaces").join(workspace.to_string())
}

/// Where it lies how far everyone is; losing it costs nothing but an older answer to "who has what".
pub(super) fn progress_path(data_dir: &Path, workspace: &WorkspaceId) -> PathBuf {
    path(data_dir, workspace).with_extension("seen")
}

/// The file that says that a workspace has been left, and that what is here of it is to go: written once nobody can
/// keep this device in it any more, and removed when nothing of it is left here.
pub(super) fn left_path(data_dir: &Path, workspace: &WorkspaceId) -> PathBuf {
    data_dir.join(LEFT).join(workspace.to_string())
}

/// The workspaces that have been left and are not gone from here.
pub(super) fn left(data_dir: &Path) -> Result<BTreeSet<WorkspaceId>, StartError> {
    ids_in(&data_dir.join(LEFT))
}

/// How far everyone was, as last kept.
pub(super) fn progress(data_dir: &Path, workspace: &WorkspaceId) -> Progress {
    let kept = files::read(&progress_path(data_dir, workspace)).ok().flatten();
    kept.and_then(|bytes| decode(&bytes).ok()).unwrap_or_default()
}

/// The device's secret; made at the first start.
pub(super) fn device(data_dir: &Path) -> Result<DeviceSecret, StartError> {
    let path = data_dir.join("device");
    if let Some(bytes) = files::read(&path).map_err(file)? {
        return device_of(&Zeroizing::new(bytes)).map_err(storage);
    }
    let secret = DeviceSecret::generate(&mut super::random());
    files::write(&path, &Zeroizing::new(encode(&secret))).map_err(storage)?;
    Ok(secret)
}

/// The secret of a file with these bytes.
pub(super) fn device_of(bytes: &[u8]) -> Result<DeviceSecret, String> {
    decode(bytes).map_err(|error| error.to_string())
}

/// The workspaces that have a file here.
pub(super) fn ids(data_dir: &Path) -> Result<BTreeSet<WorkspaceId>, StartError> {
    ids_in(&data_dir.join("workspaces"))
}

fn ids_in(dir: &Path) -> Result<BTreeSet<WorkspaceId>, StartError> {
    let mut ids = BTreeSet::new();
    let files = match std::fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(ids),
        files => files.map_err(storage)?,
    };
    for file in files {
        let name = file.map_err(storage)?.file_name();
        // A previous version alone stands for its workspace too.
        let stem = name.to_str().and_then(|name| name.split('.').next());
        ids.extend(stem.and_then(|stem| stem.parse::<WorkspaceId>().ok()));
    }
    Ok(ids)
}

/// All workspaces of this installation.
pub(super) fn workspaces(data_dir: &Path) -> Result<Vec<Membership>, StartError> {
    files::create_private_dir(&data_dir.join("workspaces")).map_err(storage)?;
    let mut found = Vec::new();
    for id in ids(data_dir)? {
        let bytes = files::read(&path(data_dir, &id)).map_err(file)?.map(Zeroizing::new);
        let Some(bytes) = bytes else { continue };
        let membership = Membership::from_bytes(&bytes)
            .map_err(|error| StartError::Storage(format!("workspace {}: {error}", id.short())))?;
        found.push(membership);
    }
    Ok(found)
}

pub(super) fn file(error: files::FileError) -> StartError {
    match error {
        files::FileError::Newer { .. } => StartError::Newer(error.to_string()),
        error => storage(error),
    }
}

fn storage(error: impl std::fmt::Display) -> StartError {
    StartError::Storage(error.to_string())
}
