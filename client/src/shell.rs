//! The window without a screen: hands the backend's events and answers to the model, draws, runs the commands, and
//! carries out what the model wants done outside. `app` puts it on the screen, and a test drives it by events.

use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

use egui::{Context, Ui};

use crate::{
    backend::{Backend, Config, Pending, StartError},
    command::CommandQueue,
    i18n::{Lang, Texts},
    preferences::Preferences,
    state::Now,
    ui::{self, Views},
    update::{Changed, Indexed, Loaded, Model, Outgoing, Purpose},
};

/// The largest file that is read when it is dropped on the window.
const LARGEST_FILE: u64 = samskriv_shared::import::MAX_BYTES as u64;

/// See the module.
pub struct Shell {
    /// What is shown.
    pub model: Model,
    views: Views,
    queue: CommandQueue,
    backend: Option<Backend>,
    pending: Vec<(Purpose, Pending)>,
    done: mpsc::Receiver<Done>,
    done_sender: mpsc::Sender<Done>,
    data_dir: PathBuf,
}

/// What was done on a thread of its own.
enum Done {
    Read(PathBuf, io::Result<Vec<u8>>),
    Loaded(Box<Loaded>),
    Changed(Box<Changed>),
    Indexed(Box<Indexed>),
}

impl Shell {
    /// Starts the backend. Where that fails, the window says why nothing can be done, and so does the error.
    pub fn open(
        ctx: &Context,
        config: Config,
        lang: Lang,
        views: impl FnOnce() -> Views,
    ) -> (Shell, Option<StartError>) {
        ui::theme::install(ctx);
        let data_dir = config.data_dir.clone();
        let mut model = Model::new(Texts::new(lang), now(), random);
        let wake = ctx.clone();
        let (backend, error) = match Backend::start(config, move || wake.request_repaint()) {
            Ok(backend) => (Some(backend), None),
            Err(error) => {
                model.close(reason(&model.state.texts, &error));
                (None, Some(error))
            }
        };
        model.state.preferences = Preferences::read(&data_dir);
        let (done_sender, done) = mpsc::channel();
        let (views, queue, pending) = (views(), CommandQueue::default(), Vec::new());
        (Shell { model, views, queue, backend, pending, done, done_sender, data_dir }, error)
    }

    /// What comes before a frame, and happens also where nothing is drawn.
    pub fn logic(&mut self, ctx: &Context) {
        self.take_in();
        self.carry_out(ctx);
    }

    /// Draws a frame, and does what was asked for in it.
    pub fn ui(&mut self, ui: &mut Ui) {
        let time = ui.input(|input| input.time);
        let (state, session) = self.model.shown(time);
        ui::window_ui(ui, state, session, &mut self.views, &mut self.queue);
        let commands = self.queue.take();
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        for command in commands {
            self.model.on_command(command);
        }
        self.carry_out(ui.ctx());
    }

    /// Ends the backend, with all that was written on the disk.
    pub fn close(&mut self) {
        if let Some(backend) = self.backend.take() {
            backend.shutdown();
        }
    }

    /// Everything that came in since the last frame.
    fn take_in(&mut self) {
        self.model.state.now = now();
        if let Some(backend) = &self.backend {
            while let Some(event) = backend.poll_event() {
                self.model.on_event(event);
            }
        }
        let mut answers = Vec::new();
        self.pending.retain_mut(|(purpose, pending)| match pending.poll() {
            Some(answer) => {
                answers.push((purpose.clone(), answer));
                false
            }
            None => true,
        });
        for (purpose, answer) in answers {
            self.model.on_answer(purpose, answer);
        }
        while let Ok(done) = self.done.try_recv() {
            match done {
                Done::Read(path, bytes) => self.model.on_file(&path, bytes),
                Done::Loaded(loaded) => self.model.on_loaded(*loaded),
                Done::Changed(changed) => self.model.on_changed(*changed),
                Done::Indexed(indexed) => self.model.on_indexed(*indexed),
            }
        }
    }

    /// What the model wants done.
    fn carry_out(&mut self, ctx: &Context) {
        self.model.end_frame();
        self.model.tell_presence(ctx.input(|input| input.focused));
        if let Some(soon) = self.model.wakes_in_ms() {
            ctx.request_repaint_after(Duration::from_millis(soon));
        }
        for outgoing in self.model.take_outgoing() {
            match outgoing {
                Outgoing::Ask(purpose, request) => {
                    if let Some(backend) = &self.backend {
                        self.pending.push((purpose, backend.request(request)));
                    }
                }
                // A network drive may take its time.
                Outgoing::ReadFile(path) => self.aside(ctx, move || {
                    let bytes = read_bounded(&path);
                    Done::Read(path, bytes)
                }),
                Outgoing::Keep(preferences) => self.keep(preferences),
                // Long minutes take a while, in which the window is to be alive.
                Outgoing::Change(changing) => self.aside(ctx, || Done::Changed(Box::new(changing.run()))),
                Outgoing::Index(indexing) => self.aside(ctx, || Done::Indexed(Box::new(indexing.run()))),
                Outgoing::Load(loading) => self.aside(ctx, || Done::Loaded(Box::new(loading.run()))),
                Outgoing::Present { workspace, presence, active } => {
                    if let Some(backend) = &self.backend {
                        backend.present(workspace, presence, active);
                    }
                }
            }
        }
    }

    /// On a thread of its own, as everything that writes. Lost, it is chosen again.
    fn keep(&self, preferences: Preferences) {
        let data_dir = self.data_dir.clone();
        std::thread::spawn(move || {
            if let Err(error) = preferences.write(&data_dir) {
                tracing::warn!(%error, "what was chosen holds until the window is closed");
            }
        });
    }

    /// Does something on a thread of its own; the next frame takes in what comes of it.
    fn aside(&self, ctx: &Context, work: impl FnOnce() -> Done + Send + 'static) {
        let (sender, ctx) = (self.done_sender.clone(), ctx.clone());
        std::thread::spawn(move || {
            // The window may be closed by now.
            let _ = sender.send(work());
            ctx.request_repaint();
        });
    }
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    use io::Read as _;

    let mut bytes = Vec::new();
    // One byte more than is taken tells that there is too much.
    std::fs::File::open(path)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn now() -> Now {
    let zoned = jiff::Zoned::now();
    Now { ms: zoned.timestamp().as_millisecond(), local: zoned.datetime() }
}

fn random(bytes: &mut [u8]) {
    // Where the system has no randomness, ids made here could meet another's: better to stop.
    if let Err(error) = getrandom::fill(bytes) {
        panic!("the system gives no random numbers: {error}");
    }
}

fn reason(texts: &Texts, error: &StartError) -> String {
    match error {
        StartError::InUse { .. } => texts.get("window-store-in-use"),
        StartError::Newer(_) => texts.get("error-store-newer"),
        StartError::Storage(detail) => {
            texts.with("window-store-broken", &[("detail", detail.as_str().into())])
        }
    }
}
