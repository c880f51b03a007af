//! Someone who types line after line and says which are saved, until killed: a process for the tests that
//! kill processes.

use std::{io::Write, path::Path, process::ExitCode};

use samskriv_client::backend::LinkTiming;
use samskriv_shared::ids::DocId;

use crate::Peer;

/// The hidden subcommand that is a typist: `__typist DATA DOC WORD`.
pub const TYPIST: &str = "__typist";

/// Appends `WORD-1`, `WORD-2`, ... to the minutes, each a line of its own, and prints a line's number once
/// the backend says that it is saved.
pub fn run(args: &[String]) -> ExitCode {
    let [data, doc, word] = args else { return ExitCode::from(2) };
    let Ok(doc) = doc.parse::<DocId>() else { return ExitCode::from(2) };
    let mut peer = Peer::start(word, Path::new(data), LinkTiming::default());
    peer.open(doc);
    for line in 1.. {
        peer.pump();
        peer.write(doc, &format!("{word}-{line};\n"));
        // Whoever reads is gone: there is nobody to type for.
        if writeln!(std::io::stdout(), "{line}").is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}
