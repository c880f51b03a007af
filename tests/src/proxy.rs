//! The network between a client and a relay: forwards, can record what it forwards, can be cut, and can
//! swallow bytes without closing, as a train's network does.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// A proxy in front of one relay, on a port of its own.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    target: String,
    swallows: AtomicBool,
    /// None where nobody asks for it: in half an hour it is a hundred megabytes.
    recorded: Option<Mutex<Vec<u8>>>,
    streams: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// A proxy in front of `target` (`host:port`).
    pub fn start(target: &str) -> std::io::Result<Proxy> {
        Proxy::begin(target, None)
    }

    /// One that keeps everything that goes through, for [`Proxy::recorded`].
    pub fn recording(target: &str) -> std::io::Result<Proxy> {
        Proxy::begin(target, Some(Mutex::default()))
    }

    fn begin(target: &str, recorded: Option<Mutex<Vec<u8>>>) -> std::io::Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            target: target.to_owned(),
            swallows: AtomicBool::new(false),
            recorded,
            streams: Mutex::default(),
        });
        let accepting = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                accepting.connect(stream);
            }
        });
        Ok(Proxy { address, shared })
    }

    /// The address as a client takes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on bytes vanish in both directions, on old connections and new ones; nothing is closed.
    pub fn swallow(&self, swallows: bool) {
        self.shared.swallows.store(swallows, Ordering::SeqCst);
        if !swallows {
            // What was swallowed is gone: a stream with a hole in it is of no use to anyone.
            self.cut();
        }
    }

    /// Closes every connection.
    pub fn cut(&self) {
        let mut streams = self.shared.streams.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in streams.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Everything that went through, in both directions.
    ///
    /// # Panics
    /// Where it was not to be kept, see [`Proxy::recording`].
    pub fn recorded(&self) -> Vec<u8> {
        let recorded = self.shared.recorded.as_ref().unwrap_or_else(|| panic!("nothing is recorded"));
        recorded.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Shared {
    fn connect(self: &Arc<Self>, client: TcpStream) {
        let Ok(relay) = TcpStream::connect(&self.target) else { return };
        let pair = (client.try_clone(), relay.try_clone(), client.try_clone(), relay.try_clone());
        let (Ok(client_out), Ok(relay_out), Ok(client_kept), Ok(relay_kept)) = pair else { return };
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).extend([client_kept, relay_kept]);
        for (from, to) in [(client, relay_out), (relay, client_out)] {
            let shared = self.clone();
            thread::spawn(move || shared.pump(from, to));
        }
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = [0; 16 << 10];
        while let Ok(count) = from.read(&mut buffer) {
            if count == 0 {
                break;
            }
            if self.swallows.load(Ordering::SeqCst) {
                continue;
            }
            let bytes = &buffer[..count];
            if let Some(recorded) = &self.recorded {
                recorded.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            }
            if to.write_all(bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    }
}
