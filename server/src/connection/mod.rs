//! One connection: it proves a device, then reads what the device sends (`incoming`) and, beside
//! that, hands it the log from its own position (`follower`). Neither waits for the other, and a
//! reader that stops reading costs one batch of memory and holds up nobody.

mod entries;
mod follower;
mod fresh;
mod handshake;
mod incoming;
mod introduce;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use samskriv_shared::{
    ids::DeviceId,
    protocol::{Code, RelayFrame, RelayRole, encode},
};
use tokio::{
    sync::{Semaphore, mpsc},
    time::{sleep, timeout},
};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::{
    gate::{Exhausted, Gate, Peer},
    relay::Relay,
    socket::{self, Incoming, Outgoing, SocketError},
    workspace::{Presenter, Workspace},
};
use follower::Follower;

/// How long the last words to a connection may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// How a connection came to its end.
#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// The other side has closed or is unreachable.
    Gone,
    /// It was refused.
    Refused(Code, &'static str),
    /// The relay stops.
    Stopping,
    /// Every answer has been sent, and none will come.
    Answered,
    /// It read so slowly that what it would read next has been dropped; when it comes again, it is served
    /// as after its cursor.
    LeftBehind,
}

impl From<SocketError> for Ended {
    fn from(error: SocketError) -> Self {
        match error {
            SocketError::TooLarge => Ended::Refused(Code::TooLarge, "the frame is too large"),
            SocketError::Gone => Ended::Gone,
        }
    }
}

impl From<Exhausted> for Ended {
    fn from(exhausted: Exhausted) -> Self {
        match exhausted {
            Exhausted::TooMuch => Ended::Refused(Code::TooLarge, "too much before Hello"),
            Exhausted::Crowded => Ended::Refused(Code::RateLimited, "too many large frames before Hello"),
        }
    }
}

/// A connection that has proved its device.
struct Session {
    relay: Arc<Relay>,
    workspace: Arc<Workspace>,
    device: DeviceId,
    role: RelayRole,
    number: u64,
    presenter: Presenter,
}

/// Serves one connection to its end.
pub async fn run(
    relay: Arc<Relay>,
    peer: Peer,
    host: Option<String>,
    mut outgoing: Outgoing,
    mut incoming: Incoming,
) {
    let number = relay.connection_number();
    relay.metrics.connections.add(1);
    let ended = serve(&relay, &peer, host.as_deref(), number, &mut outgoing, &mut incoming).await;
    tracing::debug!(number, ?ended, "connection ended");
    if let Ended::Refused(code, _) = &ended {
        note_refusal(&relay, number, &peer, code);
    }
    // Whoever does not take the last words goes without.
    let _ = timeout(GOODBYE, goodbye(ended, &peer, outgoing, incoming)).await;
    relay.metrics.connections.sub(1);
}

/// Counts a refusal and writes it to the log: who by address, and why, and nothing of what was sent.
pub fn note_refusal(relay: &Relay, number: u64, peer: &Peer, code: &Code) {
    relay.metrics.refused(code);
    // An attack must not fill the disk with lines.
    if *code != Code::RateLimited {
        tracing::info!(number, address = %peer.address, code = code.name(), "refused");
    }
}

async fn serve(
    relay: &Arc<Relay>,
    peer: &Peer,
    host: Option<&str>,
    number: u64,
    outgoing: &mut Outgoing,
    incoming: &mut Incoming,
) -> Ended {
    let welcomed = tokio::select! {
        welcomed = handshake::welcome(relay, peer, host, number, outgoing, incoming) => welcomed,
        () = relay.stopped() => Err(Ended::Stopping),
    };
    let (session, follower, answers) = match welcomed {
        Ok(welcomed) => welcomed,
        Err(Ended::Gone) => return peer.gate.exhausted().map_or(Ended::Gone, Ended::from),
        Err(ended) => return ended,
    };
    peer.gate.open();
    relay.metrics.welcomes.add(1);
    session.drive(&peer.gate, follower, answers, outgoing, incoming).await
}

impl Session {
    async fn drive(
        self,
        gate: &Gate,
        mut follower: Follower,
        answers: mpsc::UnboundedSender<crate::appender::Appended>,
        outgoing: &mut Outgoing,
        incoming: &mut Incoming,
    ) -> Ended {
        let patience = &self.relay.config.patience;
        let mut following = std::pin::pin!(follower.run(&self, outgoing));
        let ended = tokio::select! {
            ended = &mut following => return ended,
            ended = incoming::read(&self, incoming, answers) => ended,
            () = silence(gate, patience.silence) => return Ended::Gone,
            () = self.presenter.evicted() => Ended::Refused(Code::TooManyConnections, "the device has newer connections"),
            () = self.relay.stopped() => Ended::Stopping,
        };
        // Nothing more is read. What was queued is answered still, and the follower ends after that.
        let grace = if ended == Ended::Stopping { patience.drain } else { GOODBYE };
        match timeout(grace, following).await {
            Ok(Ended::Answered) => ended,
            // In the middle of a frame no other can be sent.
            _ => Ended::Gone,
        }
    }

    /// Permits for what is on its way from this connection to the disk, in KiB.
    fn permits(&self) -> Arc<Semaphore> {
        Arc::new(Semaphore::new(self.relay.config.limits.pending_per_connection >> 10))
    }
}

/// Ends when no byte has come for so long.
async fn silence(gate: &Gate, most: Duration) {
    loop {
        let silence = gate.silence();
        if silence >= most {
            return;
        }
        sleep(most - silence).await;
    }
}

async fn goodbye(
    ended: Ended,
    peer: &Peer,
    mut outgoing: Outgoing,
    incoming: Incoming,
) -> Result<(), SocketError> {
    match ended {
        Ended::Gone | Ended::Answered => return Ok(()),
        Ended::Refused(code, text) => {
            let frame = RelayFrame::Refused { code, text: text.to_owned() };
            outgoing.feed(Bytes::from(encode(&frame))).await?;
            outgoing.close(CloseCode::Policy, "refused").await?;
        }
        Ended::Stopping => outgoing.close(CloseCode::Away, "shutting down").await?,
        Ended::LeftBehind => outgoing.close(CloseCode::Again, "left behind").await?,
    }
    // What is still to come is thrown away, so it need not be counted any more.
    peer.gate.open();
    socket::linger(outgoing, incoming).await;
    Ok(())
}
