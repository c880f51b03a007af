//! Invite links, and what they derive.
//!
//! `samskriv:join?relay=URL&workspace=ID&chain=HEAD#SECRET` is pasted into the program and never a
//! web page: a page would be served by the relay, which must not see the secret. With `&person=ID` whoever joins is
//! another device of somebody who belongs already.

use rand_core::CryptoRng;

use crate::{
    ids::{EntryId, PersonId, WorkspaceId},
    membership::{Chain, MembershipOp, Role},
    protocol::Entry,
    seal::{DeviceSecret, EpochKeys, SealError, redeem_payload, seal_profile},
};

/// The length of a link's secret, in bytes.
pub const SECRET: usize = 32;

/// What an invite link says.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteLink {
    /// The relay's address, as the inviter's program has it.
    pub relay: String,
    /// Which workspace.
    pub workspace: WorkspaceId,
    /// A membership entry that the chain must contain: the invite's own.
    pub head: EntryId,
    /// Whose further device it is for; a program that does not know of this joins as somebody new. It is no proof:
    /// whoever may write may write in the directory whose a device is.
    pub person: Option<PersonId>,
    secret: [u8; SECRET],
}

impl std::fmt::Debug for InviteLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InviteLink({}, {:?})", self.relay, self.workspace)
    }
}

/// The text is no invite link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It does not start with `samskriv:join?`.
    #[error("not an invite link")]
    NotALink,
    /// A part is missing or damaged, as when a mail program cut the link.
    #[error("the link's part \"{0}\" is missing or damaged")]
    Part(&'static str),
}

const PREFIX: &str = "samskriv:join?";

impl InviteLink {
    /// The device that the link's secret stands for.
    pub fn device(&self) -> DeviceSecret {
        device(&self.secret)
    }

    /// Reads a link; white space around and line breaks within it, as mail programs make them, are
    /// passed over.
    ///
    /// # Errors
    /// [`LinkError`] that names the damaged part.
    pub fn parse(text: &str) -> Result<InviteLink, LinkError> {
        let link = LinkParts::read(text, PREFIX)?;
        let secret = data_encoding::BASE64URL_NOPAD
            .decode(link.secret.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(LinkError::Part("secret"))?;
        Ok(InviteLink {
            relay: link.relay()?.ok_or(LinkError::Part("relay"))?,
            workspace: link.part("workspace")?.parse().map_err(|_| LinkError::Part("workspace"))?,
            head: link.part("chain")?.parse().map_err(|_| LinkError::Part("chain"))?,
            person: link.person()?,
            secret,
        })
    }
}

/// A link as written: `PREFIX` + `name=value&…` + `#` + secret.
pub(crate) struct LinkParts {
    query: String,
    /// What follows `#`, which no server is ever sent.
    pub(crate) secret: String,
}

impl LinkParts {
    /// White space anywhere, as mail programs make it, is passed over.
    pub(crate) fn read(text: &str, prefix: &str) -> Result<LinkParts, LinkError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let rest = text.strip_prefix(prefix).ok_or(LinkError::NotALink)?;
        let (query, secret) = rest.split_once('#').ok_or(LinkError::Part("secret"))?;
        Ok(LinkParts { query: query.to_owned(), secret: secret.to_owned() })
    }

    pub(crate) fn part(&self, name: &'static str) -> Result<&str, LinkError> {
        self.find(name).ok_or(LinkError::Part(name))
    }

    /// The relay's address, where the link names one.
    pub(crate) fn relay(&self) -> Result<Option<String>, LinkError> {
        let decoded = |text| percent_decode(text).ok_or(LinkError::Part("relay"));
        self.find("relay").map(decoded).transpose()
    }

    fn person(&self) -> Result<Option<PersonId>, LinkError> {
        self.find("person").map(|id| id.parse().map_err(|_| LinkError::Part("person"))).transpose()
    }

    fn find(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

impl std::fmt::Display for InviteLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let secret = data_encoding::BASE64URL_NOPAD.encode(&self.secret);
        let relay = percent_encode(&self.relay);
        write!(f, "{PREFIX}relay={relay}&workspace={}&chain={}", self.workspace, self.head)?;
        if let Some(person) = &self.person {
            write!(f, "&person={person}")?;
        }
        write!(f, "#{secret}")
    }
}

fn device(secret: &[u8; SECRET]) -> DeviceSecret {
    DeviceSecret::derive("invite", secret)
}

/// A new invite: the membership entry to append and the link that redeems it.
///
/// # Errors
/// [`SealError`] when a key cannot be sealed.
pub fn invite(
    chain: &Chain,
    keys: &EpochKeys,
    admin: &DeviceSecret,
    relay: &str,
    terms: Terms,
    rng: &mut impl CryptoRng,
) -> Result<(Entry, InviteLink), SealError> {
    let mut secret = [0; SECRET];
    rng.fill_bytes(&mut secret);
    let device = device(&secret).keys();
    let workspace = chain.workspace();
    let mut sealed_keys = Vec::with_capacity(keys.len());
    for (epoch, key) in keys {
        sealed_keys.push(device.seal_key(Some(&workspace), *epoch, key, rng)?);
    }
    let Terms { role, expires, max_uses } = terms;
    let entry =
        chain.next_entry(MembershipOp::Invite { device, role, expires, max_uses, sealed_keys }, admin);
    let head = crate::protocol::entry_id(&entry.to_bytes());
    Ok((entry, InviteLink { relay: relay.to_owned(), workspace, head, person: None, secret }))
}

/// On which terms an invite is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// What those who redeem it become.
    pub role: Role,
    /// Unix time in seconds.
    pub expires: u64,
    /// How often it may be redeemed.
    pub max_uses: u32,
}

/// Opens the content keys that an invite gives and makes the entry that redeems it for `device`.
///
/// # Errors
/// [`RedeemError`] when the chain does not hold the link's invite, or a key does not open.
pub fn redeem(
    chain: &Chain,
    link: &InviteLink,
    device: &DeviceSecret,
    profile: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(Entry, EpochKeys), RedeemError> {
    let workspace = chain.workspace();
    let keys = open_keys(chain, link)?;
    let invite = link.device();
    if chain.invite(&invite.id()).is_none_or(|open| open.uses >= open.max_uses) {
        return Err(RedeemError::Used);
    }
    let newest = keys.get(&chain.epoch()).ok_or(RedeemError::OtherChain)?;
    let public = device.keys();
    let profile = seal_profile(&workspace, &public.device, newest, profile, rng)?;
    let mut sealed_keys = Vec::with_capacity(keys.len());
    for (epoch, key) in &keys {
        sealed_keys.push(public.seal_key(Some(&workspace), *epoch, key, rng)?);
    }
    let sig = device.sign(&redeem_payload(&workspace, &invite.id(), &public, &profile)).to_vec();
    let op = MembershipOp::Redeem { device: public, sealed_keys, profile, sig };
    Ok((chain.next_entry(op, &invite), keys))
}

/// Opens the content keys that an invite gives, whether or not it may still be redeemed: a device that was
/// cut off while it joined needs them too.
///
/// # Errors
/// [`RedeemError`] when the chain does not hold the link's invite, or a key does not open.
pub fn open_keys(chain: &Chain, link: &InviteLink) -> Result<EpochKeys, RedeemError> {
    let workspace = chain.workspace();
    if workspace != link.workspace || !chain.contains(&link.head) {
        return Err(RedeemError::OtherChain);
    }
    let invite = link.device();
    if chain.is_ended_invite(&invite.id()) {
        return Err(RedeemError::Ended);
    }
    let open = chain.invite(&invite.id()).ok_or(RedeemError::OtherChain)?;
    let mut keys = EpochKeys::new();
    for sealed in &open.sealed_keys {
        let key = invite.open_key(Some(&workspace), sealed)?;
        if chain.key_hash(sealed.epoch) != Some(&key.hash()) {
            return Err(RedeemError::OtherChain);
        }
        keys.insert(sealed.epoch, key);
    }
    Ok(keys)
}

/// Why an invite cannot be redeemed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedeemError {
    /// The chain is not the one that the link speaks of.
    #[error("the relay shows another chain than the link speaks of")]
    OtherChain,
    /// Redeemed as often as it may be.
    #[error("the invite is used up")]
    Used,
    /// Revoked, or ended when a new epoch began.
    #[error("the invite has been ended")]
    Ended,
    /// A key that does not open or seal.
    #[error(transparent)]
    Seal(#[from] SealError),
}

pub(crate) fn percent_encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b'/' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                out.extend(data_encoding::HEXUPPER_PERMISSIVE.decode(&[bytes.next()?, bytes.next()?]).ok()?)
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests;
