//! What a frame of the editor costs, beside egui's plain TextEdit over a String of the same length in the same run:
//! in turn, in processor time of the thread that draws. And what a change costs without a frame: one from elsewhere,
//! one undone.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../../shared/benches/measure/mod.rs"]
mod measure;

use std::time::Duration;

use egui::{
    Context, Event, Id, Key, Modifiers, RawInput, Rect, ScrollArea, TextEdit, Ui, pos2,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
    vec2,
};
use measure::{Samples, asked, tell, wanted};
use samskriv_client::{
    editor::{self, Editor, EditorView, Labels, Session, Tools, Way, Words},
    ui::theme,
};
use samskriv_shared::{
    documents::{Actor, Document, MinutesDocument},
    ids::{DeviceId, DocId},
    text::{Block, BlockKind, Mark, MarkRange},
};

const SIZES: [(usize, &str); 3] = [(5_000, "5 KB"), (50_000, "50 KB"), (200_000, "200 KB")];
const FRAMES: usize = 500;
/// In code points.
const CARET: usize = 300;
const DOC: DocId = DocId([3; DocId::LEN]);
const LINE: &str = "Rådet gick igenom budgeten för nästa år och enades om planen med små ändringar. ";

fn main() {
    if !wanted("editor") {
        return;
    }
    // `cargo bench --bench editor -- 50` measures one size.
    for (bytes, name) in SIZES.into_iter().filter(|(_, name)| asked(name.trim_end_matches(" KB"))) {
        frames(bytes, name);
        changes(bytes, name);
    }
}

/// The processor time that this thread has used. [`measure::thread_cpu`] tells it only in steps of some milliseconds.
#[cfg(unix)]
fn used() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

#[cfg(not(unix))]
fn used() -> Duration {
    std::time::UNIX_EPOCH.elapsed().unwrap()
}

/// Minutes with headings, lists, decisions and bold words.
fn minutes(bytes: usize) -> MinutesDocument {
    let mut minutes = MinutesDocument::create(actor(1));
    let mut written = 0;
    for nth in 0.. {
        if written >= bytes {
            break;
        }
        let kind = match nth % 10 {
            0 => BlockKind::Heading(2),
            1..=3 => BlockKind::UnorderedListItem,
            5 => BlockKind::Decision,
            _ => BlockKind::Paragraph,
        };
        // None like another: egui keeps what it has laid out.
        let text: String = (0..=nth % 3).map(|part| format!("{nth}.{part} {LINE}")).collect();
        written += text.len();
        let marks = vec![MarkRange { start: 10, end: 20, mark: Mark::Strong }];
        minutes.body_push(&Block { marks, ..Block::new(kind, text.trim_end()) });
    }
    minutes.document.commit(0);
    minutes
}

fn actor(nth: u8) -> Actor {
    Actor::new(&DeviceId([nth; DeviceId::LEN]), [nth; 8])
}

/// A window without a screen.
struct Screen {
    ctx: Context,
    time: f64,
}

impl Screen {
    fn new() -> Screen {
        let ctx = Context::default();
        theme::install(&ctx);
        Screen { ctx, time: 0.0 }
    }

    /// Puts the caret into a field, at the same place in both.
    fn focus(&self, id: Id) {
        let mut state = TextEditState::load(&self.ctx, id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(CARET))));
        state.store(&self.ctx, id);
        self.ctx.memory_mut(|memory| memory.request_focus(id));
    }

    /// Draws a frame; returns what it cost.
    fn draw(&mut self, events: Vec<Event>, draw: &mut dyn FnMut(&mut Ui)) -> Duration {
        self.time += 1.0 / 60.0;
        let screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 768.0)));
        let input =
            RawInput { screen_rect, time: Some(self.time), events, focused: true, ..RawInput::default() };
        let before = used();
        let mut output = self.ctx.run_ui(input, |ui| {
            ScrollArea::vertical().show(ui, |ui| draw(ui));
        });
        let took = used().saturating_sub(before);
        output.textures_delta.clear();
        took
    }
}

/// Fills bytes at random.
type Random = dyn FnMut(&mut [u8]);

/// Somebody's editor and its window.
struct Rich {
    document: MinutesDocument,
    editor: Editor,
    view: EditorView,
    labels: Labels,
    screen: Screen,
    random: Box<Random>,
}

impl Rich {
    fn new(bytes: usize) -> Rich {
        let mut document = minutes(bytes);
        let editor = Editor::new(&mut document);
        let (decision, action) = ("Beslut".into(), "Åtgärd".into());
        let (closed, notes) = Default::default();
        let words = Words { decision, action, unknown: "Okänt".into(), closed, notes };
        let labels = Labels { name: "Text".into(), hint: String::new(), words, kind: String::new() };
        let mut next = 0_u8;
        let random = Box::new(move |bytes: &mut [u8]| {
            next = next.wrapping_add(1);
            bytes.fill(next);
        });
        Rich { document, editor, view: EditorView::default(), labels, screen: Screen::new(), random }
    }

    fn session(&mut self) -> Session<'_> {
        Session {
            editor: &mut self.editor,
            document: &mut self.document,
            random: &mut *self.random,
            may_write: true,
            time: self.screen.time,
        }
    }

    fn draw(&mut self, events: Vec<Event>) -> Duration {
        let Rich { document, editor, view, labels, screen, random } = self;
        let time = screen.time;
        let took = screen.draw(events, &mut |ui| {
            let session = Session {
                editor: &mut *editor,
                document: &mut *document,
                random: &mut **random,
                may_write: true,
                time,
            };
            editor::editor_ui(ui, DOC, session, view, &[], labels, &mut Tools::default());
        });
        // As the window does at each frame's end.
        document.document.commit(0);
        took
    }

    fn focus(&mut self) {
        self.screen.focus(editor::body_id(&DOC));
        self.draw(vec![]);
        self.draw(vec![]);
    }
}

/// A String in a plain TextEdit.
struct Plain {
    text: String,
    screen: Screen,
}

impl Plain {
    fn draw(&mut self, events: Vec<Event>) -> Duration {
        let Plain { text, screen } = self;
        screen.draw(events, &mut |ui| {
            let field = TextEdit::multiline(text).id(Id::unique("plain")).desired_width(f32::INFINITY);
            ui.add(field);
        })
    }

    fn focus(&mut self) {
        self.screen.focus(Id::unique("plain"));
        self.draw(vec![]);
        self.draw(vec![]);
    }
}

fn key(key: Key) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
}

fn frames(bytes: usize, name: &str) {
    let mut rich = Rich::new(SIZES[0].0);
    // The fonts' signs are there when somebody opens a meeting.
    for _ in 0..5 {
        rich.draw(vec![]);
    }
    let mut rich = Rich { screen: rich.screen, ..Rich::new(bytes) };
    let mut opening: Vec<Duration> = Vec::new();
    for _ in 0..120 {
        opening.push(rich.draw(vec![]));
    }
    let longest = opening.iter().max().map_or(0.0, |longest| longest.as_secs_f64() * 1e3);
    tell(
        &format!("opening {name}: the longest frame"),
        &format!("{longest:.1} ms"),
        "< 16 ms",
        &format!("120 frames, {:.0} ms in all", opening.iter().sum::<Duration>().as_secs_f64() * 1e3),
    );
    let mut plain = Plain { text: rich.editor.view().display().to_owned(), screen: Screen::new() };
    for _ in 0..5 {
        plain.draw(vec![]);
    }
    rich.focus();
    plain.focus();
    row(name, "idle", 1.5, &mut rich, &mut plain, Vec::new);
    row(name, "key", 1.2, &mut rich, &mut plain, || vec![Event::Text("a".into())]);
    let typed = |text: &str| text.chars().skip(CARET).take(FRAMES).all(|c| c == 'a');
    assert!(typed(rich.editor.view().display()) && typed(&plain.text), "the keys went elsewhere");
    row(name, "Enter", 1.2, &mut rich, &mut plain, || vec![key(Key::Enter)]);
}

/// Frames of both, in turn.
fn row(
    name: &str,
    what: &str,
    goal: f64,
    rich: &mut Rich,
    plain: &mut Plain,
    events: impl Fn() -> Vec<Event>,
) {
    let (mut ours, mut theirs) = (Samples::default(), Samples::default());
    for _ in 0..FRAMES {
        ours.push(rich.draw(events()));
        theirs.push(plain.draw(events()));
    }
    let (p50, plain50) = (ours.median(), theirs.median());
    tell(
        &format!("{name}: {what}"),
        &format!("{:.2} x", p50 / plain50),
        &format!("< {goal} x"),
        &format!(
            "p50 {p50:.2} ms, p99 {:.2}; plain TextEdit p50 {plain50:.2}, p99 {:.2}",
            ours.percentile(0.99),
            theirs.percentile(0.99)
        ),
    );
}

fn changes(bytes: usize, name: &str) {
    let mut rich = Rich::new(bytes);
    let saved = rich.document.document.save();
    let mut theirs = MinutesDocument::open(Document::load(&saved, actor(2)).unwrap()).unwrap();
    let (mut remote, mut undo) = (Samples::default(), Samples::default());
    for nth in 0..FRAMES {
        theirs.body_splice(nth * 3, 0, "x").unwrap();
        let changes = theirs.document.commit(0).unwrap();
        let before = used();
        rich.document.document.apply(&changes).unwrap();
        rich.editor.follow(&mut rich.document);
        remote.push(used().saturating_sub(before));
    }
    for nth in 0..FRAMES {
        rich.screen.time += 10.0;
        let mut session = rich.session();
        session.insert(nth * 3..nth * 3, "u");
        let before = used();
        session.take_back(Way::Undo);
        undo.push(used().saturating_sub(before));
    }
    let of = |samples: &mut Samples| (samples.median(), samples.percentile(0.99));
    for (what, (p50, p99)) in [("a change from elsewhere", of(&mut remote)), ("undo", of(&mut undo))] {
        tell(
            &format!("{name}: {what}"),
            &format!("p99 {p99:.3} ms"),
            "< 0.2 ms",
            &format!("p50 {p50:.3} ms"),
        );
    }
}
