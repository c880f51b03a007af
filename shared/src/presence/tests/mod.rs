//! Presence that holds, and what must be refused.
#![allow(clippy::unwrap_used)]

mod carets;
mod pacing;

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::{
    ids::WorkspaceId,
    invite::{Terms, invite, redeem},
    membership::{Role, create},
    seal::ContentKey,
};

/// A founder, and a reader who joined.
pub(super) struct World {
    rng: ChaCha20Rng,
    founder: DeviceSecret,
    reader: DeviceSecret,
    chain: Chain,
    keys: EpochKeys,
}

pub(super) fn world() -> World {
    let mut rng = ChaCha20Rng::seed_from_u64(15);
    let [founder, recovery, reader] = std::array::from_fn(|_| DeviceSecret::generate(&mut rng));
    let (genesis, key) = create(&founder, &recovery, &mut rng).unwrap();
    let mut chain = Chain::start(&genesis.to_bytes()).unwrap();
    let keys = EpochKeys::from([(0, key)]);
    let terms = Terms { role: Role::Reader, expires: 0, max_uses: 1 };
    let (entry, link) = invite(&chain, &keys, &founder, "http://127.0.0.1:1", terms, &mut rng).unwrap();
    chain.extend(&entry.to_bytes()).unwrap();
    let (entry, _) = redeem(&chain, &link, &reader, b"", &mut rng).unwrap();
    chain.extend(&entry.to_bytes()).unwrap();
    World { rng, founder, reader, chain, keys }
}

impl World {
    fn seal(&mut self, presence: Option<&Presence>, count: u64) -> Vec<u8> {
        let stamp = Stamp { run: 7, count };
        seal(presence, stamp, &self.chain, &self.keys, &self.reader, &mut self.rng).unwrap()
    }

    fn open(&self, bytes: &[u8]) -> Result<Received, PresenceError> {
        open(bytes, &self.chain, &self.keys)
    }

    /// Whatever the sealed text is, sealed and signed as a presence is.
    fn seal_plain(&mut self, plain: &[u8]) -> Vec<u8> {
        let (workspace, key) = (self.chain.workspace(), self.keys[&0].clone());
        let sealed = SealedPresence::seal(&workspace, 0, &key, &self.reader, plain, &mut self.rng);
        encode(&sealed.unwrap())
    }

    fn rotate(&mut self) {
        let entry = self.chain.rotate(&self.founder, &mut self.rng).unwrap();
        self.extend(&entry.to_bytes());
    }

    fn extend(&mut self, entry: &[u8]) {
        self.chain.extend(entry).unwrap();
        let epoch = self.chain.epoch();
        if let Some(key) = self.chain.open_key(epoch, &self.founder) {
            self.keys.insert(epoch, key);
        }
    }
}

fn anchor(counter: u32, actor: &[u8]) -> Anchor {
    Anchor::from_bytes(&[&[1], counter.to_be_bytes().as_slice(), actor].concat()).unwrap()
}

pub(super) fn presence(caret: u32, other: u32) -> Presence {
    let place = Place { caret: anchor(caret, &[3; 16]), other: anchor(other, &[4; 16]) };
    Presence { doc: DocId([9; 16]), place: Some(place), typing: true }
}

#[test]
fn what_is_sealed_opens_as_it_was() {
    let mut world = world();
    let device = world.reader.id();
    let (caret, start) = (Place { caret: anchor(5, &[1]), other: anchor(5, &[1]) }, Anchor::default());
    let selected =
        Presence { place: Some(Place { other: start.clone(), ..caret.clone() }), ..presence(1, 2) };
    let elsewhere = Presence { place: None, typing: false, ..presence(1, 2) };
    let at_start = Some(Place { caret: start.clone(), other: start });
    let all = [
        None,
        Some(presence(1, u32::MAX)),
        Some(Presence { place: Some(caret), ..presence(1, 2) }),
        Some(Presence { place: at_start, ..presence(1, 2) }),
        Some(selected),
        Some(elsewhere),
    ];
    for (presence, count) in all.into_iter().zip([0, 1, 23, 256, 1 << 40, u64::MAX]) {
        let bytes = world.seal(presence.as_ref(), count);
        let stamp = Stamp { run: 7, count };
        assert_eq!(world.open(&bytes), Ok(Received { device, stamp, presence }));
    }
}

#[test]
fn the_longest_is_within_the_bound_and_the_longest_of_ours_is_as_written() {
    let mut world = world();
    let longest = |actor: &[u8]| {
        let place = Place { caret: anchor(u32::MAX, actor), other: anchor(1, actor) };
        Presence { place: Some(place), ..presence(1, 2) }
    };
    let mut length = |presence: &Presence| {
        let stamp = Stamp { run: u64::MAX, count: u64::MAX };
        seal(Some(presence), stamp, &world.chain, &world.keys, &world.reader, &mut world.rng).unwrap().len()
    };
    // Under epoch 0; the number of an epoch takes four bytes more at most.
    assert_eq!(length(&longest(&[255; 16])), 238);
    assert!(length(&longest(&[255; Anchor::MAX_BYTES - 5])) <= MAX_PRESENCE);
    assert_eq!(world.open(&[0; MAX_PRESENCE + 1]), Err(PresenceError::TooLarge(MAX_PRESENCE + 1)));
}

#[test]
fn any_bit_changed_is_refused() {
    let mut world = world();
    let bytes = world.seal(Some(&presence(1, 2)), 1);
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(world.open(&changed).is_err(), "bit {bit}");
    }
    assert!(world.open(&[bytes.as_slice(), &[0]].concat()).is_err());
    assert!(world.open(&bytes[..bytes.len() - 1]).is_err());
}

#[test]
fn only_a_members_under_the_newest_key_of_this_workspace_holds() {
    let mut world = world();
    let stamp = Stamp { run: 1, count: 1 };
    let here = world.chain.clone();
    let sealed_by = |world: &mut World, device: &DeviceSecret, keys: &EpochKeys| {
        seal(None, stamp, &here, keys, device, &mut world.rng).unwrap()
    };
    let (reader, keys) = (world.reader.clone(), world.keys.clone());
    let stranger = DeviceSecret::generate(&mut world.rng);
    let bytes = sealed_by(&mut world, &stranger, &keys);
    assert_eq!(world.open(&bytes), Err(PresenceError::NotMember(stranger.id())));

    let other_keys = EpochKeys::from([(0, ContentKey::generate(&mut world.rng))]);
    let bytes = sealed_by(&mut world, &reader, &other_keys);
    assert_eq!(world.open(&bytes), Err(PresenceError::Seal(SealError::BadSeal)));

    let elsewhere = SealedPresence::seal(&WorkspaceId([1; 32]), 0, &keys[&0], &reader, b"", &mut world.rng);
    assert_eq!(world.open(&encode(&elsewhere.unwrap())), Err(PresenceError::Seal(SealError::BadSignature)));

    let bytes = sealed_by(&mut world, &reader, &keys);
    assert!(world.open(&bytes).is_ok());
    assert_eq!(open(&bytes, &world.chain, &EpochKeys::new()), Err(PresenceError::NoKey(0)));
    world.rotate();
    assert_eq!(world.open(&bytes), Err(PresenceError::OtherEpoch { found: 0, newest: 1 }));
    let newest = world.seal(None, 2);
    assert!(world.open(&newest).is_ok());
    assert_eq!(open(&newest, &here, &keys), Err(PresenceError::OtherEpoch { found: 1, newest: 0 }));
    world.keys.remove(&1);
    let made = seal(None, stamp, &world.chain, &world.keys, &reader, &mut world.rng);
    assert_eq!(made, Err(PresenceError::NoKey(1)));

    let removed = world.chain.remove(reader.id(), &world.founder, &mut world.rng).unwrap();
    world.extend(&removed.to_bytes());
    assert_eq!(world.open(&newest), Err(PresenceError::NotMember(reader.id())));
}

#[test]
fn a_newer_programs_presence_is_read_as_far_as_it_is_known_and_nonsense_is_refused() {
    let mut world = world();
    let body = |caret: &[u8], more: bool| {
        let mut encoder = minicbor::Encoder::new(Vec::new());
        encoder.map(if more { 6 } else { 5 }).unwrap();
        encoder.u8(0).unwrap().u8(1).unwrap().u8(1).unwrap().u8(1).unwrap();
        encoder.u8(2).unwrap().bytes(&[9; 16]).unwrap().u8(3).unwrap().bytes(caret).unwrap();
        encoder.u8(5).unwrap().bool(true).unwrap();
        if more {
            encoder.u8(6).unwrap().str("a field").unwrap();
        }
        encoder.into_writer()
    };
    let mut opened = |plain: &[u8]| {
        let bytes = world.seal_plain(plain);
        world.open(&bytes).map(|received| received.presence.unwrap())
    };
    assert_eq!(opened(&body(&[1], true)).unwrap().place.unwrap().caret, Anchor::default());
    assert_eq!(opened(&body(&[2, 7], false)), Ok(Presence { place: None, ..presence(1, 2) }));
    assert_eq!(opened(&body(&[1, 7], false)), Err(AnchorError::Malformed.into()));
    assert_eq!(opened(&body(&[], false)), Err(AnchorError::Malformed.into()));
    assert!(matches!(opened(b"caret"), Err(PresenceError::Wire(_))));
    assert!(matches!(opened(b""), Err(PresenceError::Wire(_))));
}

proptest! {
    /// Whatever comes: from a relay, and from a member who seals nonsense.
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..1200)) {
        let mut world = world();
        prop_assert!(world.open(&bytes).is_err());
        Inbox::default().put(bytes.clone());
        let _ = Anchor::from_bytes(&bytes);
        let sealed = world.seal_plain(&bytes);
        let _ = world.open(&sealed);
    }

    /// A changed or cut frame holds for nobody.
    #[test]
    fn a_frame_with_bytes_replaced_is_refused(at in 0usize..238, with in prop::collection::vec(any::<u8>(), 1..40)) {
        let mut world = world();
        let bytes = world.seal(Some(&presence(1, 2)), 1);
        let mut changed = bytes.clone();
        let at = at.min(bytes.len() - 1);
        let end = (at + with.len()).min(bytes.len());
        changed.splice(at..end, with);
        prop_assume!(changed != bytes);
        prop_assert!(world.open(&changed).is_err());
    }
}
