//! Sealing and opening an entry, beside the one signature that each cannot do without.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod measure;

use measure::{Samples, tell};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use samskriv_shared::{
    ids::{DocId, WorkspaceId},
    protocol::Entry,
    seal::{Content, ContentKey, DeviceSecret, open_entry, seal_entry, verify, verify_entry},
};

const TIMES: usize = 500;

fn main() {
    if !measure::wanted("seal") {
        return;
    }
    for bytes in [200, 4_000, 250_000] {
        row(bytes);
    }
}

fn row(bytes: usize) {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let (device, key) = (DeviceSecret::generate(rng), ContentKey::generate(rng));
    let (workspace, doc) = (WorkspaceId([1; 32]), DocId([2; 16]));
    let plain = vec![7; bytes];
    let id = device.id();
    let (mut sign, mut seal, mut check, mut open) =
        (Samples::default(), Samples::default(), Samples::default(), Samples::default());
    for _ in 0..TIMES {
        let sig = sign.time(|| device.sign(&plain));
        check.time(|| verify(&id, &plain, &sig).unwrap());
        let content = Content::Changes(&plain);
        let sealed =
            seal.time(|| seal_entry(&workspace, doc, content, 0, &key, &device, rng).unwrap().to_bytes());
        let opened = open.time(|| {
            let entry = Entry::from_bytes(&sealed).unwrap();
            verify_entry(Some(&workspace), &entry).unwrap();
            open_entry(&workspace, &entry, &key).unwrap()
        });
        assert_eq!(opened, plain);
    }
    let [sign, seal, check, open] = [&mut sign, &mut seal, &mut check, &mut open].map(Samples::median);
    tell(
        &format!("seal {bytes} bytes"),
        &format!("{seal:.4} ms"),
        "-",
        &format!("{:.2} x a bare signature ({sign:.4} ms)", seal / sign),
    );
    tell(
        &format!("verify and open {bytes} bytes"),
        &format!("{open:.4} ms"),
        "-",
        &format!("{:.2} x a bare verification ({check:.4} ms)", open / check),
    );
}
