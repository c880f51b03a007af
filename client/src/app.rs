//! The window on the screen: the shell, its title, and the bell that a second window rings.

use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc,
};

use eframe::{App, CreationContext, NativeOptions};
use egui::{Context, UserAttentionType, ViewportBuilder, ViewportCommand, ViewportId};

use crate::{
    backend::{
        Config, StartError,
        doorbell::{self, Doorbell},
    },
    cli::WindowStart,
    clipboard::SystemClipboard,
    editor::Proofing,
    shell::{Shell, Speech},
    spelling::{self, Sources},
    ui::Views,
};

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

/// Opens the window on what lies in the data directory, and returns when it is closed. Where there is one already, that
/// one comes to the front instead, with the invitation link if there is one.
///
/// # Errors
/// [`AppError::Start`] after the window has told why nothing can be done, [`AppError::Window`] where none
/// could be shown.
pub fn run(start: WindowStart) -> Result<(), AppError> {
    let WindowStart { data_dir, lang, lang_given, link } = start;
    let lang = if lang_given { Speech::Given(lang) } else { Speech::Usual(lang) };
    if doorbell::ring(&data_dir, link.as_deref()) {
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
            let (mut window, error) = Window::open(creation, data_dir, lang);
            if let Some(link) = link {
                window.shell.model.on_link(link);
            }
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
    shell: Shell,
    doorbell: Option<Doorbell>,
    /// Invitations that a second window was opened with.
    links: mpsc::Receiver<String>,
    title: String,
}

impl Window {
    fn open(creation: &CreationContext<'_>, data_dir: PathBuf, lang: Speech) -> (Window, Option<StartError>) {
        let ctx = &creation.egui_ctx;
        let config = Config::new(data_dir.clone(), true);
        let views =
            || Views::new(Box::new(SystemClipboard::default())).with_proofing(proofing(ctx, &data_dir));
        let (shell, error) = Shell::open(ctx, config, lang, views);
        let (sender, links) = mpsc::channel();
        let doorbell = if error.is_none() { hang_doorbell(ctx.clone(), &data_dir, sender) } else { None };
        (Window { shell, doorbell, links, title: String::new() }, error)
    }
}

impl App for Window {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.links.try_iter().for_each(|link| self.shell.model.on_link(link));
        self.shell.logic(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.shell.ui(ui);
        let title = self.shell.model.state.window_title();
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
        self.shell.close();
    }
}

/// Comes to the front when a second window is started; where the system does not let it, it asks for attention.
fn hang_doorbell(ctx: Context, data_dir: &Path, links: mpsc::Sender<String>) -> Option<Doorbell> {
    let rung = move |link: Option<String>| {
        if let Some(link) = link {
            // The window may be gone by now.
            let _ = links.send(link);
        }
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
