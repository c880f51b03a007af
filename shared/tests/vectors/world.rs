//! The one small workspace that all vectors are of: a founder, an invite, someone who redeems it, is
//! removed, comes back and leaves in the end.

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use samskriv_shared::{
    ids::{ChainHash, DocId, Incarnation, WorkspaceId},
    invite::{InviteLink, Terms, invite, redeem},
    membership::{Chain, MembershipOp, Role, create},
    protocol::{Cursor, Entry, decode, encode, entry_id},
    seal::{Content, ContentKey, DeviceSecret, EpochKeys, seal_entry},
};

/// Two Automerge changes, of an actor of the founder's device: one makes a meeting's minutes, one gives them a title.
/// Kept as bytes, so that the vectors do not change with the documents' schema.
pub const CHANGES: &str = include_str!("changes.hex");
/// The same document, saved whole.
pub const DOCUMENT: &str = include_str!("document.hex");
/// The profile of the one who joins, in CBOR, as the client writes it: an array would do as well.
pub const PROFILE: &[u8] = "Kim Ek, Bjuv".as_bytes();

/// A device with its two secret seeds.
pub struct Device {
    pub sign: [u8; 32],
    pub receive: [u8; 32],
    pub secret: DeviceSecret,
}

impl Device {
    fn draw(rng: &mut ChaCha20Rng) -> Device {
        let (mut sign, mut receive) = ([0; 32], [0; 32]);
        rng.fill_bytes(&mut sign);
        rng.fill_bytes(&mut receive);
        let mut encoder = minicbor::Encoder::new(Vec::new());
        encoder.map(2).unwrap().u8(0).unwrap().bytes(&sign).unwrap();
        encoder.u8(1).unwrap().bytes(&receive).unwrap();
        let secret = decode(&encoder.into_writer()).unwrap();
        Device { sign, receive, secret }
    }

    /// The seeds of any device.
    pub fn of(secret: DeviceSecret) -> Device {
        let bytes = encode(&secret);
        let mut decoder = minicbor::Decoder::new(&bytes);
        decoder.map().unwrap();
        decoder.u8().unwrap();
        let sign = decoder.bytes().unwrap().try_into().unwrap();
        decoder.u8().unwrap();
        let receive = decoder.bytes().unwrap().try_into().unwrap();
        Device { sign, receive, secret }
    }
}

/// Everything that the vectors show.
pub struct World {
    pub founder: Device,
    pub recovery: Device,
    pub joiner: Device,
    pub key: ContentKey,
    /// Of the epochs after the first.
    pub later_keys: EpochKeys,
    pub link: InviteLink,
    pub chain: Chain,
    pub doc: DocId,
    pub incarnation: Incarnation,
    /// The log, in order, with a name for each entry.
    pub log: Vec<(&'static str, Entry)>,
    pub rng: ChaCha20Rng,
}

impl World {
    /// The same each time.
    pub fn new() -> World {
        let mut rng = ChaCha20Rng::seed_from_u64(2027);
        let [founder, recovery, joiner] = std::array::from_fn(|_| Device::draw(&mut rng));
        let (genesis, key) = create(&founder.secret, &recovery.secret, &mut rng).unwrap();
        let mut chain = Chain::start(&genesis.to_bytes()).unwrap();
        let keys = EpochKeys::from([(0, key.clone())]);
        let terms = Terms { role: Role::Editor, expires: 1_802_000_000, max_uses: 3 };
        let relay = "https://relä.example:8443/a b";
        let (opened, link) = invite(&chain, &keys, &founder.secret, relay, terms, &mut rng).unwrap();
        chain.extend(&opened.to_bytes()).unwrap();
        let (redeemed, _) = redeem(&chain, &link, &joiner.secret, PROFILE, &mut rng).unwrap();
        chain.extend(&redeemed.to_bytes()).unwrap();

        let mut world = World {
            founder,
            recovery,
            joiner,
            key,
            link,
            chain,
            doc: DocId([0x0d; 16]),
            incarnation: Incarnation([0x1c; 8]),
            later_keys: EpochKeys::new(),
            log: vec![
                ("membership: Create", genesis),
                ("membership: Invite", opened),
                ("membership: Redeem", redeemed),
            ],
            rng,
        };
        world.write();
        world.administer();
        world.come_back_and_leave();
        world
    }

    fn write(&mut self) {
        let (changes, document) = (plain(CHANGES), plain(DOCUMENT));
        let first = Content::Document { plain: &document, covers: None };
        self.push("checkpoint of a document that no log held before", first);
        self.push("change", Content::Changes(&changes));
        let covers = Some(self.cursor());
        self.push("checkpoint that covers the log before it", Content::Document { plain: &document, covers });
    }

    /// Another invite and its end, a new epoch with something written in it, another role, a removal.
    fn administer(&mut self) {
        let keys = EpochKeys::from([(0, self.key.clone())]);
        let terms = Terms { role: Role::Reader, expires: 1_802_000_000, max_uses: 1 };
        let founder = self.founder.secret.clone();
        let (opened, link) = invite(&self.chain, &keys, &founder, "r", terms, &mut self.rng).unwrap();
        self.extend("membership: Invite, for a reader", opened);
        let op = MembershipOp::Revoke { invite: link.device().id() };
        self.extend("membership: Revoke", self.chain.next_entry(op, &founder));
        let rotated = self.chain.rotate(&founder, &mut self.rng).unwrap();
        self.extend("membership: Rotate", rotated);
        self.push("change under the new epoch", Content::Changes(&plain(CHANGES)));
        let joiner = self.joiner.secret.id();
        let op = MembershipOp::SetRole { device: joiner, role: Role::Reader };
        self.extend("membership: SetRole", self.chain.next_entry(op, &founder));
        let removed = self.chain.remove(joiner, &founder, &mut self.rng).unwrap();
        self.extend("membership: Remove", removed);
    }

    /// The one removed is invited again, and takes itself out.
    fn come_back_and_leave(&mut self) {
        // A stream of its own: what was drawn before this was here stays the same.
        let mut rng = ChaCha20Rng::seed_from_u64(2028);
        let mut keys = self.later_keys.clone();
        keys.insert(0, self.key.clone());
        let (founder, joiner) = (self.founder.secret.clone(), self.joiner.secret.clone());
        let terms = Terms { role: Role::Editor, expires: 1_802_000_000, max_uses: 1 };
        let (opened, link) = invite(&self.chain, &keys, &founder, "r", terms, &mut rng).unwrap();
        self.extend("membership: Invite, after two epochs", opened);
        let (redeemed, _) = redeem(&self.chain, &link, &joiner, PROFILE, &mut rng).unwrap();
        self.extend("membership: Redeem, by the device that was removed", redeemed);
        self.extend("membership: Leave", self.chain.next_entry(MembershipOp::Leave, &joiner));
    }

    fn extend(&mut self, name: &'static str, entry: Entry) {
        self.chain.extend(&entry.to_bytes()).unwrap();
        let epoch = self.chain.epoch();
        if epoch > 0 {
            let key = self.chain.open_key(epoch, &self.recovery.secret).unwrap();
            self.later_keys.insert(epoch, key);
        }
        self.log.push((name, entry));
    }

    /// The key of any epoch.
    pub fn key_of(&self, epoch: u32) -> &ContentKey {
        self.later_keys.get(&epoch).unwrap_or(&self.key)
    }

    fn push(&mut self, name: &'static str, content: Content<'_>) {
        let (workspace, device) = (self.workspace(), &self.founder.secret);
        let epoch = self.chain.epoch();
        let key = self.key_of(epoch).clone();
        let entry = seal_entry(&workspace, self.doc, content, epoch, &key, device, &mut self.rng).unwrap();
        self.log.push((name, entry));
    }

    pub fn workspace(&self) -> WorkspaceId {
        self.chain.workspace()
    }

    /// After the log's newest entry.
    pub fn cursor(&self) -> Cursor {
        let chain = self.log.iter().fold(ChainHash::START, |chain, (_, entry)| {
            let id = entry_id(&entry.to_bytes());
            chain.next(&id)
        });
        Cursor { incarnation: self.incarnation, seq: self.log.len() as u64, chain }
    }
}

/// A constant's bytes.
pub fn plain(hex: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(hex.trim().as_bytes()).unwrap()
}
