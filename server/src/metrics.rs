//! Counters, as text that Prometheus and people read. Numbers only: no ids, names or addresses.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use samskriv_shared::protocol::Code;

/// A number that goes up, or for a gauge also down.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds.
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    /// Takes away, for a gauge.
    pub fn sub(&self, n: u64) {
        self.0.fetch_sub(n, Ordering::Relaxed);
    }

    /// The number.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a relay counts.
#[derive(Debug, Default)]
pub struct Metrics {
    /// WebSocket connections now.
    pub connections: Counter,
    /// Connections that got their `Welcome`.
    pub welcomes: Counter,
    /// Entries made durable.
    pub appends: Counter,
    /// Their bytes.
    pub append_bytes: Counter,
    /// Write transactions, each with one fsync.
    pub fsyncs: Counter,
    /// Entries handed to followers, own ids included.
    pub delivered: Counter,
    /// Bytes of frames sent.
    pub sent_bytes: Counter,
    /// Batches that were read from the log because the memory did not hold them any more.
    pub log_reads: Counter,
    /// Entries dropped because a checkpoint stands for them.
    pub dropped: Counter,
    /// Presence frames forwarded.
    pub ephemerals: Counter,
    /// Presence frames that a slow follower missed.
    pub ephemerals_dropped: Counter,
    refused: Mutex<BTreeMap<String, u64>>,
}

impl Metrics {
    /// Counts a refusal or rejection.
    pub fn refused(&self, code: &Code) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        // The relay gives only codes that it knows, so the map stays small.
        *refused.entry(code.name().to_owned()).or_default() += 1;
    }

    /// The Prometheus text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let counters = [
            ("connections", "gauge", &self.connections),
            ("welcomes_total", "counter", &self.welcomes),
            ("appends_total", "counter", &self.appends),
            ("append_bytes_total", "counter", &self.append_bytes),
            ("fsyncs_total", "counter", &self.fsyncs),
            ("entries_delivered_total", "counter", &self.delivered),
            ("sent_bytes_total", "counter", &self.sent_bytes),
            ("log_reads_total", "counter", &self.log_reads),
            ("entries_dropped_total", "counter", &self.dropped),
            ("ephemerals_total", "counter", &self.ephemerals),
            ("ephemerals_dropped_total", "counter", &self.ephemerals_dropped),
        ];
        // Writing to a string does not fail.
        for (name, kind, counter) in counters {
            let _ = writeln!(text, "# TYPE samskriv_{name} {kind}\nsamskriv_{name} {}", counter.get());
        }
        let _ = writeln!(text, "# TYPE samskriv_refused_total counter");
        for (code, count) in &*self.refused.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = writeln!(text, "samskriv_refused_total{{code=\"{code}\"}} {count}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_names_every_counter_and_code() {
        let metrics = Metrics::default();
        metrics.appends.add(3);
        metrics.refused(&Code::StaleEpoch);
        metrics.refused(&Code::StaleEpoch);
        let text = metrics.text();
        assert!(text.contains("\nsamskriv_appends_total 3\n"), "{text}");
        assert!(text.ends_with("samskriv_refused_total{code=\"stale-epoch\"} 2\n"), "{text}");
    }
}
