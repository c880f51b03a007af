//! One WebSocket to a relay: dials, turns messages into frames and back, pings, and notices when a
//! train's network swallows bytes without closing.

use std::{sync::Arc, time::Duration};

use futures_util::{Sink, SinkExt, Stream, StreamExt};
use samskriv_shared::protocol::{
    ClientFrame, MAX_FRAME, PING_EVERY_MS, RelayFrame, SILENCE_MS, SUBPROTOCOL, decode, encode,
};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_tungstenite::{
    Connector, connect_async_tls_with_config,
    tungstenite::{
        self, Bytes, Message, client::IntoClientRequest, http::HeaderValue, protocol::WebSocketConfig,
    },
};

use super::address::RelayAddress;

/// Closing may take this long.
const GOODBYE: Duration = Duration::from_secs(1);

/// How long a link waits for what. The default is the protocol's; tests that wait shorten it.
#[derive(Debug, Clone, Copy)]
pub struct LinkTiming {
    /// For dialling and the WebSocket's handshake.
    pub dial: Duration,
    /// Between pings.
    pub ping_every: Duration,
    /// After this long without a byte the other side is gone.
    pub silence: Duration,
}

impl Default for LinkTiming {
    fn default() -> Self {
        LinkTiming {
            dial: Duration::from_secs(15),
            ping_every: Duration::from_millis(PING_EVERY_MS),
            silence: Duration::from_millis(SILENCE_MS),
        }
    }
}

/// What a link tells.
#[derive(Debug)]
pub(super) enum LinkEvent {
    /// The WebSocket is open.
    Connected,
    /// The relay sent a frame.
    Frame(RelayFrame),
    /// It is over, or could not be made. Nothing follows.
    Closed,
}

/// An open or dialling link. Dropping it ends it.
pub(super) struct Link {
    frames: mpsc::UnboundedSender<ClientFrame>,
    task: JoinHandle<()>,
}

impl Link {
    /// Dials, in a task of its own; `tell` hears what happens, and may say that nobody listens.
    pub(super) fn dial(
        address: RelayAddress,
        timing: LinkTiming,
        tell: impl Fn(LinkEvent) -> bool + Send + Sync + 'static,
    ) -> Link {
        let (frames, outgoing) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            if let Err(error) = run(&address, timing, outgoing, &tell).await {
                tracing::debug!(host = address.host, %error, "link closed");
            }
            tell(LinkEvent::Closed);
        });
        Link { frames, task }
    }

    /// Sends a frame, as soon as the network takes it.
    pub(super) fn send(&self, frame: ClientFrame) {
        // After the end of the task the frame is lost, as it would be on the line.
        let _ = self.frames.send(frame);
    }

    /// Lets what was sent go out, and closes; not for longer than [`GOODBYE`].
    pub(super) async fn close(mut self) {
        let (nothing, _) = mpsc::unbounded_channel();
        drop(std::mem::replace(&mut self.frames, nothing));
        // On a dead line what is left is lost, as it would be had the line died a moment before.
        let _ = timeout(GOODBYE, &mut self.task).await;
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(Debug, thiserror::Error)]
enum LinkError {
    #[error("no answer in time")]
    Timeout,
    #[error("nothing heard for too long")]
    Silence,
    #[error("the other side closed")]
    Closed,
    #[error("not a frame: {0}")]
    Frame(#[from] samskriv_shared::protocol::WireError),
    #[error(transparent)]
    WebSocket(#[from] Box<tungstenite::Error>),
}

impl From<tungstenite::Error> for LinkError {
    fn from(error: tungstenite::Error) -> Self {
        LinkError::WebSocket(Box::new(error))
    }
}

async fn run(
    address: &RelayAddress,
    timing: LinkTiming,
    outgoing: mpsc::UnboundedReceiver<ClientFrame>,
    tell: &(impl Fn(LinkEvent) -> bool + Send + Sync),
) -> Result<(), LinkError> {
    let mut request = address.url.as_str().into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    let config = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    let dialling = connect_async_tls_with_config(request, Some(config), true, tls());
    let (socket, _) = timeout(timing.dial, dialling).await.map_err(|_| LinkError::Timeout)??;
    tell(LinkEvent::Connected);
    let (sink, stream) = socket.split();
    // Whichever ends first ends both: a writer that blocks on a dead line must not outlive the reader.
    tokio::select! {
        result = write(sink, outgoing, timing.ping_every) => result,
        result = read(stream, tell, timing.silence) => result,
    }
}

/// None leaves it to the library, which trusts what the operating system trusts.
fn tls() -> Option<Connector> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // An installed provider is what the library's own default takes; that it is there already is fine.
    let _ = rustls::crypto::CryptoProvider::install_default(Arc::unwrap_or_clone(provider));
    None
}

async fn write(
    mut sink: impl Sink<Message, Error = tungstenite::Error> + Unpin,
    mut outgoing: mpsc::UnboundedReceiver<ClientFrame>,
    every: Duration,
) -> Result<(), LinkError> {
    let mut ping = interval_at(Instant::now() + every, every);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            frame = outgoing.recv() => match frame {
                Some(frame) => sink.feed(Message::Binary(encode(&frame).into())).await?,
                None => return Ok(sink.close().await?),
            },
            _ = ping.tick() => sink.feed(Message::Ping(Bytes::new())).await?,
        }
        // What is queued goes out in one write.
        while let Ok(frame) = outgoing.try_recv() {
            sink.feed(Message::Binary(encode(&frame).into())).await?;
        }
        sink.flush().await?;
    }
}

async fn read(
    mut stream: impl Stream<Item = Result<Message, tungstenite::Error>> + Unpin,
    tell: &impl Fn(LinkEvent) -> bool,
    silence: Duration,
) -> Result<(), LinkError> {
    loop {
        let deadline = Instant::now() + silence;
        let message = tokio::select! {
            message = stream.next() => message.ok_or(LinkError::Closed)??,
            () = sleep_until(deadline) => return Err(LinkError::Silence),
        };
        match message {
            Message::Binary(bytes) => {
                let frame = decode(&bytes)?;
                if !tell(LinkEvent::Frame(frame)) {
                    return Err(LinkError::Closed);
                }
            }
            Message::Close(_) => return Err(LinkError::Closed),
            _ => {}
        }
    }
}
