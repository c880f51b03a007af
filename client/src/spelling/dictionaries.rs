//! Where dictionaries lie: a pair of files of the same name, `sv_SE.aff` and `sv_SE.dic`, in one of the places where an
//! operating system, a person or LibreOffice puts them.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// The names of Swedish and of English dictionaries, the preferred ones first: of each language one is enough.
const NAMES: [&[&str]; 2] =
    [&["sv_SE", "sv-SE", "sv", "sv_FI", "sv-FI"], &["en_GB", "en-GB", "en_US", "en-US", "en"]];
/// So many entries of a directory are looked at when LibreOffice's `dict-…` are searched.
const MAX_ENTRIES: usize = 2_000;

/// A pair of files that lie there; nobody has read them yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Their name: "sv_SE".
    pub language: String,
    /// The rules.
    pub aff: PathBuf,
    /// The words.
    pub dic: PathBuf,
}

impl Found {
    /// The pair that either of its files names; whether they are there is seen when they are read.
    pub fn beside(path: &Path) -> Found {
        let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Found { language, aff: path.with_extension("aff"), dic: path.with_extension("dic") }
    }
}

/// A Swedish and an English dictionary, each the preferred one of those that lie in the directories or in their `dict-…`
/// (LibreOffice's way); the earlier directory wins. Touches the disk.
pub fn find(directories: &[PathBuf]) -> Vec<Found> {
    let directories: Vec<PathBuf> =
        directories.iter().flat_map(|directory| with_extensions(directory)).collect();
    let preferred = |names: &&[&str]| {
        names.iter().find_map(|name| {
            let pair = |directory: &PathBuf| Found {
                language: (*name).to_owned(),
                aff: directory.join(format!("{name}.aff")),
                dic: directory.join(format!("{name}.dic")),
            };
            directories.iter().map(pair).find(|found| found.aff.is_file() && found.dic.is_file())
        })
    };
    NAMES.iter().filter_map(preferred).collect()
}

/// Where this system's dictionaries lie, whether or not there is such a directory. Windows has none of its own, but those
/// of LibreOffice.
pub fn places() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    places_on(std::env::consts::OS, variable)
}

pub(super) fn places_on(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Vec<PathBuf> {
    let under = |name: &str, rest: &str| variable(name).map(|start| PathBuf::from(start).join(rest));
    let fixed = |path: &str| Some(PathBuf::from(path));
    let all = match system {
        "windows" => {
            let office = "LibreOffice/share/extensions";
            vec![under("ProgramFiles", office), under("ProgramFiles(x86)", office)]
        }
        "macos" => vec![
            under("HOME", "Library/Spelling"),
            fixed("/Library/Spelling"),
            fixed("/Applications/LibreOffice.app/Contents/Resources/extensions"),
        ],
        _ => vec![
            under("XDG_DATA_HOME", "hunspell").or_else(|| under("HOME", ".local/share/hunspell")),
            fixed("/usr/share/hunspell"),
            fixed("/usr/share/myspell"),
            fixed("/usr/share/myspell/dicts"),
            fixed("/usr/local/share/hunspell"),
        ],
    };
    all.into_iter().flatten().collect()
}

/// The directory, and those of its `dict-…` in the order of their names.
fn with_extensions(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().take(MAX_ENTRIES).flatten();
    let mut extensions: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("dict-"))
        .map(|entry| entry.path())
        .collect();
    extensions.sort();
    extensions.insert(0, directory.to_owned());
    extensions
}
