//! The whole window with ten years of a network's meetings: from the start to a text that can be written in, a frame of each
//! page while one scrolls, types and waits, and what it takes of memory. Without a screen: what is measured ends with the
//! triangles that a graphics card would be given.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../../../shared/benches/measure/mod.rs"]
mod measure;

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, vec2};
use samskriv_client::{backend::LinkTiming, command, heap, state::Page};
use samskriv_tests::{Peer, Programs, Screen, TEN_YEARS, key};

use measure::{Samples, asked, resident_mb, tell, wanted};

/// Says where to write the meetings.
const FILL: &str = "SAMSKRIV_BENCH_FILL";
const STARTS: usize = 5;
/// Of each page.
const FRAMES: usize = 300;
const PAGES: [(Page, &str); 7] = [
    (Page::Meeting, "meeting"),
    (Page::Actions, "actions"),
    (Page::Decisions, "decisions"),
    (Page::YearPlan, "year plan"),
    (Page::Members, "members"),
    (Page::Search, "search"),
    (Page::Trash, "trash"),
];

fn main() {
    if !wanted("window") || !asked("pages") {
        return;
    }
    if let Some(dir) = std::env::var_os(FILL) {
        return fill(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    // In another process: whoever writes ten years at once holds all of it.
    let program = std::env::current_exe().unwrap();
    let filled = Command::new(program).args(std::env::args_os().skip(1)).env(FILL, dir.path()).status();
    assert!(filled.unwrap().success());
    heap::give_back();
    let mut starts = Samples::default();
    for _ in 0..STARTS {
        let mut opened = None;
        starts.time(|| {
            let screen = opened.insert(Screen::open(dir.path(), LinkTiming::default()));
            while screen.meeting().is_none() {
                screen.frame(vec![]);
            }
        });
        opened.unwrap().close();
    }
    tell(
        "from the start to a text that can be written in, 500 meetings",
        &format!("{:.0} ms", starts.median()),
        "under 1000 ms",
        "by the clock, without the operating system's window",
    );
    let mut screen = Screen::open(dir.path(), LinkTiming::default());
    while screen.meeting().is_none() || screen.meetings().len() < TEN_YEARS.meetings {
        screen.frame(vec![]);
    }
    PAGES.into_iter().for_each(|(page, name)| measure(&mut screen, page, name));
    tell(
        "memory with all of it, every page looked at",
        &format!("{:.0} MB", resident_mb(std::process::id())),
        "under 400 MB",
        "the whole process, after six starts in it",
    );
    screen.close();
}

/// Somebody's network of ten years, on a disk.
fn fill(dir: &Path) {
    let relay = Programs::new(env!("CARGO_BIN_EXE_demo")).relay(&dir.join("relay"));
    let mut peer = Peer::start("Kim", dir, LinkTiming::default());
    peer.found("Nätverket", &relay.url(), "Växjö");
    peer.set_offline(true);
    for nth in 0..TEN_YEARS.meetings {
        let doc = peer.new_minutes();
        peer.edit(doc, |minutes| TEN_YEARS.write(nth, minutes));
    }
    peer.wait_until("all are summed up", |peer| peer.summaries().len() > TEN_YEARS.meetings);
    peer.quit();
}

/// A page: when it comes, while one scrolls, types or does nothing.
fn measure(screen: &mut Screen, page: Page, name: &str) {
    let before = Instant::now();
    screen.run(command::Command::Go(page));
    screen.frame(vec![]);
    screen.frame(vec![]);
    let first = ms(before.elapsed());
    let mut frames: Vec<f64> = Vec::new();
    for nth in 0..FRAMES {
        let events = match (page, nth % 3) {
            (Page::Search, 0) => typed(nth),
            (_, 1) => wheel(if nth < FRAMES / 2 { -90.0 } else { 90.0 }),
            _ => vec![],
        };
        let before = Instant::now();
        screen.frame(events);
        frames.push(ms(before.elapsed()));
    }
    // What somebody did is over after a while: then nothing asks for a frame.
    for _ in 0..120 {
        screen.frame(vec![]);
    }
    let idle = (0..60).filter(|_| screen.frame(vec![]) < Duration::from_millis(400)).count();
    frames.sort_by(f64::total_cmp);
    let at = |part: f64| frames[((frames.len() - 1) as f64 * part) as usize];
    tell(
        &format!("a frame of the page \"{name}\""),
        &format!("p99 {:.1} ms", at(0.99)),
        "under 16 ms",
        &format!(
            "median {:.1}, longest {:.1}, the first two {first:.1} ms; {idle} of 60 idle frames wanted another within 0.4 s",
            at(0.5),
            at(1.0),
        ),
    );
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn wheel(points: f32) -> Vec<Event> {
    let modifiers = Modifiers::NONE;
    let (unit, phase) = (MouseWheelUnit::Point, TouchPhase::Move);
    let source = MouseWheelSource::Wheel;
    let wheel = Event::MouseWheel { unit, source, phase, delta: vec2(0.0, points), modifiers };
    vec![Event::PointerMoved(egui::pos2(700.0, 400.0)), wheel]
}

/// A word is typed and taken away again.
fn typed(nth: usize) -> Vec<Event> {
    const WORD: [&str; 8] = ["s", "o", "m", "m", "a", "r", "e", "n"];
    match (nth / 3) % 16 {
        at @ 0..8 => vec![Event::Text(WORD[at].to_owned())],
        _ => vec![key(Key::Backspace, Modifiers::NONE)],
    }
}
