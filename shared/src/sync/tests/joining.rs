//! The joining machine by itself.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::whole;
use crate::{
    ids::{ChainHash, Incarnation},
    invite::{Terms, invite},
    membership::{Chain, Role, create},
    protocol::{ClientFrame, Code, Cursor, RelayFrame},
    seal::{DeviceSecret, EpochKeys},
    sync::{Join, JoinOutput},
};

#[test]
fn one_who_came_second_tries_again_though_the_first_was_heard_of_before_the_refusal() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let (admin, recovery) = (DeviceSecret::generate(&mut rng), DeviceSecret::generate(&mut rng));
    let (genesis, key) = create(&admin, &recovery, &mut rng).unwrap();
    let mut chain = Chain::start(&genesis.to_bytes()).unwrap();
    let terms = Terms { role: Role::Editor, expires: u64::MAX, max_uses: 1 };
    let keys = EpochKeys::from([(0, key)]);
    let mut links = vec![];
    for _ in 0..2 {
        let (entry, link) = invite(&chain, &keys, &admin, "r", terms, &mut rng).unwrap();
        chain.extend(&entry.to_bytes()).unwrap();
        links.push(link);
    }
    let entry = |at: usize| whole(at as u64 + 1, chain.entries()[at].clone());
    let device = DeviceSecret::generate(&mut rng);
    let mut join = Join::new(links.remove(0), device, vec![], "model".into(), rng);
    join.handle(RelayFrame::Challenge { nonce: [0; 32], relay: String::new() });
    join.handle(RelayFrame::Entries(vec![entry(0), entry(1)]));
    let head = Cursor { incarnation: Incarnation([1; 8]), seq: 2, chain: ChainHash::START };
    assert_eq!(references(&join.handle(RelayFrame::CaughtUp { head })), [1]);

    // Somebody else's entry comes first, then the refusal of ours, which crossed it.
    assert_eq!(references(&join.handle(RelayFrame::Entries(vec![entry(2)]))), Vec::<u64>::new());
    let refusal = RelayFrame::Reject { reference: 1, code: Code::StaleChain, retry_after_ms: None };
    assert_eq!(references(&join.handle(refusal)), [2]);
}

fn references(outputs: &[JoinOutput]) -> Vec<u64> {
    let reference = |output: &JoinOutput| match output {
        JoinOutput::Send(ClientFrame::Append { reference, .. }) => Some(*reference),
        _ => None,
    };
    outputs.iter().filter_map(reference).collect()
}
