//! What the relay answers over HTTP: the WebSocket, and three pages for the operator.

use std::{sync::Arc, time::Instant};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use samskriv_shared::protocol::{Code, PATH};

use crate::{
    connection,
    gate::Peer,
    relay::Relay,
    socket::{self, UpgradeError},
};

/// The routes.
pub fn router(relay: Arc<Relay>) -> Router {
    Router::new()
        .route(PATH, get(connect))
        .route("/healthz", get(|| async { page(StatusCode::OK, "ok\n") }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(|| async { page(StatusCode::NOT_FOUND, "no such page\n") })
        .with_state(relay)
}

async fn connect(
    State(relay): State<Arc<Relay>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    mut request: Request,
) -> Response {
    let (response, pending) = match socket::upgrade(&mut request) {
        Ok(upgraded) => upgraded,
        Err(error) => return not_upgraded(&relay, &peer, error),
    };
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    let task = relay.clone().track();
    tokio::spawn(async move {
        if let Ok((outgoing, incoming)) = pending.open(peer.gate.clone()).await {
            connection::run(relay, peer, host, outgoing, incoming).await;
        }
        drop(task);
    });
    response
}

/// A program that speaks another protocol is refused as any other, with a code and a line in the log.
fn not_upgraded(relay: &Relay, peer: &Peer, error: UpgradeError) -> Response {
    match error {
        UpgradeError::NoWebSocket => page(StatusCode::UPGRADE_REQUIRED, format!("{error}\n")),
        UpgradeError::Key => page(StatusCode::BAD_REQUEST, format!("{error}\n")),
        UpgradeError::Subprotocol => {
            let admitted = relay.limiter.connect(peer.address, Instant::now());
            let code = admitted.map_or(Code::RateLimited, |()| Code::UnsupportedVersion);
            connection::note_refusal(relay, relay.connection_number(), peer, &code);
            page(StatusCode::BAD_REQUEST, format!("{}: {error}\n", code.name()))
        }
    }
}

async fn ready(State(relay): State<Arc<Relay>>) -> Response {
    if relay.is_writable().await {
        page(StatusCode::OK, "ready\n")
    } else {
        page(StatusCode::SERVICE_UNAVAILABLE, "the log cannot be written\n")
    }
}

async fn metrics(State(relay): State<Arc<Relay>>) -> Response {
    page(StatusCode::OK, relay.metrics.text())
}

/// One page per connection: a connection that has not proved a device may send little, and not for long.
fn page(status: StatusCode, text: impl Into<String>) -> Response {
    let headers = [(header::CONNECTION, "close"), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, headers, text.into()).into_response()
}
