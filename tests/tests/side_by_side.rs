//! Two whole windows in which two people type, undo and paste at once, over a network that breaks off and swallows
//! bytes: they end equal. `SAMSKRIV_FRAMES=36000 SAMSKRIV_SEED=1` is half an hour of one seed.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::{fs, thread, time::Duration};

use egui::{Event, Key, Modifiers};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use samskriv_client::{backend::LinkTiming, command::Command};
use samskriv_tests::{Peer, Programs, Proxy, Screen, key};

/// Two minutes.
const FRAMES: usize = 2_400;
/// Between two frames.
const PAUSE: Duration = Duration::from_millis(50);
/// Somebody deletes when there is more, so that only the history grows.
const LONGEST: usize = 8_000;
const PASTED: &str = "Rådet gick igenom läget.\n\n- Bjuv\n- Klippan\n\nBeslut: vi ses igen.\n";

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What somebody does in a frame.
fn act(screen: &mut Screen, random: &mut ChaCha8Rng, done: &mut [usize; 8]) -> Vec<Event> {
    let length = screen.length();
    let mut below = |end: usize| random.next_u32() as usize % end;
    let none = Modifiers::NONE;
    let what = if length > LONGEST { 7 } else { below(20) };
    let (kind, events) = match what {
        0 => (1, vec![key(Key::Enter, none)]),
        1 | 2 => (2, vec![key(Key::Z, Modifiers::COMMAND)]),
        3 => (3, vec![key(Key::Y, Modifiers::COMMAND)]),
        4 => (4, vec![Event::Paste(PASTED.into())]),
        5 => {
            let caret = below(length + 1);
            screen.select(caret, caret);
            (5, vec![])
        }
        6 => {
            let (caret, other) = (below(length + 1), below(length + 1));
            screen.select(caret, caret.max(other.min(caret + 30)));
            (6, vec![key(Key::B, Modifiers::COMMAND)])
        }
        7 => {
            let from = below(length + 1);
            screen.select(from, length.min(from + LONGEST / 4));
            (7, vec![key(Key::Backspace, none)])
        }
        8 => (7, vec![key(Key::Backspace, none)]),
        _ => (0, vec![Event::Text(["e", "n", " ", "å", "ord", "."][below(6)].into())]),
    };
    done[kind] += 1;
    events
}

/// What the network does.
fn weather(proxy: &Proxy, random: &mut ChaCha8Rng, swallowing: &mut usize) {
    if *swallowing > 0 {
        *swallowing -= 1;
        if *swallowing == 0 {
            proxy.swallow(false);
        }
        return;
    }
    match random.next_u32() % 400 {
        0 | 1 => proxy.cut(),
        2 => {
            *swallowing = 100;
            proxy.swallow(true);
        }
        _ => {}
    }
}

fn resident_mb() -> f64 {
    let statm = fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split_whitespace().nth(1).and_then(|pages| pages.parse::<f64>().ok());
    pages.unwrap_or_default() * 4096.0 / 1e6
}

/// Draws until something holds.
fn until(screens: &mut [Screen; 2], what: &str, mut holds: impl FnMut(&mut [Screen; 2]) -> bool) {
    for _ in 0..2_400 {
        screens.iter_mut().for_each(|screen| screen.frame(vec![]));
        if holds(screens) {
            return;
        }
        thread::sleep(PAUSE);
    }
    panic!("{what}: {:?}", screens.each_ref().map(|screen| screen.problem().map(str::to_owned)));
}

#[test]
fn two_windows_over_a_bad_network_end_equal() {
    let frames = number("SAMSKRIV_FRAMES").map_or(FRAMES, |frames| frames as usize);
    let seed = number("SAMSKRIV_SEED").unwrap_or_else(|| {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        u64::from_le_bytes(bytes)
    });
    println!("seed {seed}, {frames} frames");
    let dir = tempfile::tempdir().unwrap();
    let relay = Programs::new(env!("CARGO_BIN_EXE_demo")).relay(&dir.path().join("relay"));
    let proxy = Proxy::start(relay.address()).unwrap();
    let homes = ["Åsa", "Bo"].map(|name| dir.path().join(name));
    let [mut one, mut other] = [("Åsa", &homes[0]), ("Bo", &homes[1])]
        .map(|(name, home)| Peer::start(name, home, LinkTiming::default()));
    let doc = one.share_with(&mut other, &proxy.url());
    one.quit();
    other.quit();

    let mut screens = homes.each_ref().map(|home| Screen::open(home, LinkTiming::default()));
    until(&mut screens, "both have the meeting", |screens| {
        screens.iter().all(|screen| screen.meetings().contains(&doc))
    });
    screens.iter_mut().for_each(|screen| screen.run(Command::OpenMeeting(doc)));
    until(&mut screens, "both have it open", |screens| {
        screens.iter().all(|screen| screen.meeting() == Some(doc))
    });

    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut swallowing, mut done) = (0, [0; 8]);
    for nth in 0..frames {
        if nth % (frames / 10).max(1) == 0 {
            let (length, history) = (screens[0].length(), screens[0].history_bytes() / 1000);
            println!("frame {nth}: {:.1} MB, {length} characters, {history} KB of history", resident_mb());
        }
        weather(&proxy, &mut random, &mut swallowing);
        for screen in &mut screens {
            screen.focus_text(&doc);
            let events = act(screen, &mut random, &mut done);
            screen.frame(events);
        }
        thread::sleep(PAUSE);
    }
    println!("typed, Enter, undo, redo, pasted, moved, bold, deleted: {done:?}");
    proxy.swallow(false);
    until(&mut screens, "they are equal", |screens| {
        let [(mine, _), (theirs, _)] = screens.each_mut().map(Screen::texts);
        mine == theirs
    });
    for screen in &mut screens {
        let (shown, kept) = screen.texts();
        assert_eq!(shown, kept, "what is shown is what the document says");
    }
    let length = screens[0].length();
    println!("equal: {length} characters, {:.1} MB", resident_mb());
    assert!(length > 0 && done.iter().all(|times| *times > 0), "nothing was written: {done:?}");
    for screen in screens {
        screen.close();
    }
}
