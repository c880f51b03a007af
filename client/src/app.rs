//! The shell around the window: hands the backend's events and answers to the model, draws, runs the
//! commands, and carries out what the model wants done outside. Draws only when something happened.

use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    time::Duration,
};

use eframe::{App, CreationContext, NativeOptions};
use egui::{Context, UserAttentionType, ViewportBuilder, ViewportCommand, ViewportId};

use crate::{
    backend::{
        Backend, Config, Pending, StartError,
        doorbell::{self, Doorbell},
    },
    clipboard::SystemClipboard,
    command::CommandQueue,
    editor::Proofing,
    i18n::{Lang, Texts},
    preferences::Preferences,
    spelling::{self, Sources},
    state::Now,
    ui::{self, Views},
    update::{Model, Outgoing, Purpose},
};

/// The largest file that is read when it is dropped on the window.
const LARGEST_FILE: u64 = samskriv_shared::import::MAX_BYTES as u64;

/// The window could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The backend did not start: the window says so until it is closed.
    #[error(transparent)]
    Start(#[from] StartError),
    /// There is no display, or it cannot be drawn on.
    #[error("the window cannot be shown: {0}")]
    Window(#[from] eframe::Error),
}

/// Opens the window on what lies in `data_dir`, and returns when it is closed. Where there is one already, that one
/// comes to the front instead.
///
/// # Errors
/// [`AppError::Start`] after the window has told why nothing can be done, [`AppError::Window`] where none
/// could be shown.
pub fn run(data_dir: PathBuf, lang: Lang) -> Result<(), AppError> {
    if doorbell::ring(&data_dir) {
        return Ok(());
    }
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Samskriv")
            .with_app_id("samskriv")
            .with_inner_size([1280.0, 720.0])
            .with_min_inner_size([480.0, 360.0]),
        ..NativeOptions::default()
    };
    let (failed, failure) = mpsc::channel();
    eframe::run_native(
        "Samskriv",
        options,
        Box::new(move |creation| {
            let (window, error) = Window::open(creation, data_dir, lang);
            if let Some(error) = error {
                // Nobody listens only if the window is gone already.
                let _ = failed.send(error);
            }
            Ok(Box::new(window))
        }),
    )?;
    failure.try_recv().map_or(Ok(()), |error| Err(error.into()))
}

struct Window {
    model: Model,
    views: Views,
    queue: CommandQueue,
    backend: Option<Backend>,
    doorbell: Option<Doorbell>,
    pending: Vec<(Purpose, Pending)>,
    files: mpsc::Receiver<ReadFile>,
    file_sender: mpsc::Sender<ReadFile>,
    title: String,
    data_dir: PathBuf,
}

type ReadFile = (PathBuf, io::Result<Vec<u8>>);

impl Window {
    fn open(creation: &CreationContext<'_>, data_dir: PathBuf, lang: Lang) -> (Window, Option<StartError>) {
        let ctx = &creation.egui_ctx;
        ui::theme::install(ctx);
        let mut model = Model::new(Texts::new(lang), now(), random);
        let wake = ctx.clone();
        let config = Config::new(data_dir.clone(), true);
        let (backend, error) = match Backend::start(config, move || wake.request_repaint()) {
            Ok(backend) => (Some(backend), None),
            Err(error) => {
                model.close(reason(&model.state.texts, &error));
                (None, Some(error))
            }
        };
        let doorbell = backend.as_ref().and_then(|_| hang_doorbell(ctx.clone(), &data_dir));
        let (file_sender, files) = mpsc::channel();
        model.state.preferences = Preferences::read(&data_dir);
        let views = Views::new(Box::new(SystemClipboard::default())).with_proofing(proofing(ctx, &data_dir));
        let (queue, pending, title) = (CommandQueue::default(), Vec::new(), String::new());
        let window =
            Window { model, views, queue, backend, doorbell, pending, files, file_sender, title, data_dir };
        (window, error)
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
        while let Ok((path, bytes)) = self.files.try_recv() {
            self.model.on_file(&path, bytes);
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
                Outgoing::ReadFile(path) => self.read_file(ctx, path),
                Outgoing::Keep(preferences) => self.keep(preferences),
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

    /// On a thread of its own: a network drive may take its time.
    fn read_file(&self, ctx: &Context, path: PathBuf) {
        let (sender, ctx) = (self.file_sender.clone(), ctx.clone());
        std::thread::spawn(move || {
            let bytes = read_bounded(&path);
            // The window may be closed by now.
            let _ = sender.send((path, bytes));
            ctx.request_repaint();
        });
    }
}

impl App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.take_in();
        self.carry_out(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
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
        let title = self.model.state.window_title();
        if title != self.title {
            ui.ctx().send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // First: whoever rings now wants a window, and gets one as soon as the directory is free.
        self.doorbell = None;
        if let Some(backend) = self.backend.take() {
            backend.shutdown();
        }
    }
}

/// Comes to the front when a second window is started; where the system does not let it, it asks for attention.
fn hang_doorbell(ctx: Context, data_dir: &Path) -> Option<Doorbell> {
    let rung = move || {
        for command in [
            ViewportCommand::Minimized(false),
            ViewportCommand::Focus,
            ViewportCommand::RequestUserAttention(UserAttentionType::Informational),
        ] {
            ctx.send_viewport_cmd_to(ViewportId::ROOT, command);
        }
        ctx.request_repaint();
    };
    Doorbell::hang(data_dir, rung)
        .inspect_err(|error| tracing::warn!(%error, "a second window will not find this one"))
        .ok()
}

/// The spelling, by the dictionaries that lie in the data directory or where this system has them.
fn proofing(ctx: &Context, data_dir: &Path) -> Proofing {
    let own = data_dir.join("ordlistor");
    // So that there is one to put a dictionary into, as people are told to.
    if let Err(error) = std::fs::create_dir(&own)
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        tracing::warn!(%error, "no place for dictionaries");
    }
    let sources = Sources {
        directories: std::iter::once(own).chain(spelling::places()).collect(),
        personal: Some(data_dir.join("ordlista.txt")),
        ..Sources::default()
    };
    let ctx = ctx.clone();
    Proofing::new(sources, move || ctx.request_repaint())
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
