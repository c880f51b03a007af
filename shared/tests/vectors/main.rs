//! The wire format as files: `shared/vectors/*.json`, explained in `shared/vectors/README.md`, so that
//! another program can be written against them.
//!
//! Everything is made from a fixed seed and compared with the files, then the files are read by
//! themselves: what they hold decodes to what they say, encodes to the same bytes again, and is
//! refused with any byte changed. `UPDATE_VECTORS=1 cargo test -p samskriv-shared --test vectors`
//! writes them anew; a file that changes is a wire format that changed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod describe;
mod entries;
mod frames;
mod invite;
mod presence;
mod recovery;
mod signatures;
mod world;

use std::{path::PathBuf, sync::Mutex};

use serde_json::Value;

/// Tests run at once, and one must not read what another is writing.
static FILES: Mutex<()> = Mutex::new(());

/// Compares what was made with a file of `shared/vectors`, or writes it.
fn check(name: &str, made: &Value) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name);
    let _one_at_a_time = FILES.lock();
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(&path, format!("{made:#}\n")).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    // `git diff` after writing it anew shows what differs; both in full would fill the screen.
    assert!(&file == made, "{name} is not what this program writes; UPDATE_VECTORS=1 writes it anew");
    file
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    data_encoding::HEXLOWER.encode(bytes.as_ref())
}

fn unhex(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(value.as_str().expect("hex").as_bytes()).unwrap()
}

/// The same bytes, with one of them changed, for each of them.
fn with_a_byte_changed(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).flat_map(move |at| {
        [1, 0x80].map(|bit| {
            let mut changed = bytes.to_vec();
            changed[at] ^= bit;
            changed
        })
    })
}
