//! What was sealed and signed opens again, and nothing else does.
#![allow(clippy::unwrap_used)]

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

#[test]
fn an_entry_opens_only_where_it_was_sealed_for() {
    let rng = &mut rng();
    let device = DeviceSecret::generate(rng);
    let key = ContentKey::generate(rng);
    let (here, there) = (WorkspaceId([1; 32]), WorkspaceId([2; 32]));
    let entry = seal_entry(&here, DocId([3; 16]), Content::Changes(b"hej"), 0, &key, &device, rng).unwrap();
    assert_eq!(verify_entry(Some(&here), &entry), Ok(()));
    assert_eq!(open_entry(&here, &entry, &key).unwrap(), b"hej");
    assert_eq!(Entry::from_bytes(&entry.to_bytes()).unwrap(), entry);

    assert_eq!(verify_entry(Some(&there), &entry), Err(SealError::BadSignature));
    assert_eq!(open_entry(&there, &entry, &key), Err(SealError::BadSeal));
    assert_eq!(open_entry(&here, &entry, &ContentKey::generate(rng)), Err(SealError::BadSeal));
    for changed in [
        Entry { doc: Some(DocId([4; 16])), ..entry.clone() },
        Entry { epoch: 1, ..entry.clone() },
        Entry { kind: EntryKind::Checkpoint, ..entry.clone() },
        Entry { author: DeviceSecret::generate(rng).id(), ..entry.clone() },
    ] {
        assert!(verify_entry(Some(&here), &changed).is_err());
        assert_eq!(open_entry(&here, &changed, &key), Err(SealError::BadSeal));
    }
}

#[test]
fn an_epoch_key_opens_only_for_its_device_workspace_and_epoch() {
    let rng = &mut rng();
    let (one, other) = (DeviceSecret::generate(rng), DeviceSecret::generate(rng));
    let key = ContentKey::generate(rng);
    let here = WorkspaceId([1; 32]);
    let sealed = one.keys().seal_key(Some(&here), 3, &key, rng).unwrap();
    assert_eq!(one.open_key(Some(&here), &sealed).unwrap(), key);
    assert!(other.open_key(Some(&here), &sealed).is_err());
    assert!(one.open_key(None, &sealed).is_err());
    assert!(one.open_key(Some(&here), &SealedKey { epoch: 4, ..sealed }).is_err());
}

#[test]
fn device_keys_are_tied_together() {
    let rng = &mut rng();
    let keys = DeviceSecret::generate(rng).keys();
    assert_eq!(keys.verify(), Ok(()));
    let other = DeviceSecret::generate(rng).keys();
    assert_eq!(DeviceKeys { receive: other.receive, ..keys }.verify(), Err(SealError::BadSignature));
}

#[test]
fn presence_is_bound_to_its_sender() {
    let rng = &mut rng();
    let device = DeviceSecret::generate(rng);
    let key = ContentKey::generate(rng);
    let here = WorkspaceId([1; 32]);
    let sealed = SealedPresence::seal(&here, 0, &key, &device, b"caret", rng).unwrap();
    assert_eq!(sealed.open(&here, &key).unwrap(), b"caret");
    let other = SealedPresence { device: DeviceSecret::generate(rng).id(), ..sealed };
    assert_eq!(other.open(&here, &key), Err(SealError::BadSignature));
}

#[test]
fn a_derived_device_is_the_same_each_time_and_per_purpose() {
    let secret = [9; 32];
    assert_eq!(DeviceSecret::derive("invite", &secret).id(), DeviceSecret::derive("invite", &secret).id());
    assert_ne!(DeviceSecret::derive("invite", &secret).id(), DeviceSecret::derive("recovery", &secret).id());
}
