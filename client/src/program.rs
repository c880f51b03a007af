//! The program `samskriv`: a command, or the window. In the library, so that the demo and the tests can be
//! the client too.

use std::{
    ffi::OsString,
    io::{IsTerminal, stderr, stdout},
    process::ExitCode,
};

use crate::{
    app,
    cli::{self, Next},
    heap,
};

/// Does what the arguments say, the program's name first.
pub fn run(args: &[OsString]) -> ExitCode {
    heap::give_back();
    log_where_asked();
    // Not locked: the backend's thread may log to standard error meanwhile.
    let watched = stdout().is_terminal() && stderr().is_terminal();
    match cli::run(args, &mut stdout(), &mut stderr(), watched) {
        Next::Exit(status) => ExitCode::from(status),
        Next::Window(start) => {
            let lang = start.lang;
            match app::run(start) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => ExitCode::from(cli::window_failed(error, lang, &mut stderr())),
            }
        }
    }
}

/// Logs to standard error with SAMSKRIV_LOG=error, warn, info, debug or trace; else stays silent, since
/// standard error belongs to the commands' own messages.
fn log_where_asked() {
    let level = std::env::var("SAMSKRIV_LOG").ok().and_then(|level| level.parse::<tracing::Level>().ok());
    if let Some(level) = level {
        tracing_subscriber::fmt().with_max_level(level).with_writer(stderr).init();
    }
}
