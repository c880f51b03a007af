//! WebSocket on an upgraded HTTP connection: whole frames in, whole frames out, with bounded buffers.
//!
//! Tungstenite copies what it sends into a buffer that it keeps, so a large frame goes out as
//! fragments: a connection that was once sent a 16 MiB checkpoint holds no such buffer afterwards.

use std::{future::poll_fn, pin::Pin, sync::Arc};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use samskriv_shared::protocol::{MAX_FRAME, SUBPROTOCOL};
use tokio::io::{AsyncRead, ReadBuf};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        handshake::derive_accept_key,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{
                Frame,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use crate::{announced::Announced, gate::Gate};

/// A frame above this goes out in fragments of it, in bytes.
const FRAGMENT: usize = 16 << 10;
/// How much is read at once, in bytes.
const READ_BUFFER: usize = 8 << 10;

/// What is read and thrown away after a refusal, in bytes at most.
const MAX_LINGER: usize = 128 << 20;

type Stream = WebSocketStream<Announced<TokioIo<Upgraded>>>;

/// The connection is gone or broke the rules of WebSocket.
#[derive(Debug, thiserror::Error)]
pub enum SocketError {
    /// A frame above the limit.
    #[error("frame too large")]
    TooLarge,
    /// Anything else.
    #[error("connection lost")]
    Gone,
}

impl From<Error> for SocketError {
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(_) => SocketError::TooLarge,
            _ => SocketError::Gone,
        }
    }
}

/// A request that does not become a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UpgradeError {
    /// It asks for something else.
    #[error("a WebSocket is served here")]
    NoWebSocket,
    /// It speaks an older, a newer or another protocol.
    #[error("subprotocol samskriv.v1 is spoken here")]
    Subprotocol,
    /// It breaks the rules of WebSocket.
    #[error("the key is none")]
    Key,
}

/// Answers a WebSocket request, and what becomes the socket once the answer has been sent.
///
/// # Errors
/// [`UpgradeError`]
pub fn upgrade(request: &mut Request) -> Result<(Response, Pending), UpgradeError> {
    let headers = request.headers();
    let is_websocket = has_token(headers, header::UPGRADE, "websocket")
        && has_token(headers, header::CONNECTION, "upgrade")
        && headers.get(header::SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    let key = headers.get(header::SEC_WEBSOCKET_KEY).cloned();
    let (true, Some(key)) = (is_websocket, key) else {
        return Err(UpgradeError::NoWebSocket);
    };
    if !has_token(headers, header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        return Err(UpgradeError::Subprotocol);
    }
    let Some(upgrade) = request.extensions_mut().remove::<OnUpgrade>() else {
        return Err(UpgradeError::NoWebSocket);
    };
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).map_err(|_| UpgradeError::Key)?;
    let headers = [
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::SEC_WEBSOCKET_ACCEPT, accept),
        (header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL)),
    ];
    Ok(((StatusCode::SWITCHING_PROTOCOLS, headers).into_response(), Pending(upgrade)))
}

fn has_token(headers: &HeaderMap, name: header::HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// A socket whose request has been answered.
pub struct Pending(OnUpgrade);

impl Pending {
    /// The socket's two directions. What comes in passes `gate` frame by frame until it is opened.
    ///
    /// # Errors
    /// [`SocketError::Gone`]
    pub async fn open(self, gate: Arc<Gate>) -> Result<(Outgoing, Incoming), SocketError> {
        let io = TokioIo::new(self.0.await.map_err(|_| SocketError::Gone)?);
        let io = Announced::new(io, gate);
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(FRAGMENT)
            .max_write_buffer_size(MAX_FRAME)
            .max_message_size(Some(MAX_FRAME))
            .max_frame_size(Some(MAX_FRAME));
        let (sink, stream) = Stream::from_raw_socket(io, Role::Server, Some(config)).await.split();
        Ok((Outgoing { sink }, Incoming { stream }))
    }
}

/// What comes in.
pub struct Incoming {
    stream: SplitStream<Stream>,
}

impl Incoming {
    /// The next whole frame; none once the other side has closed. Pings are answered within.
    ///
    /// # Errors
    /// [`SocketError`]
    pub async fn next(&mut self) -> Result<Option<Bytes>, SocketError> {
        loop {
            match self.stream.next().await.transpose()? {
                Some(Message::Binary(bytes)) => return Ok(Some(bytes)),
                // No text is spoken here; an empty frame is none that can be read.
                Some(Message::Text(_)) => return Ok(Some(Bytes::new())),
                Some(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                Some(Message::Close(_)) | None => return Ok(None),
            }
        }
    }
}

/// What goes out.
pub struct Outgoing {
    sink: SplitSink<Stream, Message>,
}

impl Outgoing {
    /// Sends a frame; it may wait in a small buffer until [`Outgoing::flush`].
    ///
    /// # Errors
    /// [`SocketError`]
    pub async fn feed(&mut self, frame: Bytes) -> Result<(), SocketError> {
        if frame.len() <= FRAGMENT {
            return Ok(self.sink.feed(Message::Binary(frame)).await?);
        }
        let mut rest = frame;
        let mut kind = Data::Binary;
        while !rest.is_empty() {
            let part = rest.split_to(rest.len().min(FRAGMENT));
            let fragment = Frame::message(part, OpCode::Data(kind), rest.is_empty());
            self.sink.feed(Message::Frame(fragment)).await?;
            kind = Data::Continue;
        }
        Ok(())
    }

    /// Sends what waits.
    ///
    /// # Errors
    /// [`SocketError`]
    pub async fn flush(&mut self) -> Result<(), SocketError> {
        Ok(self.sink.flush().await?)
    }

    /// Asks for a sign of life.
    ///
    /// # Errors
    /// [`SocketError`]
    pub async fn ping(&mut self) -> Result<(), SocketError> {
        Ok(self.sink.send(Message::Ping(Bytes::new())).await?)
    }

    /// Says goodbye.
    ///
    /// # Errors
    /// [`SocketError`]
    pub async fn close(&mut self, code: CloseCode, reason: &'static str) -> Result<(), SocketError> {
        let frame = CloseFrame { code, reason: reason.into() };
        Ok(self.sink.send(Message::Close(Some(frame))).await?)
    }
}

/// Reads on until the other side closes, using nothing, below WebSocket: what follows a frame that
/// was refused for its size is no frame. A socket that is dropped with unread bytes takes back what
/// was last sent on it.
pub async fn linger(outgoing: Outgoing, incoming: Incoming) {
    let Ok(mut stream) = outgoing.sink.reunite(incoming.stream) else { return };
    let mut buffer = vec![0; FRAGMENT];
    for _ in 0..MAX_LINGER / FRAGMENT {
        let mut read = ReadBuf::new(&mut buffer);
        let result = poll_fn(|cx| Pin::new(stream.get_mut()).poll_read(cx, &mut read)).await;
        if result.is_err() || read.filled().is_empty() {
            return;
        }
    }
}
