//! The commands beside serving. Where a relay runs with the data directory, it is asked; where none does, the
//! log is opened here.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgMatches, Command, value_parser};
use data_encoding::BASE32_NOPAD;
use samskriv_shared::ids::WorkspaceId;

use super::CliError;
#[cfg(unix)]
use crate::{
    admin::{Answer, Asked, Question},
    log::redb::Row,
};
use crate::{
    config::RelayLimits,
    log::{Batch, Log, LogError, LogState, TokenHash, redb::RedbLog},
};

/// Random bytes in an operator's token.
const TOKEN: usize = 20;

/// The commands, for the program's own.
pub fn commands() -> [Command; 5] {
    let file = |help| {
        Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(help)
    };
    [
        Command::new("token")
            .about("tokens that let someone create a workspace")
            .subcommand_required(true)
            .subcommand(Command::new("new").about("prints a new token, good for one workspace")),
        Command::new("workspaces").about("lists the workspaces, their entries and bytes"),
        Command::new("check").about(
            "reads the whole log and says what does not hold in it; changes nothing; exit status 1 if anything \
             does not",
        ),
        Command::new("backup")
            .about("copies the log as it is at this moment, also while the relay runs, and verifies the copy")
            .arg(file("where to; there must be nothing yet")),
        Command::new("restore")
            .about(
                "makes the log of a backup, in a data directory without one; programs notice and bring back \
                 what the backup lacks",
            )
            .arg(file("what backup has written")),
    ]
}

/// Runs a command of [`commands`].
///
/// # Errors
/// [`CliError`]
pub fn execute(data: &Path, name: &str, matches: &ArgMatches) -> Result<(), CliError> {
    let file = || matches.get_one::<PathBuf>("file").map(PathBuf::as_path).unwrap_or(Path::new(""));
    match name {
        "token" => new_token(data),
        "check" => check(data),
        "backup" => backup(data, file()),
        "restore" => restore(data, file()),
        _ => list_workspaces(data),
    }
}

/// A line for each workspace.
pub fn listed(workspaces: &[(WorkspaceId, LogState)]) -> String {
    let line =
        |(id, state): &(WorkspaceId, LogState)| format!("{id} {} entries {} bytes\n", state.seq, state.bytes);
    workspaces.iter().map(line).collect()
}

fn cache() -> usize {
    RelayLimits::default().cache_bytes
}

/// The first token comes before the relay's first start, so this makes the log where there is none,
/// and says so: the directory may have been mistyped.
fn new_token(data: &Path) -> Result<(), CliError> {
    let mut random = [0; TOKEN];
    getrandom::fill(&mut random).map_err(|_| CliError::Random)?;
    let token = BASE32_NOPAD.encode(&random).to_lowercase();
    let hash = TokenHash::of(&token);
    let opened = match RedbLog::open_existing(data, cache()) {
        Err(LogError::Missing(dir)) => {
            let log = RedbLog::open(data, cache())?;
            let _ = writeln!(std::io::stderr(), "samskriv-relay: made a new log in {}", dir.display());
            Ok(log)
        }
        opened => opened,
    };
    match opened {
        #[cfg(unix)]
        Err(LogError::Held) => tell(data, &Question::Token(hash.0))?,
        opened => opened?.commit(&Batch { new_tokens: vec![hash], ..Batch::default() })?,
    }
    Ok(writeln!(std::io::stdout(), "{token}")?)
}

fn list_workspaces(data: &Path) -> Result<(), CliError> {
    match RedbLog::open_existing(data, cache()) {
        #[cfg(unix)]
        Err(LogError::Held) => tell(data, &Question::Workspaces),
        opened => Ok(write!(std::io::stdout(), "{}", listed(&opened?.workspaces()?))?),
    }
}

/// The report is the answer, whatever it says; what does not hold is told by the exit status.
fn check(data: &Path) -> Result<(), CliError> {
    let report = match RedbLog::check(data, cache()) {
        #[cfg(unix)]
        Err(LogError::Held) => return tell(data, &Question::Check),
        checked => checked?,
    };
    write!(std::io::stdout(), "{report}")?;
    if report.is_whole() { Ok(()) } else { Err(CliError::Damaged) }
}

fn backup(data: &Path, file: &Path) -> Result<(), CliError> {
    RedbLog::make_of::<CliError>(file, cache(), |put| match RedbLog::rows_of(data, cache(), &mut *put) {
        #[cfg(unix)]
        Err(CliError::Serve(crate::ServeError::Log(LogError::Held))) => rows_of_running(data, put),
        copied => copied,
    })?;
    Ok(writeln!(std::io::stdout(), "backed up to {}", file.display())?)
}

fn restore(data: &Path, file: &Path) -> Result<(), CliError> {
    RedbLog::restore(file, data, cache())?;
    Ok(writeln!(std::io::stdout(), "restored into {}", data.display())?)
}

/// Asks the relay that holds the log; where none listens, that it is held is all there is to say.
#[cfg(unix)]
fn ask(data: &Path, question: &Question) -> Result<Asked, CliError> {
    Asked::ask(data, question).map_err(|_| LogError::Held.into())
}

/// Prints what a running relay answers.
#[cfg(unix)]
fn tell(data: &Path, question: &Question) -> Result<(), CliError> {
    let mut asked = ask(data, question)?;
    loop {
        match asked.next()? {
            Answer::Text(text) => write!(std::io::stdout(), "{text}")?,
            Answer::Row { .. } => return Err(CliError::Answer),
            Answer::Done => return Ok(()),
            Answer::Damaged => return Err(CliError::Damaged),
            Answer::Failed(text) => return Err(CliError::Refused(text.to_owned())),
        }
    }
}

#[cfg(unix)]
fn rows_of_running(
    data: &Path,
    put: &mut dyn FnMut(Row<'_>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let mut asked = ask(data, &Question::Backup)?;
    loop {
        match asked.next()? {
            Answer::Row { table, key, value } => put(Row { table, key, value })?,
            Answer::Done => return Ok(()),
            Answer::Failed(text) => return Err(CliError::Refused(text.to_owned())),
            Answer::Text(_) | Answer::Damaged => return Err(CliError::Answer),
        }
    }
}
