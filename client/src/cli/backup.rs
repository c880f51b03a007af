//! `backup` and `restore`: everything on this computer in one sealed file, and back.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{
    arguments::UsageError,
    failure::Failure,
    json,
    output::Output,
    passphrase::{Surroundings, passphrase},
    plain,
    session::{Session, unexpected},
};
use crate::backend::{self, Answer, BackupError, Config, Request};

/// A file that is there is refused, unlike in `export`: an older backup may be all that is left of something.
pub fn backup(
    data_dir: PathBuf,
    file: &Path,
    passphrase_file: Option<&Path>,
    around: &Surroundings,
    output: &mut Output,
) -> Result<(), Failure> {
    if file.is_dir() {
        return Err(is_directory(file, output));
    }
    if file.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(file.to_owned()).into());
    }
    if file.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        return Err(Failure::NotWritten { path: file.to_owned(), error: ErrorKind::NotFound.into() });
    }
    let config = Config { backup_cost: around.cost, ..Config::new(data_dir, false) };
    let session = Session::start_with(config, || {})?;
    let kept = keep(&session, file, passphrase_file, around, output);
    session.end();
    let told = kept?;
    let name = file.to_string_lossy();
    output.answer(|| json::backed_up(&told, &name), |texts| plain::backed_up(&told, &name, texts))
}

fn keep(
    session: &Session,
    file: &Path,
    passphrase_file: Option<&Path>,
    around: &Surroundings,
    output: &Output,
) -> Result<backend::BackedUp, Failure> {
    // Nobody is asked for a passphrase for nothing.
    if session.workspaces()?.is_empty() {
        return Err(Failure::NoWorkspace);
    }
    let passphrase = passphrase(passphrase_file, true, around, output.texts)?;
    match session.ask(Request::BackUp { to: file.to_owned(), passphrase })? {
        Answer::BackedUp(told) => Ok(told),
        other => Err(unexpected(&other)),
    }
}

fn is_directory(file: &Path, output: &Output) -> Failure {
    let file = file.to_string_lossy().into_owned();
    UsageError(output.texts.with("usage-export-directory", &[("file", file.into())])).into()
}

pub fn restore(
    data_dir: PathBuf,
    file: &Path,
    passphrase_file: Option<&Path>,
    around: &Surroundings,
    output: &mut Output,
) -> Result<(), Failure> {
    if file.is_dir() {
        return Err(is_directory(file, output));
    }
    if !file.exists() {
        return Err(Failure::NoSuchFile(file.to_owned()));
    }
    let passphrase = passphrase(passphrase_file, false, around, output.texts)?;
    let told = backend::restore(&Config::new(data_dir, false), file, &passphrase)?;
    let name = file.to_string_lossy();
    output.answer(|| json::restored(&told, &name), |texts| plain::restored(&told, texts))
}
