//! What the relay holds in memory.

use std::time::Duration;

use samskriv_shared::{ids::DocId, protocol::Entry, seal::sign_entry};

use crate::{
    measure::tell,
    process::{PER_DEVICE, RelayProcess, write},
};

/// Documents that nobody works on.
pub async fn documents() {
    const DOCUMENTS: usize = 1_000;
    let relay = RelayProcess::start();
    let (mut world, mut writer, _) = relay.workspace(30, 0).await;
    let admin = world.admin.clone();
    let start = relay.resident_mb();
    for number in 0..DOCUMENTS {
        let change = world.change_by(&admin, 20_000);
        let doc = DocId((number as u128).to_be_bytes());
        let mut entry = Entry { doc: Some(doc), ..change };
        sign_entry(Some(&world.id()), &mut entry, &admin);
        writer.append_ok(&entry.to_bytes()).await;
        writer.aside.clear();
    }
    writer.close().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    tell(
        &format!("{DOCUMENTS} documents of 20 KB, idle: relay's memory"),
        &format!("{:.1} MB", relay.resident_mb()),
        "under 30 MB",
        &format!("{start:.1} MB before"),
    );
}

/// Followers stop reading while much passes by; one of them reads again.
pub async fn silent_readers() {
    const READERS: usize = 50;
    const ENTRY: usize = 64 << 10;
    const BEFORE: usize = 600;
    const PASSING: usize = 3_200;
    let relay = RelayProcess::start();
    let (mut world, mut writer, devices) = relay.workspace(20, READERS.div_ceil(PER_DEVICE)).await;
    let admin = world.admin.clone();
    // Caches fill with the first, whoever reads.
    write(&mut world, &mut writer, &admin, BEFORE, ENTRY).await;
    let head = relay.head(&world).await;
    let warm = relay.resident_mb();
    let mut readers = Vec::new();
    for number in 0..READERS {
        readers.push(relay.connect(&world, &devices[number % devices.len()], Some(head)).await);
    }
    let connected = relay.resident_mb();
    let mut grown = Vec::new();
    for _ in 0..4 {
        write(&mut world, &mut writer, &admin, PASSING / 4, ENTRY).await;
        grown.push(relay.resident_mb());
    }
    let mut again = readers.swap_remove(7);
    let (items, _) = again.items_to(head.seq + PASSING as u64).await;
    assert!(items.iter().map(|item| item.seq).eq(head.seq + 1..=head.seq + PASSING as u64));
    let quarters: Vec<String> = grown.iter().map(|mb| format!("{mb:.1}")).collect();
    tell(
        &format!("{READERS} readers stop reading, {} MB pass: relay grows by", PASSING * ENTRY / 1_000_000),
        &format!("{:.1} MB", grown[3] - grown[0]),
        "no growth",
        &format!(
            "{warm:.1} MB before, {connected:.1} with them, {} after each quarter; nothing lost",
            quarters.join(", ")
        ),
    );
}
