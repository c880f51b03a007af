//! The relay: keeps and hands out sealed entries that it cannot read.
//!
//! Each workspace is one append-only log. The relay checks who may append, gives each entry the
//! next sequence number, makes it durable, acknowledges it, and hands it to everyone who follows
//! (design: PROTOCOL.md). What holds throughout:
//!
//! - nothing is acknowledged or shown to followers before it is durable;
//! - memory grows with connections, not with documents or history; a reader that stops reading
//!   costs one batch;
//! - nothing that comes from the network panics, hangs or exhausts memory;
//! - no log line and no counter holds content, keys or names.
//!
//! The way of an entry: [`gate`] (bytes) → [`socket`] (frames) → [`connection`] (form, signature,
//! rate) → [`appender`] (rules in the log's order, one fsync for all that is queued) → [`log`] →
//! [`workspace`] (the newest entries in memory) → every follower's own position.

#[cfg(unix)]
mod admin;
mod announced;
pub mod appender;
pub mod cli;
pub mod config;
pub mod connection;
pub mod gate;
pub mod http;
pub mod limits;
pub mod log;
pub mod metrics;
pub mod relay;
pub mod ring;
pub mod socket;
mod tls;
pub mod trimming;
pub mod workspace;

use std::{future::Future, sync::Arc, thread::JoinHandle};

use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use tokio::{net::TcpListener, time::timeout};

pub use config::Config;
pub use tls::TlsError;

use appender::{Appender, Job, Setting};
use gate::{GatedListener, Peer};
use log::{Log, LogError, redb::RedbLog};
use metrics::Metrics;
use relay::Relay;

/// The relay cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No device could prove that it talks to this relay.
    #[error("a relay that is not open needs at least one public host name")]
    NoHost,
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// Certificate or key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system.
    #[error("the system refused")]
    Io(#[from] std::io::Error),
}

/// Serves on a bound listener until `shutdown` ends; then takes no more connections, finishes what
/// is queued, closes the connections and returns.
///
/// # Errors
/// [`ServeError`] when it cannot start.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    Server::open(listener, config).await?.serve(shutdown).await
}

/// A relay that has its listener and its log, so that nothing stands between it and serving.
pub struct Server {
    listener: GatedListener,
    relay: Arc<Relay>,
    appender: JoinHandle<()>,
    #[cfg(unix)]
    admin: Option<(admin::Socket, Arc<RedbLog>)>,
}

impl Server {
    /// Opens the log.
    ///
    /// # Errors
    /// [`ServeError`] when it cannot start.
    pub async fn open(listener: TcpListener, config: Config) -> Result<Server, ServeError> {
        if !config.open && config.public_hosts.is_empty() {
            return Err(ServeError::NoHost);
        }
        let tls = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let (dir, cache) = (config.data_dir.clone(), config.limits.cache_bytes);
        let opened = tokio::task::spawn_blocking(move || RedbLog::open(&dir, cache));
        let redb = Arc::new(opened.await.map_err(|_| damaged())??);
        #[cfg(unix)]
        let admin = match admin::Socket::bind(&config.data_dir) {
            Ok(socket) => Some((socket, redb.clone())),
            Err(error) => {
                tracing::warn!(%error, "commands cannot be used beside this relay");
                None
            }
        };
        let log: Arc<dyn Log> = redb;
        let metrics = Arc::new(Metrics::default());
        let (appender, thread) = Appender::start(Setting {
            log: log.clone(),
            metrics: metrics.clone(),
            clock: config.clock.clone(),
            workspace_bytes: config.limits.workspace_bytes,
            seen_stored_after: config.patience.seen_stored_after,
        })?;
        let listener = GatedListener::new(listener, tls, &config);
        let relay = Arc::new(Relay::new(config, log, appender, metrics));
        Ok(Server {
            listener,
            relay,
            appender: thread,
            #[cfg(unix)]
            admin,
        })
    }

    /// Serves until `shutdown` ends, and through what follows (see [`serve`]).
    ///
    /// # Errors
    /// [`ServeError::Io`]
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
        let trimming = tokio::spawn(trimming::run(self.relay.clone()));
        #[cfg(unix)]
        let admin = self.admin.map(|(socket, log)| tokio::spawn(socket.run(self.relay.clone(), log)));
        run(self.listener, self.relay.clone(), shutdown).await?;
        self.relay.appender.queue(Job::Stop);
        // The thread holds nothing that waits for this one.
        let _ = tokio::task::spawn_blocking(move || self.appender.join()).await;
        // They end when the relay stops, and with them the last holds on the log.
        let _ = trimming.await;
        #[cfg(unix)]
        if let Some(admin) = admin {
            let _ = admin.await;
        }
        Ok(())
    }
}

async fn run(
    listener: GatedListener,
    relay: Arc<Relay>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let service: IntoMakeServiceWithConnectInfo<_, Peer> =
        http::router(relay.clone()).into_make_service_with_connect_info();
    let stopping = relay.clone();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        shutdown.await;
        stopping.stop();
    });
    let drain = relay.config.patience.drain + relay.config.patience.drain;
    let ending = async {
        relay.stopped().await;
        if timeout(drain, relay.tasks_ended()).await.is_err() {
            tracing::warn!("connections did not come to an end");
        }
    };
    tokio::select! {
        // Requests that are not WebSockets are cut when every connection has ended.
        (served, ()) = async { tokio::join!(server.into_future(), ending) } => Ok(served?),
        () = async { relay.stopped().await; tokio::time::sleep(drain).await } => Ok(()),
    }
}

fn damaged() -> LogError {
    LogError::Damaged("the database gave up on the file".into())
}
