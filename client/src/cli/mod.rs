//! The commands: the same backend as the window's, without a window. Names, shapes and exit statuses are fixed
//! in design/CLI.md; scripts and an outside checker rely on them.
//!
//! `run` reads the command line and returns what the program is to do next; nothing below it prints but to the
//! writers it was given, so that tests run commands in their own process.

mod arguments;
mod backup;
mod check;
mod export;
mod failure;
mod import;
mod json;
mod leaving;
mod moving;
mod network;
mod output;
mod passphrase;
mod people;
mod place;
mod plain;
mod progress;
mod read;
mod resolve;
mod session;
mod sync;
#[cfg(test)]
mod tests;
mod write;

use std::{ffi::OsString, io::Write, path::PathBuf, time::Instant};

use samskriv_shared::documents::ActionStatus;

use self::{
    arguments::{Arguments, Command, Parsed},
    failure::{Failure, exit},
    output::{Output, failure_line},
    passphrase::Surroundings,
    progress::Progress,
    read::Library,
    session::Session,
    write::{Desk, NewAction},
};
use crate::{
    app::AppError,
    i18n::{Lang, Texts},
};

/// What the program does after the command line was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A command ran; exit with this status.
    Exit(u8),
    /// No command: open the window.
    Window(WindowStart),
}

/// What the command line says for the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowStart {
    pub data_dir: PathBuf,
    pub lang: Lang,
    /// The language was asked for there: it goes before what was chosen in the window.
    pub lang_given: bool,
    /// An invitation link that the desktop, or somebody, opened the program with.
    pub link: Option<String>,
}

/// Reads the command line (`args[0]` is the program's name) and runs the command. Answers go to `out`,
/// failures to `err`, and there also how far it has come where `watched`: somebody sits at both.
pub fn run(args: &[OsString], out: &mut dyn Write, err: &mut dyn Write, watched: bool) -> Next {
    run_in(&Surroundings::default(), args, out, err, watched)
}

/// As `run`, with what is around the program given.
fn run_in(
    around: &Surroundings,
    args: &[OsString],
    out: &mut dyn Write,
    err: &mut dyn Write,
    watched: bool,
) -> Next {
    let (args, link) = linked(args);
    let started = Instant::now();
    let elapsed = || started.elapsed();
    let (lang, json) = arguments::manners(args);
    let texts = Texts::new(lang);
    let mut output = Output { texts: &texts, json, to: out };
    let done = match arguments::parse(args, &texts) {
        Parsed::Print(text) => output.text(&text).map(|()| None),
        Parsed::Wrong(error) => Err(error.into()),
        Parsed::Run(arguments) => {
            let mut progress = Progress::new((watched && !json).then_some(&mut *err), &elapsed);
            start(arguments, around, &mut output, &mut progress)
        }
    };
    match done {
        Ok(None) => Next::Exit(exit::DONE),
        Ok(Some(window)) => Next::Window(WindowStart { link, ..window }),
        Err(failure) => Next::Exit(tell(&failure, &texts, json, err)),
    }
}

/// The arguments without an invitation link that stands alone, as a desktop that opens one gives it. What follows a
/// command's name is the command's.
fn linked(args: &[OsString]) -> (&[OsString], Option<String>) {
    let link = |arg: &OsString| arg.to_str().filter(|arg| arg.starts_with("samskriv:")).map(str::to_owned);
    match args {
        [program, first] if link(first).is_some() => (std::slice::from_ref(program), link(first)),
        _ => (args, None),
    }
}

/// Tells why the window could not do its work; the status to exit with.
pub fn window_failed(error: AppError, lang: Lang, err: &mut dyn Write) -> u8 {
    let failure = match error {
        AppError::Start(error) => Failure::Start(error),
        AppError::Window(error) => Failure::NoWindow(error.to_string()),
    };
    tell(&failure, &Texts::new(lang), false, err)
}

fn tell(failure: &Failure, texts: &Texts, json: bool, err: &mut dyn Write) -> u8 {
    // Where standard error is gone there is nobody left to tell; the status still says it.
    let _ = writeln!(err, "{}", failure_line(failure, texts, json));
    failure.exit()
}

fn start(
    arguments: Arguments,
    around: &Surroundings,
    output: &mut Output,
    progress: &mut Progress,
) -> Result<Option<WindowStart>, Failure> {
    let Arguments { global, command } = arguments;
    let data_dir = global.data.or_else(place::data_dir).ok_or(Failure::NoDataDirectory)?;
    match command {
        None => {
            let (lang, lang_given) = (global.lang, global.lang_given);
            return Ok(Some(WindowStart { data_dir, lang, lang_given, link: None }));
        }
        Some(Command::Sync(until)) => sync::sync(data_dir, global.workspace.as_deref(), until, output)?,
        Some(Command::Backup { file, passphrase_file }) => {
            backup::backup(data_dir, &file, passphrase_file.as_deref(), around, output)?;
        }
        Some(Command::Restore { file, passphrase_file }) => {
            backup::restore(data_dir, &file, passphrase_file.as_deref(), around, output)?;
        }
        Some(Command::StoreCheck) => check::check(data_dir, output)?,
        Some(Command::Import { files, me }) => {
            // Files are read first: a missing one is told without a network having been made for it.
            let sources = import::read(&files, progress, output.texts)?;
            let session = Session::start(data_dir, false, || {})?;
            let done = session.workspace_or_found(global.workspace.as_deref(), &me, output.texts).and_then(
                |(workspace, founded)| {
                    import::import(&session, &workspace, &sources, founded.as_ref(), &me, progress, output)
                },
            );
            session.end();
            done?;
        }
        Some(command) => {
            let session = Session::start(data_dir, needs_relay(&command), || {})?;
            let done = execute(&session, &command, global.workspace.as_deref(), output);
            session.end();
            done?;
        }
    }
    Ok(None)
}

/// Whether a command talks to the relay. All others leave the sending to `sync`.
fn needs_relay(command: &Command) -> bool {
    match command {
        Command::WorkspaceNew { relay, .. } => relay.is_some(),
        Command::WorkspaceConnect { .. }
        | Command::Invite { .. }
        | Command::Join { .. }
        | Command::WorkspaceRecover { .. }
        | Command::WorkspaceLeave { .. }
        | Command::Role { .. }
        | Command::Remove { .. }
        | Command::Sync(_) => true,
        _ => false,
    }
}

/// One arm per command; `choice` is `--workspace`.
fn execute(
    session: &Session,
    command: &Command,
    choice: Option<&str>,
    output: &mut Output,
) -> Result<(), Failure> {
    let library = || Library::load(session, session.find_workspace(choice)?.as_ref());
    let workspace = || session.workspace(choice);
    match command {
        Command::List { trash } => read::list(&library()?, *trash, output),
        Command::Show { doc } => read::show(session, session.find_workspace(choice)?.as_ref(), doc, output),
        Command::Actions(filter) => read::actions(&library()?, filter, output),
        Command::Decisions => read::decisions(&library()?, output),
        Command::Export { doc, to, format } => {
            let workspace = session.find_workspace(choice)?;
            let to = export::Target { path: to, format: *format };
            export::export(session, workspace.as_ref(), doc, &to, output)
        }
        Command::Search { text } => read::search(&library()?, text, output),
        Command::Edit { doc, edits } => {
            write::edit(&Desk { session, workspace: &workspace()? }, doc, edits, output)
        }
        Command::ActionAdd { doc, text, owners, due } => {
            let new = NewAction { text, owners, due: due.as_deref() };
            write::add_action(&Desk { session, workspace: &workspace()? }, doc, &new, output)
        }
        Command::ActionDone { id } => {
            write::set_status(&Desk { session, workspace: &workspace()? }, id, ActionStatus::Done, output)
        }
        Command::ActionReopen { id } => {
            write::set_status(&Desk { session, workspace: &workspace()? }, id, ActionStatus::Open, output)
        }
        Command::Share { doc, to: None } => {
            write::share(&Desk { session, workspace: &workspace()? }, doc, output)
        }
        Command::Share { doc, to: Some(to) } => moving::share_to(session, choice, doc, to, output),
        Command::WorkspaceNew { name, relay, token, me } => {
            network::new_workspace(session, name, relay.as_ref(), token.as_ref(), me, output)
        }
        Command::WorkspaceConnect { url, token } => {
            network::connect(session, &workspace()?, url, token.as_ref(), output)
        }
        Command::WorkspaceList => network::list(session, output),
        Command::WorkspaceRecover { code, relay, me } => {
            network::recover(session, code, relay.as_ref(), me, output)
        }
        Command::WorkspaceLeave { yes } => leaving::leave(session, &workspace()?, *yes, output),
        Command::Invite { role, expires_s, uses } => {
            network::invite(session, &workspace()?, *role, *expires_s, *uses, output)
        }
        Command::Join { link, me } => network::join(session, link, me, output),
        Command::Members => network::members(session, session.find_workspace(choice)?.as_ref(), output),
        Command::Role { device, role } => network::set_role(session, &workspace()?, device, *role, output),
        Command::Remove { device } => network::remove(session, &workspace()?, device, output),
        // The others have been done: `sync` listens for interrupts, `import` tells how far it has come, backups ask
        // for a passphrase, and `store check` must start nothing.
        Command::Status
        | Command::Sync(_)
        | Command::Import { .. }
        | Command::StoreCheck
        | Command::Backup { .. }
        | Command::Restore { .. } => sync::status(session, session.find_workspace(choice)?.as_ref(), output),
    }
}
