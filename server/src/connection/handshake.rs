//! From the challenge to the welcome. Everything here is bounded: the bytes and the time by the
//! gate, the frames to one `Create` or `Restore` and one `Hello`, the attempts by the address's bucket.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use samskriv_shared::{
    protocol::{
        ClientFrame, Code, Cursor, Hello, Limits, MAX_HANDSHAKE, RelayFrame, RelayRole, Start, decode, encode,
    },
    seal::{hello_payload, verify},
};
use tokio::{sync::mpsc, time::timeout_at};

use super::{Ended, Session, follower::Follower, introduce::introduce};
use crate::{
    appender::Appended,
    gate::Peer,
    relay::Relay,
    socket::{Incoming, Outgoing},
    workspace::Tail,
};

type Welcomed = (Session, Follower, mpsc::UnboundedSender<Appended>);

/// Challenges, makes a workspace known if asked, and welcomes a device that proves itself.
pub async fn welcome(
    relay: &Arc<Relay>,
    peer: &Peer,
    host: Option<&str>,
    number: u64,
    outgoing: &mut Outgoing,
    incoming: &mut Incoming,
) -> Result<Welcomed, Ended> {
    relay
        .limiter
        .connect(peer.address, Instant::now())
        .map_err(|_| Ended::Refused(Code::RateLimited, "too many connections from this address"))?;
    let nonce = challenge(outgoing).await?;
    let deadline = tokio::time::Instant::now() + relay.config.patience.hello;
    let mut introduced = false;
    let hello = loop {
        let frame = timeout_at(deadline, incoming.next())
            .await
            .map_err(|_| Ended::Refused(Code::BadFrame, "no Hello in time"))??;
        match read(frame)? {
            ClientFrame::Create { genesis, token } if !introduced => {
                introduce(relay, peer.address, vec![genesis], token.as_deref()).await?;
                introduced = true;
            }
            ClientFrame::Restore { chain, token } if !introduced => {
                let chain = chain.into_iter().map(Vec::from).collect();
                introduce(relay, peer.address, chain, token.as_deref()).await?;
                introduced = true;
            }
            ClientFrame::Hello(hello) => break hello,
            _ => return Err(Ended::Refused(Code::BadFrame, "Hello is expected first")),
        }
    };
    let (session, tail) = admit(relay, host, number, &hello, &nonce).await?;
    let start = start(&session, &tail, hello.after).await?;
    let welcome = RelayFrame::Welcome {
        role: session.role,
        head: tail.state.head(),
        floor: tail.state.floor,
        limits: Limits::default(),
        start,
    };
    outgoing.feed(encode(&welcome).into()).await?;
    let (sender, answers) = mpsc::unbounded_channel();
    let follower = Follower::new(&session, tail, hello.after.filter(|_| start == Start::Resumed), answers);
    Ok((session, follower, sender))
}

async fn challenge(outgoing: &mut Outgoing) -> Result<[u8; 32], Ended> {
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce).map_err(|_| Ended::Refused(Code::StorageFailed, "no randomness"))?;
    let relay = concat!("samskriv-relay ", env!("CARGO_PKG_VERSION")).to_owned();
    outgoing.feed(encode(&RelayFrame::Challenge { nonce, relay }).into()).await?;
    outgoing.flush().await?;
    Ok(nonce)
}

fn read(frame: Option<Bytes>) -> Result<ClientFrame, Ended> {
    let frame = frame.ok_or(Ended::Gone)?;
    if frame.len() > MAX_HANDSHAKE {
        return Err(Ended::Refused(Code::TooLarge, "too much before Hello"));
    }
    decode(&frame).map_err(|_| Ended::Refused(Code::BadFrame, "the frame cannot be read"))
}

async fn admit(
    relay: &Arc<Relay>,
    host: Option<&str>,
    number: u64,
    hello: &Hello,
    nonce: &[u8; 32],
) -> Result<(Session, Arc<Tail>), Ended> {
    let payload = hello_payload(&hello.workspace, &hello.device, &hello.host, hello.after.as_ref(), nonce);
    verify(&hello.device, &payload, &hello.sig)
        .map_err(|_| Ended::Refused(Code::BadSignature, "the signature does not fit"))?;
    if !relay.config.is_host(&hello.host, host) {
        return Err(Ended::Refused(Code::BadHost, "this relay has another name"));
    }
    let workspace = relay
        .workspace(hello.workspace)
        .await
        .map_err(|code| Ended::Refused(code, "the workspace is not here"))?;
    let tail = workspace.tail();
    let role = role(&tail, hello)
        .ok_or_else(|| Ended::Refused(tail.members.refusal(&hello.device), "the device is no member"))?;
    let presenter = workspace
        .enter(hello.device, role, number, &relay.config.limits)
        .ok_or(Ended::Refused(Code::TooManyConnections, "the workspace has too many connections"))?;
    let session = Session { relay: relay.clone(), workspace, device: hello.device, role, number, presenter };
    // It follows from the state that it was judged by: whoever is removed after that is noticed.
    Ok((session, tail))
}

/// An invite that is used up or out of date still reads the chain: its device may have redeemed it
/// and missed the answer.
fn role(tail: &Tail, hello: &Hello) -> Option<RelayRole> {
    let chain = &tail.members.chain;
    let member = chain.role(&hello.device).map(RelayRole::from);
    member.or_else(|| chain.invite(&hello.device).map(|_| RelayRole::Invite))
}

/// From where the device is served: after its cursor, when this log holds it, or from the beginning.
async fn start(session: &Session, tail: &Tail, after: Option<Cursor>) -> Result<Start, Ended> {
    let Some(after) = after else { return Ok(Start::Fresh) };
    match session.relay.holds(session.workspace.id, &tail.state, &after).await {
        // To an invite's device nothing is dropped.
        Ok(true) if after.seq + 1 < tail.state.floor && session.role != RelayRole::Invite => {
            Ok(Start::Trimmed)
        }
        Ok(true) => Ok(Start::Resumed),
        Ok(false) => Ok(Start::Fresh),
        Err(code) => Err(Ended::Refused(code, "the log cannot be read")),
    }
}
