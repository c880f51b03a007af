//! What a relay can be told: where it keeps its log, whom it lets in, its limits and its patience.
//! Times and clock are values, so that a test shortens or moves them.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use samskriv_shared::protocol::{ENTRIES_BATCH, PING_EVERY_MS, SILENCE_MS};

/// In which the operator says how long covered entries are kept.
pub const DAY: Duration = Duration::from_secs(24 * 3_600);

/// A relay's configuration. [`Config::new`] gives the defaults.
#[derive(Clone)]
pub struct Config {
    /// Where the log is.
    pub data_dir: PathBuf,
    /// Whether anyone may create a workspace, and `Hello` may name whatever host was asked for.
    pub open: bool,
    /// The names under which devices dial this relay, without port.
    pub public_hosts: Vec<String>,
    /// Certificate chain and key; none for plain TCP.
    pub tls: Option<TlsFiles>,
    /// How long it waits for what.
    pub patience: Patience,
    /// What it takes from whom.
    pub limits: RelayLimits,
    /// An entry is dropped when a checkpoint has stood for it so long. Others look at a checkpoint and
    /// publish a fuller one where something is missing: until then nobody should depend on it alone.
    pub keep_covered: Duration,
    /// Unix time in seconds; what an invite's end and a checkpoint's age are measured by.
    pub clock: Arc<dyn Fn() -> u64 + Send + Sync>,
}

/// Two PEM files.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate, and those between it and the root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// How long a relay waits.
#[derive(Debug, Clone)]
pub struct Patience {
    /// For a connection's request, TLS and `Hello` together.
    pub hello: Duration,
    /// Between two pings.
    pub ping_every: Duration,
    /// Without a byte from the other side, before it counts as gone.
    pub silence: Duration,
    /// At shutdown, for connections to take their last acknowledgements.
    pub drain: Duration,
    /// Between two `SeenBy` rounds on one connection.
    pub seen_every: Duration,
    /// What devices have seen is stored with the next commit, or alone after this long.
    pub seen_stored_after: Duration,
    /// Between two looks for entries to drop.
    pub trim_every: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            hello: Duration::from_secs(10),
            ping_every: Duration::from_millis(PING_EVERY_MS),
            silence: Duration::from_millis(SILENCE_MS),
            drain: Duration::from_secs(10),
            seen_every: Duration::from_millis(250),
            seen_stored_after: Duration::from_secs(5),
            trim_every: Duration::from_secs(3_600),
        }
    }
}

/// A token bucket's measure.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// How much comes back in a second.
    pub per_second: f64,
    /// How much there is at most.
    pub burst: f64,
}

impl Rate {
    /// A rate.
    pub const fn new(per_second: f64, burst: f64) -> Rate {
        Rate { per_second, burst }
    }
}

/// What a relay takes. The defaults are far above what people do (eleven fast typists make some
/// 200 entries a second together) and far below what fills a small machine.
#[derive(Debug, Clone)]
pub struct RelayLimits {
    /// Connections in all.
    pub connections: usize,
    /// Connections that have not said `Hello` yet, in all.
    pub handshakes: usize,
    /// Connections of one workspace.
    pub connections_per_workspace: usize,
    /// Connections of one device; the oldest goes when one more comes, since a train's network
    /// leaves dead ones behind.
    pub connections_per_device: usize,
    /// Connections of one invite, which all who open its link at the same moment share; the oldest goes as well.
    pub connections_per_invite: usize,
    /// New connections from one address (one /64 for IPv6). A town hall is one address.
    pub connects: Rate,
    /// New workspaces from one address.
    pub creates: Rate,
    /// Entries of one device.
    pub appends: Rate,
    /// Bytes of entries of one device.
    pub append_bytes: Rate,
    /// `Ephemeral` and `Seen` frames of one device.
    pub ephemerals: Rate,
    /// Bytes of one workspace's log.
    pub workspace_bytes: u64,
    /// Bytes that a connection may send before its `Hello` was taken, the HTTP request included. A
    /// genesis entry and a `Hello` are below 2 KiB.
    pub handshake_bytes: usize,
    /// Connections that may send [`MAX_HANDSHAKE`](samskriv_shared::protocol::MAX_HANDSHAKE) more at one time, to restore a workspace.
    pub large_handshakes: usize,
    /// Bytes of entries on their way to the disk, of one connection.
    pub pending_per_connection: usize,
    /// Bytes of entries on their way to the disk, in all.
    pub pending: usize,
    /// Bytes of a workspace's newest entries that are kept in memory while someone follows it.
    pub ring_bytes: usize,
    /// Bytes of entries in one frame, about.
    pub batch_bytes: usize,
    /// Bytes of the log's page cache.
    pub cache_bytes: usize,
}

impl Default for RelayLimits {
    fn default() -> Self {
        RelayLimits {
            connections: 20_000,
            handshakes: 2_000,
            connections_per_workspace: 2_000,
            connections_per_device: 8,
            connections_per_invite: 100,
            connects: Rate::new(50.0, 2_000.0),
            creates: Rate::new(1.0, 100.0),
            appends: Rate::new(500.0, 20_000.0),
            append_bytes: Rate::new((16 << 20) as f64, (256 << 20) as f64),
            ephemerals: Rate::new(100.0, 400.0),
            workspace_bytes: 4 << 30,
            handshake_bytes: 32 << 10,
            large_handshakes: 64,
            pending_per_connection: 17 << 20,
            pending: 128 << 20,
            ring_bytes: 1 << 20,
            batch_bytes: ENTRIES_BATCH,
            cache_bytes: 16 << 20,
        }
    }
}

impl Config {
    /// The defaults: closed, plain TCP, the system's clock.
    pub fn new(data_dir: impl Into<PathBuf>) -> Config {
        Config {
            data_dir: data_dir.into(),
            open: false,
            public_hosts: Vec::new(),
            tls: None,
            patience: Patience::default(),
            limits: RelayLimits::default(),
            keep_covered: DAY * 30,
            clock: Arc::new(|| {
                let now = SystemTime::now().duration_since(UNIX_EPOCH);
                now.map_or(0, |since| since.as_secs())
            }),
        }
    }

    /// Whether `named`, which a device signed, is a name of this relay. `asked` is the HTTP request's
    /// `Host`. A relay in the middle would have to be reached under a name of this one.
    pub fn is_host(&self, named: &str, asked: Option<&str>) -> bool {
        let public = self
            .public_hosts
            .iter()
            .any(|host| same_host(host, named) || same_host(host, without_port(named)));
        public || (self.open && asked.is_some_and(|asked| same_host(asked, named)))
    }
}

fn same_host(a: &str, b: &str) -> bool {
    !a.is_empty() && a.eq_ignore_ascii_case(b)
}

/// `host:port` and `[v6]:port` without the port.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty() => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        let mut config = Config::new("unused");
        config.public_hosts = vec!["relay.example".into(), "[::1]".into()];
        for named in ["relay.example", "RELAY.example:8443", "[::1]:9", "[::1]"] {
            assert!(config.is_host(named, None), "{named}");
        }
        for named in ["", "other.example", "relay.example.org", "relay.example:x", ":8443"] {
            assert!(!config.is_host(named, Some(named)), "{named}");
        }
        config.open = true;
        assert!(config.is_host("127.0.0.1:4000", Some("127.0.0.1:4000")));
        assert!(!config.is_host("127.0.0.1:4000", Some("127.0.0.1:4001")));
        assert!(!config.is_host("", Some("")));
        assert!(!config.is_host("127.0.0.1:4000", None));
    }
}
