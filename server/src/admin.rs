//! What an operator's commands ask of a running relay, which alone has its log open: over a socket in its
//! data directory that only its owner reaches. Elsewhere than on Unix there is none, and the commands say
//! that the relay is to be stopped first.
//!
//! redb could share its file with readers in other processes, but then every commit would wait for a
//! second sync.

use std::{
    io::{self, BufReader, BufWriter, ErrorKind, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use minicbor::{Decode, Encode};
use samskriv_shared::protocol::{decode, encode};
use tokio::{net::UnixListener, sync::oneshot};

use crate::{
    appender::Job,
    log::{
        Log, LogError, TokenHash, private,
        redb::{RedbLog, Row},
    },
    relay::Relay,
};

/// The socket's directory within the data directory: closed to others before the socket is there.
const DIR: &str = "admin";
const SOCKET: &str = "socket";
/// For the other side to take what it is sent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of one message at most; an entry has 16 MiB and a little.
const MAX_MESSAGE: usize = 64 << 20;

/// What a command wants.
#[derive(Debug, Encode, Decode)]
pub enum Question {
    /// Which workspaces there are.
    #[n(0)]
    Workspaces,
    /// That a token is good, whose hash this is.
    #[n(1)]
    Token(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]),
    /// Whether the log is whole.
    #[n(2)]
    Check,
    /// The log's rows as they are now.
    #[n(3)]
    Backup,
}

/// A part of what it gets; the last one is no text and no row.
#[derive(Debug, Encode, Decode)]
pub enum Answer<'a> {
    /// Lines for standard output.
    #[n(0)]
    Text(#[n(0)] &'a str),
    /// A row of the log.
    #[n(1)]
    Row {
        /// Which table.
        #[n(0)]
        table: u8,
        /// As the table stores it.
        #[cbor(n(1), with = "minicbor::bytes")]
        key: &'a [u8],
        /// As the table stores it.
        #[cbor(n(2), with = "minicbor::bytes")]
        value: &'a [u8],
    },
    /// That was all.
    #[n(2)]
    Done,
    /// That was all, and the log is damaged.
    #[n(3)]
    Damaged,
    /// It did not work.
    #[n(4)]
    Failed(#[n(0)] &'a str),
}

/// Why an answer broke off.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the relay stops")]
    Stopping,
}

/// The socket of a running relay; dropping it removes it.
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Listens within `data_dir`, whose log this process has open. Within a runtime.
    ///
    /// # Errors
    /// The system's: a path of more than about a hundred bytes is too long for a socket.
    pub fn bind(data_dir: &Path) -> io::Result<Socket> {
        let dir = data_dir.join(DIR);
        private::make_directory(&dir)?;
        let path = dir.join(SOCKET);
        // One that a kill left.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        private::close_to_others(&path)?;
        Ok(Socket { listener, path })
    }

    /// Answers until the relay stops.
    pub async fn run(self, relay: Arc<Relay>, log: Arc<RedbLog>) {
        loop {
            let stream = tokio::select! {
                () = relay.stopped() => return,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        tracing::warn!(%error, "a command beside the relay cannot be heard");
                        // As when files have run out; they come back.
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            let (relay, log, task) = (relay.clone(), log.clone(), relay.track());
            tokio::task::spawn_blocking(move || {
                if let Err(error) = stream.into_std().and_then(|stream| answer(&relay, &log, &stream)) {
                    tracing::warn!(%error, "a command beside the relay broke off");
                }
                drop(task);
            });
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // The next start removes what stays.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn answer(relay: &Relay, log: &RedbLog, stream: &UnixStream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut message = Vec::new();
    receive(&mut &*stream, &mut message)?;
    let question = decode(&message).map_err(|_| ErrorKind::InvalidData)?;
    let mut out = BufWriter::with_capacity(64 << 10, stream);
    match give(relay, log, &question, &mut out) {
        Ok(last) => send(&mut out, &last)?,
        Err(Broken::Io(error)) => return Err(error),
        Err(broken) => send(&mut out, &Answer::Failed(&crate::cli::with_causes(&broken)))?,
    }
    out.flush()
}

/// Gives all of an answer but the last part, which it returns.
fn give(
    relay: &Relay,
    log: &RedbLog,
    question: &Question,
    out: &mut impl Write,
) -> Result<Answer<'static>, Broken> {
    match question {
        Question::Workspaces => send(out, &Answer::Text(&crate::cli::listed(&log.workspaces()?)))?,
        Question::Token(hash) => {
            let (done, written) = oneshot::channel();
            relay.appender.queue(Job::Token { token: TokenHash(*hash), done });
            if !written.blocking_recv().unwrap_or(false) {
                return Ok(Answer::Failed("the log cannot be written"));
            }
        }
        Question::Check => {
            let report = log.check_open()?;
            send(out, &Answer::Text(&report.to_string()))?;
            if !report.is_whole() {
                return Ok(Answer::Damaged);
            }
        }
        Question::Backup => log.rows(|Row { table, key, value }| {
            if relay.is_stopping() {
                return Err(Broken::Stopping);
            }
            Ok(send(out, &Answer::Row { table, key, value })?)
        })?,
    }
    Ok(Answer::Done)
}

/// A running relay that has been asked.
pub struct Asked {
    stream: BufReader<UnixStream>,
    message: Vec<u8>,
}

impl Asked {
    /// Asks the relay that runs with this data directory.
    ///
    /// # Errors
    /// The system's, as when none listens there.
    pub fn ask(data_dir: &Path, question: &Question) -> io::Result<Asked> {
        let stream = UnixStream::connect(data_dir.join(DIR).join(SOCKET))?;
        send(&mut &stream, question)?;
        Ok(Asked { stream: BufReader::with_capacity(64 << 10, stream), message: Vec::new() })
    }

    /// The next part of the answer.
    ///
    /// # Errors
    /// The system's, as when the relay has ended.
    pub fn next(&mut self) -> io::Result<Answer<'_>> {
        receive(&mut self.stream, &mut self.message)?;
        decode(&self.message).map_err(|_| ErrorKind::InvalidData.into())
    }
}

/// A message is its length in four bytes and CBOR.
fn send<T: Encode<()>>(to: &mut impl Write, value: &T) -> io::Result<()> {
    let message = encode(value);
    let length = u32::try_from(message.len()).map_err(|_| ErrorKind::InvalidData)?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&message)
}

fn receive(from: &mut impl Read, message: &mut Vec<u8>) -> io::Result<()> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > MAX_MESSAGE {
        return Err(ErrorKind::InvalidData.into());
    }
    message.resize(length, 0);
    from.read_exact(message)
}
