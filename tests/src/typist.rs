//! Someone who types line after line and says which are saved, until killed: a process for the tests that
//! kill processes.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    path::Path,
    process::{Child, ChildStdout, Command, ExitCode, Stdio},
};

use samskriv_client::backend::LinkTiming;
use samskriv_shared::ids::DocId;

use crate::Peer;

/// The hidden subcommand that is a typist: `__typist DATA DOC[,DOC] WORD [SHADOW]`.
pub const TYPIST: &str = "__typist";

/// Appends `WORD-1`, `WORD-2`, ... to the minutes in turn, each a line of its own, and prints a line's number once
/// the backend says that it is saved. What the disk has then is noted in `SHADOW`, see [`crate::power`].
pub fn run(args: &[String]) -> ExitCode {
    let [data, docs, word, shadow @ ..] = args else { return ExitCode::from(2) };
    let Ok(docs) = docs.split(',').map(str::parse::<DocId>).collect::<Result<Vec<_>, _>>() else {
        return ExitCode::from(2);
    };
    #[cfg(unix)]
    if let [shadow] = shadow {
        crate::power::record(Path::new(data), Path::new(shadow));
    }
    #[cfg(not(unix))]
    let _ = shadow;
    let mut peer = Peer::start(word, Path::new(data), LinkTiming::default());
    docs.iter().for_each(|doc| peer.open(*doc));
    for (line, doc) in (1..).zip(docs.iter().cycle()) {
        peer.pump();
        peer.write(*doc, &format!("{word}-{line};\n"));
        // Whoever reads is gone: there is nobody to type for.
        if writeln!(std::io::stdout(), "{line}").is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}

/// A typist's process, as a test sees it.
pub struct TypistProcess {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl TypistProcess {
    /// Starts one by the hidden subcommand of the binary at `exe`; see [`TYPIST`].
    pub fn start(exe: &str, data: &Path, docs: &[DocId], word: &str, shadow: Option<&Path>) -> TypistProcess {
        TypistProcess::spawn(Command::new(exe).arg(TYPIST), data, docs, word, shadow)
    }

    /// Starts one whose disk will fail: what it says of that is of no interest.
    pub fn start_quietly(exe: &str, data: &Path, docs: &[DocId], word: &str) -> TypistProcess {
        TypistProcess::spawn(Command::new(exe).arg(TYPIST).stderr(Stdio::null()), data, docs, word, None)
    }

    fn spawn(
        command: &mut Command,
        data: &Path,
        docs: &[DocId],
        word: &str,
        shadow: Option<&Path>,
    ) -> TypistProcess {
        let docs: Vec<String> = docs.iter().map(DocId::to_string).collect();
        let mut child = command
            .arg(data)
            .args([&docs.join(","), word])
            .args(shadow)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the typist does not start: {error}"));
        let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        TypistProcess { child, lines: lines.unwrap_or_else(|| panic!("its output is piped")) }
    }

    /// Reads up to the report of the next `count` lines; gives the last line's number.
    pub fn reports(&mut self, count: u64) -> u64 {
        let mut last = 0;
        for _ in 0..count {
            let line = self.lines.next().and_then(Result::ok).and_then(|line| line.parse().ok());
            last = line.unwrap_or_else(|| panic!("the typist does not live"));
        }
        last
    }

    /// SIGKILL; gives the last line that was reported as saved, if any was.
    pub fn kill(mut self) -> Option<u64> {
        let killed = self.child.kill().and_then(|()| self.child.wait());
        killed.unwrap_or_else(|error| panic!("{error}"));
        self.lines.map_while(Result::ok).filter_map(|line| line.parse().ok()).last()
    }
}
