//! The window without a screen: hands the backend's events and answers to the model, draws, runs the commands, and
//! carries out what the model wants done outside. `app` puts it on the screen, and a test drives it by events.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::mpsc,
    time::{Duration, Instant},
};

use egui::{Context, OutputCommand, Ui};

use crate::{
    backend::{Backend, Config, Pending, StartError},
    command::CommandQueue,
    desktop,
    editor::leads_somewhere,
    i18n::{Lang, Texts},
    preferences::{self, Preferences},
    small_file::Keeper,
    state::{Now, Places},
    ui::{self, Views},
    unfinished::{self, Unfinished},
    update::{Changed, Indexed, Loaded, Model, Outgoing, Purpose},
};

/// The largest file that is read when it is dropped on the window.
const LARGEST_FILE: u64 = samskriv_shared::import::MAX_BYTES as u64;

/// How long the end of the window waits for changes to documents that nobody looks at: long minutes take a second to load,
/// and a disk that does not answer must not keep the program from ending.
const LAST_CHANGES: Duration = Duration::from_secs(10);
/// A dialog that is gone sooner never came.
const AT_ONCE: Duration = Duration::from_millis(300);

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
    preferences: Keeper<Preferences>,
    unfinished: Keeper<Unfinished>,
    ctx: Context,
}

/// In which language the window speaks.
#[derive(Clone, Copy, Debug)]
pub enum Speech {
    /// Where nothing was chosen in it.
    Usual(Lang),
    /// Whatever was chosen: somebody has asked for it this time.
    Given(Lang),
}

/// What was done on a thread of its own.
enum Done {
    Read(PathBuf, io::Result<Vec<u8>>),
    Loaded(Box<Loaded>),
    Changed(Box<Changed>),
    Linked(Result<(), String>),
    Indexed(Box<Indexed>),
    /// The system did not open something: the key of what is said of it.
    Unopened(&'static str),
}

impl Shell {
    /// Starts the backend. Where that fails, the window says why nothing can be done, and so does the error.
    pub fn open(
        ctx: &Context,
        config: Config,
        lang: Speech,
        views: impl FnOnce() -> Views,
    ) -> (Shell, Option<StartError>) {
        ui::theme::install(ctx);
        let data_dir = config.data_dir.clone();
        let (Speech::Usual(texts) | Speech::Given(texts)) = lang;
        let mut model = Model::new(Texts::new(texts), now(), random);
        let wake = ctx.clone();
        let (backend, error) = match Backend::start(config, move || wake.request_repaint()) {
            Ok(backend) => (Some(backend), None),
            Err(error) => {
                model.close(reason(&model.state.texts, &error));
                (None, Some(error))
            }
        };
        model.furnish(Preferences::read(&data_dir), matches!(lang, Speech::Given(_)), places(&data_dir));
        let views = views().with_unfinished(Unfinished::read(&data_dir));
        let preferences = Keeper::new(data_dir.clone(), preferences::FILE);
        let unfinished = Keeper::new(data_dir, unfinished::FILE);
        let (done_sender, done) = mpsc::channel();
        let (queue, pending, ctx) = (CommandQueue::default(), Vec::new(), ctx.clone());
        let shell =
            Shell { model, views, queue, backend, pending, done, done_sender, preferences, unfinished, ctx };
        (shell, error)
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
        for address in chosen_addresses(ui.ctx()) {
            self.open_outside(ui.ctx(), address.into());
        }
        let commands = self.queue.take();
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        for command in commands {
            self.model.on_command(command);
        }
        self.carry_out(ui.ctx());
    }

    /// Ends the backend, with all that was written on the disk: also in documents that are being loaded for it.
    pub fn close(&mut self) {
        let until = Instant::now() + LAST_CHANGES;
        while self.backend.is_some() && self.model.is_changing_elsewhere() && Instant::now() < until {
            self.take_in();
            self.carry_out(&self.ctx.clone());
            std::thread::sleep(Duration::from_millis(2));
        }
        if let Some(backend) = self.backend.take() {
            backend.shutdown();
        }
        self.preferences.close();
        self.unfinished.close();
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
                Done::Linked(told) => self.model.on_links(told),
                Done::Indexed(indexed) => self.model.on_indexed(*indexed),
                Done::Unopened(key) => self.model.on_unopened(key),
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
                Outgoing::ChooseFile => self.choose_file(ctx),
                // A network drive may take its time.
                Outgoing::ReadFile(path) => self.aside(ctx, move || {
                    let bytes = read_bounded(&path);
                    Some(Done::Read(path, bytes))
                }),
                // Lost, it is chosen again.
                Outgoing::Keep(preferences) => self.preferences.keep(preferences),
                Outgoing::KeepUnfinished(unfinished) => self.unfinished.keep(unfinished),
                Outgoing::OpenFolder(path) => self.open_outside(ctx, path.into_os_string()),
                Outgoing::OpenLinks => self.aside(ctx, || Some(Done::Linked(desktop::open_links()))),
                // Long minutes take a while, in which the window is to be alive.
                Outgoing::Change(changing) => {
                    self.aside(ctx, || Some(Done::Changed(Box::new(changing.run()))))
                }
                Outgoing::Index(indexing) => {
                    self.aside(ctx, || Some(Done::Indexed(Box::new(indexing.run()))))
                }
                Outgoing::Load(loading) => self.aside(ctx, || Some(Done::Loaded(Box::new(loading.run())))),
                Outgoing::Present { workspace, presence, active } => {
                    if let Some(backend) = &self.backend {
                        backend.present(workspace, presence, active);
                    }
                }
            }
        }
    }

    /// The system's own dialog, on a thread of its own: the window goes on meanwhile.
    fn choose_file(&self, ctx: &Context) {
        let dialog = rfd::FileDialog::new()
            .set_title(self.model.state.texts.get("import-choose"))
            .add_filter("txt, md", &["txt", "md", "markdown", "text"]);
        self.aside(ctx, move || {
            let asked = Instant::now();
            let Some(path) = dialog.pick_file() else {
                // The system tells "there is none" and "never mind" alike; nobody is so fast.
                return (asked.elapsed() < AT_ONCE).then_some(Done::Unopened("window-no-file-dialog"));
            };
            let bytes = read_bounded(&path);
            Some(Done::Read(path, bytes))
        });
    }

    /// With the program that the system has for it, which may take its time to start.
    fn open_outside(&self, ctx: &Context, what: OsString) {
        self.aside(ctx, move || {
            let error = open::that_detached(&what).err()?;
            tracing::warn!(%error, "nothing opens this");
            Some(Done::Unopened("window-nothing-opens"))
        });
    }

    /// Does something on a thread of its own; the next frame takes in what comes of it.
    fn aside(&self, ctx: &Context, work: impl FnOnce() -> Option<Done> + Send + 'static) {
        let (sender, ctx) = (self.done_sender.clone(), ctx.clone());
        std::thread::spawn(move || {
            if let Some(done) = work() {
                // The window may be closed by now.
                let _ = sender.send(done);
                ctx.request_repaint();
            }
        });
    }
}

/// The addresses that somebody chose in the last frame: pages, mail and telephone numbers, and nothing that could start a
/// program.
fn chosen_addresses(ctx: &Context) -> Vec<String> {
    let mut chosen = Vec::new();
    ctx.output_mut(|output| {
        output.commands.retain(|command| match command {
            OutputCommand::OpenUrl(address) => {
                chosen.push(address.url.clone());
                false
            }
            _ => true,
        });
    });
    chosen.retain(|address| leads_somewhere(address));
    chosen
}

fn places(data_dir: &Path) -> Places {
    let home = std::env::home_dir().unwrap_or_default();
    Places {
        data: data_dir.display().to_string(),
        home: home.display().to_string(),
        takes_links: desktop::takes_links(),
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

#[cfg(test)]
mod tests;
