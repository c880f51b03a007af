//! Relay and client as processes.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

/// The hidden subcommand that is the relay.
pub const RELAY: &str = "__relay";
/// The hidden subcommand that is the client.
pub const CLIENT: &str = "__client";

/// Where the programs are: one binary with the hidden subcommands.
#[derive(Debug, Clone)]
pub struct Programs {
    exe: PathBuf,
}

impl Programs {
    /// The programs in the binary at `exe`.
    pub fn new(exe: impl Into<PathBuf>) -> Self {
        Programs { exe: exe.into() }
    }

    /// Starts a relay on a port that the system chooses. Panics when it does not start.
    pub fn relay(&self, data: &Path) -> RelayProcess {
        self.relay_at(data, "127.0.0.1:0")
    }

    /// Starts a relay at an address, as after a crash.
    pub fn relay_at(&self, data: &Path, listen: &str) -> RelayProcess {
        self.start_relay(data, &["--listen", listen, "--open"])
    }

    /// Starts a relay that wants a token for each new network.
    pub fn closed_relay(&self, data: &Path) -> RelayProcess {
        self.start_relay(data, &["--listen", "127.0.0.1:0", "--public-host", "127.0.0.1"])
    }

    fn start_relay(&self, data: &Path, args: &[&str]) -> RelayProcess {
        let mut child = Command::new(&self.exe)
            .args([OsStr::new(RELAY), OsStr::new("--data"), data.as_os_str()])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the relay does not start: {error}"));
        let mut line = String::new();
        let stdout = child.stdout.take().map(BufReader::new);
        let read = stdout.map(|mut stdout| stdout.read_line(&mut line));
        let Some(address) = line.trim().strip_prefix("listening on ") else {
            let mut error = String::new();
            let _ = child.kill();
            let _ = child.stderr.take().map(|mut stderr| stderr.read_to_string(&mut error));
            panic!("the relay says {line:?} ({read:?}): {error}");
        };
        let address = address.to_owned();
        // Its log goes on; a full pipe must not stop it.
        let stderr = child.stderr.take();
        std::thread::spawn(move || stderr.map(|mut stderr| std::io::copy(&mut stderr, &mut std::io::sink())));
        RelayProcess { child, address }
    }

    /// A client with this data directory.
    pub fn client(&self, data: &Path) -> Client {
        Client { exe: self.exe.clone(), data: data.to_owned() }
    }
}

/// A relay that runs; killed when dropped.
pub struct RelayProcess {
    child: Child,
    address: String,
}

impl RelayProcess {
    /// `127.0.0.1:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address as a client takes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// One of its counters, without the `samskriv_` before it. Panics when it does not answer, or has none of
    /// this name.
    pub fn metric(&self, name: &str) -> u64 {
        let mut text = String::new();
        let fetched = TcpStream::connect(&self.address).and_then(|mut stream| {
            stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")?;
            stream.read_to_string(&mut text)
        });
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("samskriv_{name} ")));
        let count = line.and_then(|line| line.parse().ok());
        count.unwrap_or_else(|| panic!("{name}: {fetched:?} {text}"))
    }

    /// SIGKILL: no shutdown, no goodbye.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        self.end();
    }
}

/// The command line of one person.
#[derive(Debug, Clone)]
pub struct Client {
    exe: PathBuf,
    data: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    /// The exit status.
    pub status: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Client {
    /// A command that is ready to be started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.exe);
        command.arg(CLIENT).arg("--data").arg(&self.data).args(args).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Outcome {
        let output =
            self.command(args).output().unwrap_or_else(|error| panic!("the client does not start: {error}"));
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Outcome { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Runs a command with `--json` and gives what it printed. Panics when it failed.
    pub fn json(&self, args: &[&str]) -> Value {
        let outcome = self.run(&[&["--json"], args].concat());
        assert_eq!(outcome.status, Some(0), "{args:?}: {outcome:?}");
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {outcome:?}"))
    }

    /// Runs a command that must work.
    pub fn ok(&self, args: &[&str]) -> String {
        let outcome = self.run(args);
        assert_eq!(outcome.status, Some(0), "{args:?}: {outcome:?}");
        outcome.stdout
    }

    /// Sends and receives until nothing is left to.
    pub fn sync(&self) {
        self.ok(&["sync", "--until-caught-up"]);
    }
}
