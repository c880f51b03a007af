//! The program `samskriv`: a command, or the window. In the library, so that the demo and the tests can be
//! the client too.

use std::{
    ffi::OsString,
    io::{IsTerminal, Write, stderr, stdout},
    process::ExitCode,
};

use crate::{
    app::{self, AppError},
    cli::{self, Next, WindowStart},
    console, heap,
};

/// Does what the arguments say, the program's name first.
pub fn run(args: &[OsString]) -> ExitCode {
    heap::give_back();
    log_where_asked();
    // Not locked: the backend's thread may log to standard error meanwhile.
    let watched = stdout().is_terminal() && stderr().is_terminal();
    match cli::run(args, &mut stdout(), &mut stderr(), watched) {
        Next::Exit(status) => ExitCode::from(status),
        Next::Window(start) => window(start),
    }
}

fn window(start: WindowStart) -> ExitCode {
    let lang = start.lang;
    let is_read = console::leave_own();
    let Err(error) = app::run(start) else { return ExitCode::SUCCESS };
    // All else was told in the window.
    let is_untold = !is_read && matches!(error, AppError::Window(_));
    let mut told = Vec::new();
    let status = cli::window_failed(error, lang, &mut told);
    let _ = stderr().write_all(&told);
    if is_untold {
        let level = rfd::MessageLevel::Error;
        let text = String::from_utf8_lossy(&told);
        rfd::MessageDialog::new().set_level(level).set_title("Samskriv").set_description(text).show();
    }
    ExitCode::from(status)
}

/// Logs to standard error with SAMSKRIV_LOG=error, warn, info, debug or trace; else stays silent, since
/// standard error belongs to the commands' own messages.
fn log_where_asked() {
    let level = std::env::var("SAMSKRIV_LOG").ok().and_then(|level| level.parse::<tracing::Level>().ok());
    if let Some(level) = level {
        tracing_subscriber::fmt().with_max_level(level).with_writer(stderr).init();
    }
}
