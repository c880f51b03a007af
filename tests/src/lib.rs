//! The harness of the end-to-end tests and the demo: real relays and real clients, each a process or a
//! backend of its own, on ports that the system chooses; and a network between them that can be cut,
//! listened to, or made to swallow bytes.
//!
//! Relay and client are started from the `demo` binary's own hidden subcommands, so nothing depends on
//! another package's binary having been built.

pub mod mount;
mod peer;
#[cfg(unix)]
pub mod power;
mod programs;
mod proxy;
pub mod sample;
mod screen;
pub mod simulation;
pub mod story;
mod typist;
mod years;

pub use peer::{Peer, wait_for_all};
pub use programs::{CLIENT, Client, Outcome, Programs, RELAY, RelayProcess};
pub use proxy::Proxy;
pub use screen::{Screen, key};
pub use typist::{TYPIST, TypistProcess, run as run_typist};
pub use years::{TEN_YEARS, Years};

/// How long anything may take before a test gives up, in seconds. Nothing is asserted about how long it
/// does take.
pub const PATIENCE_S: u64 = 60;
