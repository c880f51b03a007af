//! A window that does not look.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering};

use samskriv_shared::ids::DocId;

use super::*;

const WORKSPACE: WorkspaceId = WorkspaceId([1; 32]);

fn presence(doc: u8, device: u8) -> Event {
    let presence = Presence { doc: DocId([doc; 16]), place: None, typing: true };
    Event::Presence { workspace: WORKSPACE, device: DeviceId([device; 32]), presence: Some(presence) }
}

/// The device and the document that an event of presence tells of.
fn told(event: Option<Event>) -> (u8, Option<u8>) {
    match event {
        Some(Event::Presence { device, presence, .. }) => (device.0[0], presence.map(|it| it.doc.0[0])),
        other => panic!("{other:?}"),
    }
}

#[test]
fn of_a_flood_of_presence_the_newest_of_each_device_waits_and_the_window_is_woken_once_for_it() {
    let woken = Arc::new(AtomicUsize::new(0));
    let count = woken.clone();
    let (outlet, events) = outlet(Arc::new(move || {
        count.fetch_add(1, Ordering::Relaxed);
    }));
    for round in 0..=255 {
        outlet.send(presence(round, 1));
        outlet.send(presence(round, 2));
    }
    outlet.send(Event::Members { workspace: WORKSPACE });
    assert_eq!(woken.load(Ordering::Relaxed), 3);
    assert!(matches!(events.next(), Some(Event::Members { .. })), "what must not be lost comes first");
    assert_eq!(told(events.next()), (1, Some(255)));
    assert_eq!(told(events.next()), (2, Some(255)));
    assert!(events.next().is_none());
    outlet.send(presence(7, 1));
    assert_eq!(woken.load(Ordering::Relaxed), 4);
}

#[test]
fn presence_that_waited_until_it_faded_is_told_as_leaving() {
    let (outlet, events) = outlet(Arc::new(|| ()));
    outlet.send(presence(7, 1));
    assert_eq!(told(events.next_at(Instant::now() + Duration::from_millis(CARET_FADES_MS))), (1, None));
}
