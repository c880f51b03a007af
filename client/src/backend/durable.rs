//! Every place where the program waits until something is on the disk goes through here, so that a test which
//! cuts the power can know what the disk had promised.

use std::{io, path::Path, sync::OnceLock};

/// What is made durable.
#[derive(Debug, Clone, Copy)]
pub enum Durable<'a> {
    /// A file's bytes and its length.
    File(&'a Path),
    /// Which files a directory has.
    Names(&'a Path),
    /// A directory's files, those of the directories in it, and which they are.
    All(&'a Path),
}

/// Called before something is made durable; what it gives is called once it is.
pub type Recorder = Box<dyn Fn(Durable<'_>) -> Box<dyn FnOnce()> + Send + Sync>;

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// Has everything that this process makes durable from now on noted; the first recorder stays.
pub fn record(recorder: Recorder) {
    let _ = RECORDER.set(recorder);
}

/// Makes something durable by `sync`.
pub(super) fn make(what: Durable<'_>, sync: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let noted = RECORDER.get().map(|recorder| recorder(what));
    sync()?;
    if let Some(noted) = noted {
        noted();
    }
    Ok(())
}
