//! A connection that appends and can name every place in the log by a cursor.

use samskriv_shared::{
    ids::{ChainHash, Incarnation},
    protocol::{Cursor, entry_id},
};

use super::{Client, Founded, TestRelay};

/// The admin's connection, which knows the log's hash at every place.
pub struct Writer {
    pub client: Client,
    pub incarnation: Incarnation,
    pub chains: Vec<ChainHash>,
}

impl Writer {
    pub async fn enter(world: &Founded, relay: &TestRelay) -> Writer {
        let client = world.enter(relay).await;
        let head = client.head.unwrap();
        Writer { client, incarnation: head.incarnation, chains: vec![ChainHash::START, head.chain] }
    }

    pub async fn append(&mut self, entry: Vec<u8>) -> u64 {
        let seq = self.client.append_ok(&entry).await;
        assert_eq!(seq, self.chains.len() as u64);
        self.chains.push(self.chains[seq as usize - 1].next(&entry_id(&entry)));
        seq
    }

    pub fn cursor(&self, seq: u64) -> Cursor {
        Cursor { incarnation: self.incarnation, seq, chain: self.chains[seq as usize] }
    }

    pub fn head(&self) -> Cursor {
        self.cursor(self.chains.len() as u64 - 1)
    }
}
