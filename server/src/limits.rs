//! Token buckets by device and by address. Time comes in as an argument.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use samskriv_shared::ids::DeviceId;

use crate::config::{Rate, RelayLimits};

/// How many keys a table holds before it drops those whose bucket is full again.
const KEYS: usize = 10_000;

/// What is left of a [`Rate`].
#[derive(Debug, Clone, Copy)]
pub struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    /// A full one.
    pub fn new(rate: Rate, now: Instant) -> Bucket {
        Bucket { left: rate.burst, at: now }
    }

    /// Takes `cost`. More than the whole burst is let through once the bucket is full, and then paid off.
    ///
    /// # Errors
    /// How long to wait; nothing was taken.
    pub fn take(&mut self, rate: Rate, cost: f64, now: Instant) -> Result<(), Duration> {
        self.refill(rate, now);
        let needed = cost.min(rate.burst);
        if self.left >= needed {
            self.left -= cost;
            return Ok(());
        }
        let seconds = (needed - self.left) / rate.per_second.max(1e-6);
        Err(Duration::from_secs_f64(seconds.clamp(0.001, 3600.0)))
    }

    fn refill(&mut self, rate: Rate, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * rate.per_second).min(rate.burst);
        self.at = now;
    }

    fn is_full(&mut self, rate: Rate, now: Instant) -> bool {
        self.refill(rate, now);
        self.left >= rate.burst
    }
}

/// A bucket per key. Its memory is bounded: at [`KEYS`] the full ones go, and if there are none
/// (an attack from as many addresses) all do, which lets each address try anew.
#[derive(Debug)]
struct Table<K> {
    rate: Rate,
    buckets: Mutex<HashMap<K, Bucket>>,
}

impl<K: Eq + Hash> Table<K> {
    fn new(rate: Rate) -> Table<K> {
        Table { rate, buckets: Mutex::default() }
    }

    fn take(&self, key: K, cost: f64, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| !bucket.is_full(self.rate, now));
            if buckets.len() >= KEYS {
                buckets.clear();
            }
        }
        buckets.entry(key).or_insert_with(|| Bucket::new(self.rate, now)).take(self.rate, cost, now)
    }
}

/// Every bucket of a relay.
#[derive(Debug)]
pub struct Limiter {
    connects: Table<IpAddr>,
    creates: Table<IpAddr>,
    appends: Table<DeviceId>,
    append_bytes: Table<DeviceId>,
    ephemerals: Table<DeviceId>,
}

impl Limiter {
    /// Full buckets.
    pub fn new(limits: &RelayLimits) -> Limiter {
        Limiter {
            connects: Table::new(limits.connects),
            creates: Table::new(limits.creates),
            appends: Table::new(limits.appends),
            append_bytes: Table::new(limits.append_bytes),
            ephemerals: Table::new(limits.ephemerals),
        }
    }

    /// One more connection from this address.
    ///
    /// # Errors
    /// How long to wait.
    pub fn connect(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        self.connects.take(network(address), 1.0, now)
    }

    /// One more workspace from this address.
    ///
    /// # Errors
    /// How long to wait.
    pub fn create(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        self.creates.take(network(address), 1.0, now)
    }

    /// One more entry of this device.
    ///
    /// # Errors
    /// How long to wait.
    pub fn append(&self, device: DeviceId, bytes: usize, now: Instant) -> Result<(), Duration> {
        self.append_bytes.take(device, bytes as f64, now)?;
        self.appends.take(device, 1.0, now)
    }

    /// One more `Ephemeral` or `Seen` of this device.
    ///
    /// # Errors
    /// How long to wait.
    pub fn ephemeral(&self, device: DeviceId, now: Instant) -> Result<(), Duration> {
        self.ephemerals.take(device, 1.0, now)
    }
}

/// An IPv6 customer has a whole /64 to dial from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const RATE: Rate = Rate::new(2.0, 4.0);

    #[test]
    fn a_bucket_empties_and_fills_with_time() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        for _ in 0..4 {
            bucket.take(RATE, 1.0, start).unwrap();
        }
        assert_eq!(bucket.take(RATE, 1.0, start), Err(Duration::from_millis(500)));
        let later = start + Duration::from_millis(500);
        bucket.take(RATE, 1.0, later).unwrap();
        assert!(bucket.take(RATE, 1.0, later).is_err());
        let much_later = start + Duration::from_secs(1000);
        for _ in 0..4 {
            bucket.take(RATE, 1.0, much_later).unwrap();
        }
        assert!(bucket.take(RATE, 1.0, much_later).is_err(), "never above the burst");
    }

    #[test]
    fn more_than_a_burst_passes_once_and_is_paid_off() {
        let start = Instant::now();
        let mut bucket = Bucket::new(RATE, start);
        bucket.take(RATE, 10.0, start).unwrap();
        assert_eq!(bucket.take(RATE, 1.0, start), Err(Duration::from_millis(3500)));
        bucket.take(RATE, 1.0, start + Duration::from_millis(3500)).unwrap();
    }

    #[test]
    fn time_that_goes_back_gives_nothing() {
        let start = Instant::now() + Duration::from_secs(10);
        let mut bucket = Bucket::new(RATE, start);
        bucket.take(RATE, 4.0, start).unwrap();
        assert!(bucket.take(RATE, 1.0, start - Duration::from_secs(5)).is_err());
    }

    #[test]
    fn a_table_stays_bounded_under_attack() {
        let table = Table::new(RATE);
        let now = Instant::now();
        for key in 0..KEYS * 3 {
            table.take(key, 1.0, now).unwrap();
            assert!(table.buckets.lock().unwrap().len() <= KEYS);
        }
    }

    #[test]
    fn full_buckets_go_first() {
        let table = Table::new(RATE);
        let start = Instant::now();
        for key in 0..KEYS - 1 {
            table.take(key, 1.0, start).unwrap();
        }
        let later = start + Duration::from_secs(60);
        for _ in 0..4 {
            table.take(KEYS, 1.0, later).unwrap();
        }
        table.take(KEYS + 1, 1.0, later).unwrap();
        assert_eq!(table.buckets.lock().unwrap().len(), 2);
        assert!(table.take(KEYS, 1.0, later).is_err(), "the busy one was kept");
    }

    #[test]
    fn addresses_of_one_network_share_a_bucket() {
        let at = |text: &str| network(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::2"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:192.0.2.7"), at("192.0.2.7"));
        assert_ne!(at("192.0.2.7"), at("192.0.2.8"));
    }
}
