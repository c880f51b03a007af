//! One window for one data directory: the window that has it listens, and a second one that is started rings and
//! goes away, so that the first comes to the front. Over loopback, which every system has, with the port and two
//! secrets in a file that only the owner reads: the first shows that whoever rings may read it, the second that
//! whoever answers is the window and not a program that got the port of one that was killed. With the first comes an
//! invitation link, if that is what the second window was started with.

use std::{
    fs,
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{files, random_bytes};

/// The file: port (big endian), what is said, what is answered.
const FILE: &str = "window";
const SECRET: usize = 16;
const LENGTH: usize = 2 + SECRET + SECRET;
/// Links have a few hundred bytes.
const LONGEST: u16 = 4096;
/// Both sides are on this computer and have nothing else to do.
const PATIENCE: Duration = Duration::from_secs(2);

/// A window that can be called to the front; dropping it takes it down.
pub struct Doorbell {
    path: PathBuf,
    port: u16,
    down: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Doorbell {
    /// Listens for the data directory, which this process has locked. `rung` is called on a thread of its own, with the
    /// link that the second window was started with.
    ///
    /// # Errors
    /// The system's; the window works without it.
    pub fn hang(data_dir: &Path, rung: impl Fn(Option<String>) + Send + 'static) -> io::Result<Doorbell> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let secrets: [u8; SECRET + SECRET] = random_bytes();
        let path = data_dir.join(FILE);
        files::write_fresh(&path, &[&port.to_be_bytes(), &secrets])?;
        let down = Arc::new(AtomicBool::new(false));
        let stop = down.clone();
        let thread = thread::Builder::new().name("doorbell".into()).spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                // One after the other: whoever says nothing holds the next one up for no longer than it waits.
                match listener.accept() {
                    Ok((stream, _)) => {
                        if let Ok(link) = answer(&stream, &secrets) {
                            rung(link);
                        }
                    }
                    // As when files have run out; they come back.
                    Err(_) => thread::sleep(Duration::from_millis(100)),
                }
            }
        })?;
        Ok(Doorbell { path, port, down, thread: Some(thread) })
    }
}

impl Drop for Doorbell {
    fn drop(&mut self) {
        self.down.store(true, Ordering::Relaxed);
        // What stays leads nowhere and is replaced by the next window.
        let _ = fs::remove_file(&self.path);
        // Wakes the thread; where that cannot be done, it ends with the process.
        if TcpStream::connect_timeout(&address(self.port), PATIENCE).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

/// Calls the window that has the data directory to the front, and hands it an invitation link; `false` where there is
/// none that answers.
pub fn ring(data_dir: &Path, link: Option<&str>) -> bool {
    called(data_dir, link.unwrap_or_default()).unwrap_or(false)
}

fn called(data_dir: &Path, link: &str) -> io::Result<bool> {
    let mut file = [0; LENGTH];
    fs::File::open(data_dir.join(FILE))?.read_exact(&mut file)?;
    let (port, secrets) = file.split_at(2);
    let (said, expected) = secrets.split_at(SECRET);
    let port = u16::from_be_bytes([port[0], port[1]]);
    let mut stream = TcpStream::connect_timeout(&address(port), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(said)?;
    let mut answered = [0; SECRET];
    stream.read_exact(&mut answered)?;
    if answered != expected {
        return Ok(false);
    }
    // Only now: the link is a secret, and whoever answers is the window.
    let length = u16::try_from(link.len()).ok().filter(|length| *length <= LONGEST).unwrap_or_default();
    stream.write_all(&length.to_be_bytes())?;
    stream.write_all(&link.as_bytes()[..usize::from(length)])?;
    Ok(true)
}

fn answer(mut stream: &TcpStream, secrets: &[u8; SECRET + SECRET]) -> io::Result<Option<String>> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let (expected, answer) = secrets.split_at(SECRET);
    let mut said = [0; SECRET];
    stream.read_exact(&mut said)?;
    if said != expected {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    stream.write_all(answer)?;
    Ok(link(stream))
}

/// The link that follows; none where none does, or something else.
fn link(mut stream: &TcpStream) -> Option<String> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let length = u16::from_be_bytes(length);
    let mut link = vec![0; usize::from(length.min(LONGEST))];
    stream.read_exact(&mut link).ok()?;
    String::from_utf8(link).ok().filter(|link| !link.is_empty())
}

fn address(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    fn hung(dir: &Path) -> (Doorbell, Receiver<Option<String>>) {
        let (sender, rung) = channel();
        (Doorbell::hang(dir, move |link| sender.send(link).unwrap()).unwrap(), rung)
    }

    #[test]
    fn a_second_window_calls_the_first_to_the_front() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!ring(dir.path(), None), "there is no window");
        let (bell, rung) = hung(dir.path());
        let long = "x".repeat(usize::from(LONGEST) + 1);
        for (link, heard) in
            [(None, None), (Some("samskriv:join?å"), Some("samskriv:join?å")), (Some(long.as_str()), None)]
        {
            assert!(ring(dir.path(), link));
            assert_eq!(rung.recv().unwrap().as_deref(), heard);
        }
        drop(bell);
        assert!(!ring(dir.path(), None), "the window is closed");
        assert!(rung.recv().is_err(), "its thread has ended");
    }

    #[test]
    fn only_who_reads_the_file_is_heard() {
        let dir = tempfile::tempdir().unwrap();
        let (bell, rung) = hung(dir.path());
        let mut stranger = TcpStream::connect(address(bell.port)).unwrap();
        stranger.write_all(&[7; SECRET]).unwrap();
        assert_eq!(stranger.read(&mut [0; SECRET]).unwrap_or(0), 0, "no answer");
        drop(TcpStream::connect(address(bell.port)).unwrap());
        drop(bell);
        assert!(rung.recv().is_err());
    }

    #[test]
    fn another_program_at_the_port_of_a_window_that_was_killed_is_not_taken_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        fs::write(dir.path().join(FILE), [&port.to_be_bytes()[..], &[1; SECRET], &[2; SECRET]].concat())
            .unwrap();
        let other = thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let mut said = [0; SECRET];
            stream.read_exact(&mut said).unwrap();
            stream.write_all(&said).unwrap();
        });
        assert!(!ring(dir.path(), None));
        other.join().unwrap();
        assert!(!ring(dir.path(), None), "nobody is there any more");
        fs::write(dir.path().join(FILE), [1]).unwrap();
        assert!(!ring(dir.path(), None), "half a file");
    }
}
