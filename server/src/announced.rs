//! Watches the headers of the WebSocket frames that come before the device has proved itself, and
//! asks the [`Gate`] at each whether a frame that long may come. Beneath it, tungstenite reserves
//! what a header announces, under one limit for the connection's whole life.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::gate::Gate;

/// The longest header: opcode, length byte, eight bytes of length, mask.
const HEADER: usize = 14;

/// Bytes of frames, watched until the gate is open.
pub struct Announced<S> {
    stream: S,
    gate: Arc<Gate>,
    headers: Headers,
}

impl<S> Announced<S> {
    /// From the first byte after the HTTP answer on.
    pub fn new(stream: S, gate: Arc<Gate>) -> Announced<S> {
        Announced { stream, gate, headers: Headers::default() }
    }
}

/// Where in the frames the bytes have come.
#[derive(Default)]
struct Headers {
    header: [u8; HEADER],
    filled: usize,
    /// Bytes of the frame that are still to come.
    payload: u64,
}

impl Headers {
    /// False as soon as `may_come` says so of a frame's length; the rest is not looked at.
    fn pass(&mut self, mut bytes: &[u8], may_come: impl Fn(u64) -> bool) -> bool {
        while let Some((first, rest)) = bytes.split_first() {
            if self.payload > 0 {
                let skipped = bytes.len().min(usize::try_from(self.payload).unwrap_or(usize::MAX));
                self.payload -= skipped as u64;
                bytes = &bytes[skipped..];
                continue;
            }
            self.header[self.filled] = *first;
            self.filled += 1;
            bytes = rest;
            if let Some(length) = self.length() {
                if !may_come(length) {
                    return false;
                }
                (self.filled, self.payload) = (0, length);
            }
        }
        true
    }

    /// The announced length, once the header is whole.
    fn length(&self) -> Option<u64> {
        let [_, second, extended @ ..] = self.header;
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        let (size, length) = match second & 0x7f {
            126 => (2, u64::from(u16::from_be_bytes([extended[0], extended[1]]))),
            127 => (8, u64::from_be_bytes(*extended.first_chunk()?)),
            short => (0, u64::from(short)),
        };
        (self.filled >= 2 && self.filled == 2 + size + mask).then_some(length)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Announced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buf.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(cx, buf))?;
        if !this.gate.is_open()
            && !this.headers.pass(&buf.filled()[before..], |length| this.gate.admits(length))
        {
            // Nothing above may see the header.
            buf.set_filled(before);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "too much before Hello")));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Announced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::cell::RefCell;

    use tokio_tungstenite::tungstenite::protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    };

    use super::*;

    /// Frames of all three forms of length, masked and not, as tungstenite writes them.
    fn frames(lengths: &[usize]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (index, length) in lengths.iter().enumerate() {
            let mut frame = Frame::message(vec![0xff; *length], OpCode::Data(Data::Binary), true);
            if index % 2 == 0 {
                frame.header_mut().mask = Some([1, 2, 3, 4]);
            }
            frame.format(&mut bytes).unwrap();
        }
        bytes
    }

    #[test]
    fn every_length_is_found_however_the_bytes_are_cut() {
        let lengths = [0, 0, 1, 125, 125, 126, 127, 65_535, 65_535, 65_536, 70_000, 0, 5];
        let bytes = frames(&lengths);
        for cut in [1, 2, 3, 7, 13, 8_192, bytes.len()] {
            let found = RefCell::new(Vec::new());
            let mut headers = Headers::default();
            for part in bytes.chunks(cut) {
                let go_on = headers.pass(part, |length| {
                    found.borrow_mut().push(length as usize);
                    true
                });
                assert!(go_on);
            }
            assert_eq!(found.into_inner(), lengths, "cut into {cut}");
        }
    }

    #[test]
    fn a_frame_is_judged_by_its_header_alone() {
        let mut bytes = frames(&[10]);
        bytes.extend([0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        let mut headers = Headers::default();
        assert!(headers.pass(&bytes, |length| length == 10));
        assert!(headers.pass(&[1, 2, 3], |_| false), "the mask is not whole");
        assert!(!headers.pass(&[4], |length| length < u64::MAX));
    }
}
