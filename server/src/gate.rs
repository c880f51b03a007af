//! The bytes beneath a connection: TLS or not, how many may come before the device has proved
//! itself and until when, and when the last one came.
//!
//! It stands below HTTP and WebSocket because a slow or endless request line, TLS handshake or
//! frame header has to meet the same bound as a slow or large frame, and because the far end of a
//! large message on a slow line is alive though no frame of it is complete.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use samskriv_shared::protocol::MAX_HANDSHAKE;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep},
};
use tokio_rustls::{Accept, TlsAcceptor, server::TlsStream};

use crate::config::Config;

/// What a connection's handler and its bytes share.
#[derive(Debug)]
pub struct Gate {
    opened: AtomicBool,
    /// Bytes that may still come before it is opened.
    budget: AtomicUsize,
    start: Instant,
    /// Milliseconds after `start`.
    heard: AtomicU64,
    /// Its places among those who have not said `Hello`.
    places: Mutex<Places>,
    large_handshakes: Arc<Semaphore>,
    crowded: AtomicBool,
    _connection: OwnedSemaphorePermit,
}

/// Held until the gate is opened.
#[derive(Debug)]
struct Places {
    _handshake: Option<OwnedSemaphorePermit>,
    large: Option<OwnedSemaphorePermit>,
}

/// Why no more may come before `Hello`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exhausted {
    /// More came, or was announced, than may.
    TooMuch,
    /// It might, but too many others bring as much at this moment.
    Crowded,
}

impl Gate {
    /// The device has proved itself: no bound on bytes any more.
    pub fn open(&self) {
        self.opened.store(true, Ordering::Release);
        *self.places() = Places { _handshake: None, large: None };
    }

    /// How long no byte has come.
    pub fn silence(&self) -> Duration {
        let heard = self.start + Duration::from_millis(self.heard.load(Ordering::Relaxed));
        heard.elapsed()
    }

    /// Whether a frame of this length may come before `Hello`. One beyond the few KiB that everybody
    /// has takes one of the places for large ones, so that many half messages together stay small.
    /// When it may not, the connection is exhausted.
    pub fn admits(&self, length: u64) -> bool {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let left = self.budget.load(Ordering::Relaxed);
        if length < left {
            return true;
        }
        let mut places = self.places();
        if length <= MAX_HANDSHAKE && places.large.is_none() {
            places.large = self.large_handshakes.clone().try_acquire_owned().ok();
            if places.large.is_some() {
                self.budget.store(left + MAX_HANDSHAKE, Ordering::Relaxed);
                return true;
            }
            self.crowded.store(true, Ordering::Relaxed);
        }
        self.budget.store(0, Ordering::Relaxed);
        false
    }

    /// Why no more may come, when that is so.
    pub fn exhausted(&self) -> Option<Exhausted> {
        let exhausted = self.budget.load(Ordering::Relaxed) == 0;
        let crowded = self.crowded.load(Ordering::Relaxed);
        exhausted.then_some(if crowded { Exhausted::Crowded } else { Exhausted::TooMuch })
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the device has proved itself.
    pub fn is_open(&self) -> bool {
        self.opened.load(Ordering::Acquire)
    }

    fn heard(&self, bytes: usize) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.heard.store(now, Ordering::Relaxed);
        if !self.is_open() {
            // Only this connection's reading takes from it.
            let left = self.budget.load(Ordering::Relaxed).saturating_sub(bytes);
            self.budget.store(left, Ordering::Relaxed);
        }
    }
}

/// Who is at the other end.
#[derive(Debug, Clone)]
pub struct Peer {
    /// The address.
    pub address: IpAddr,
    /// The bytes beneath.
    pub gate: Arc<Gate>,
}

impl Connected<IncomingStream<'_, GatedListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, GatedListener>) -> Self {
        Peer { address: stream.remote_addr().ip(), gate: stream.io().gate.clone() }
    }
}

/// Accepts connections, each behind its [`Gate`]. Above the bounds it closes them at once.
pub struct GatedListener {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    connections: Arc<Semaphore>,
    handshakes: Arc<Semaphore>,
    large_handshakes: Arc<Semaphore>,
    handshake_bytes: usize,
    patience: Duration,
}

impl GatedListener {
    /// A listener with the bounds of `config`.
    pub fn new(listener: TcpListener, tls: Option<TlsAcceptor>, config: &Config) -> GatedListener {
        GatedListener {
            listener,
            tls,
            connections: Arc::new(Semaphore::new(config.limits.connections)),
            handshakes: Arc::new(Semaphore::new(config.limits.handshakes)),
            large_handshakes: Arc::new(Semaphore::new(config.limits.large_handshakes)),
            handshake_bytes: config.limits.handshake_bytes,
            // The handler refuses in words after its own wait; this is for who never gets there.
            patience: config.patience.hello * 2,
        }
    }

    fn gated(&self, stream: TcpStream) -> Option<Gated> {
        let connection = self.connections.clone().try_acquire_owned().ok()?;
        let handshake = self.handshakes.clone().try_acquire_owned().ok()?;
        // An acknowledgement should not wait for a fuller packet; without it things only get slower.
        let _ = stream.set_nodelay(true);
        let gate = Gate {
            opened: AtomicBool::new(false),
            budget: AtomicUsize::new(self.handshake_bytes),
            start: Instant::now(),
            heard: AtomicU64::new(0),
            places: Mutex::new(Places { _handshake: Some(handshake), large: None }),
            large_handshakes: self.large_handshakes.clone(),
            crowded: AtomicBool::new(false),
            _connection: connection,
        };
        let io = match &self.tls {
            None => Io::Plain(stream),
            Some(acceptor) => Io::Handshake(Box::new(acceptor.accept(stream))),
        };
        Some(Gated { io, gate: Arc::new(gate), deadline: Some(Box::pin(sleep(self.patience))) })
    }
}

impl Listener for GatedListener {
    type Io = Gated;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Gated, SocketAddr) {
        loop {
            // Axum's own, which waits when the system has no more files to give.
            let (stream, address) = Listener::accept(&mut self.listener).await;
            if let Some(gated) = self.gated(stream) {
                return (gated, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection's bytes.
pub struct Gated {
    io: Io,
    gate: Arc<Gate>,
    /// None once the gate has been opened.
    deadline: Option<Pin<Box<Sleep>>>,
}

enum Io {
    Plain(TcpStream),
    Handshake(Box<Accept<TcpStream>>),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Io {
    /// Drives a TLS handshake to its end.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Io::Handshake(accept) = self {
            let stream = ready!(Pin::new(accept.as_mut()).poll(cx))?;
            *self = Io::Tls(Box::new(stream));
        }
        Poll::Ready(Ok(()))
    }
}

impl Gated {
    fn poll_allowed(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.gate.is_open() {
            self.deadline = None;
            return Ok(());
        }
        if self.gate.exhausted().is_some() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "too much before Hello"));
        }
        let Some(deadline) = &mut self.deadline else { return Ok(()) };
        if deadline.as_mut().poll(cx).is_ready() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(()) }
    }
}

impl AsyncRead for Gated {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        this.poll_allowed(cx)?;
        ready!(this.io.poll_ready(cx))?;
        let before = buf.filled().len();
        ready!(match &mut this.io {
            Io::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Io::Tls(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
            Io::Handshake(_) => Poll::Pending,
        })?;
        this.gate.heard(buf.filled().len() - before);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Gated {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.io.poll_ready(cx))?;
        match &mut self.io {
            Io::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Io::Tls(stream) => Pin::new(stream.as_mut()).poll_write(cx, bytes),
            Io::Handshake(_) => Poll::Pending,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.io.poll_ready(cx))?;
        match &mut self.io {
            Io::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Io::Tls(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
            Io::Handshake(_) => Poll::Pending,
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.io {
            Io::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Io::Tls(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
            // Nothing was said yet; closing is enough.
            Io::Handshake(_) => Poll::Ready(Ok(())),
        }
    }
}
