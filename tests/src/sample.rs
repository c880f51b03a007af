//! The sample minutes as a file, for the commands that read files.

use std::path::{Path, PathBuf};

/// The sample's title, as the importer is to read it.
pub const TITLE: &str = "Socialchefsnätverket nordväst";

/// Writes the sample minutes into a directory.
pub fn write(dir: &Path) -> std::io::Result<PathBuf> {
    let path = dir.join("natverksmote.md");
    std::fs::write(&path, samskriv_shared::import::sample::SAMPLE)?;
    Ok(path)
}
