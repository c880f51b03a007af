//! What the command line says, as values. The definition of the commands is in `define`, what each match
//! means in `read`, and clap's complaints as sentences in `errors`.

mod clean;
mod completions;
mod define;
mod errors;
mod length;
mod read;
mod teach;
#[cfg(test)]
mod tests;

use std::{ffi::OsString, path::PathBuf};

use samskriv_shared::{documents::MinutesField, membership::Role, text::BlockKind};

use crate::{
    export::Format,
    i18n::{Lang, Texts},
};

pub use errors::UsageError;

/// A whole command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Arguments {
    pub global: Global,
    /// None: the window.
    pub command: Option<Command>,
}

/// Options that every command takes, before or after its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Global {
    pub data: Option<PathBuf>,
    /// A name, or the beginning of an id.
    pub workspace: Option<String>,
    pub lang: Lang,
    /// The language was asked for here, and not taken from around the program.
    pub lang_given: bool,
    pub json: bool,
}

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Import {
        files: Vec<PathBuf>,
        me: Me,
    },
    List {
        /// What lies in the trash, and nothing else.
        trash: bool,
    },
    Show {
        doc: String,
    },
    Actions(ActionFilter),
    Decisions,
    Search {
        text: String,
    },
    Export {
        doc: String,
        to: PathBuf,
        format: Format,
    },
    Edit {
        doc: String,
        edits: Vec<Edit>,
    },
    ActionAdd {
        doc: String,
        text: String,
        owners: Vec<String>,
        due: Option<String>,
    },
    ActionDone {
        id: String,
    },
    ActionReopen {
        id: String,
    },
    Share {
        doc: String,
        /// A name, or the beginning of an id: the workspace that the draft moves to.
        to: Option<String>,
    },
    WorkspaceNew {
        name: String,
        relay: Option<String>,
        token: Option<String>,
        me: Me,
    },
    WorkspaceConnect {
        url: String,
        token: Option<String>,
    },
    WorkspaceList,
    WorkspaceLeave {
        /// What is lost by it has been thought of.
        yes: bool,
    },
    WorkspaceRecover {
        code: String,
        relay: Option<String>,
        me: Me,
    },
    Invite {
        role: Role,
        expires_s: u64,
        uses: u32,
    },
    Join {
        link: String,
        me: Me,
    },
    Members,
    Role {
        device: String,
        role: Role,
    },
    Remove {
        device: String,
    },
    Sync(SyncUntil),
    Status,
    Backup {
        file: PathBuf,
        passphrase_file: Option<PathBuf>,
    },
    StoreCheck,
    Restore {
        file: PathBuf,
        passphrase_file: Option<PathBuf>,
    },
}

/// Who I am, as far as the command line says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Me {
    pub name: Option<String>,
    pub municipality: Option<String>,
    pub title: Option<String>,
}

/// Which actions to list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionFilter {
    /// Only what is neither done nor dropped.
    pub open: bool,
    pub owner: Option<String>,
    pub municipality: Option<String>,
}

/// One edit of minutes.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    Set { field: MinutesField, value: String },
    Append { kind: BlockKind, text: String },
}

/// How long to keep in touch with the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncUntil {
    CaughtUp,
    Seconds(u64),
    Interrupted,
}

/// What came of reading the command line.
#[derive(Clone, Debug, PartialEq)]
pub enum Parsed {
    Run(Arguments),
    /// `--help`, `--version` or `completions`: what to print.
    Print(String),
    Wrong(UsageError),
}

/// What must be known before anything is parsed, since the parser itself speaks: the language and the form of
/// errors. Looks only at the words before a lone `--`.
pub fn manners(args: &[OsString]) -> (Lang, bool) {
    let words: Vec<String> = args
        .iter()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned())
        .take_while(|word| word != "--")
        .collect();
    let named = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
        Some("") => words.get(at + 1).cloned(),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let lang = named.and_then(|name| Lang::parse(&name)).unwrap_or_else(Lang::from_environment);
    (lang, words.iter().any(|word| word == "--json"))
}

/// `samskriv help import` is `samskriv import --help`.
fn asked_for_help(args: &[OsString]) -> Vec<OsString> {
    match args {
        [program, help, words @ ..] if help == "help" => {
            [std::slice::from_ref(program), words, &["--help".into()]].concat()
        }
        _ => args.to_vec(),
    }
}

/// All commands, for tests that must leave none out.
#[cfg(all(test, unix))]
pub fn definition(texts: &Texts) -> clap::Command {
    define::program(texts)
}

/// Reads the command line (`args[0]` is the program's name).
pub fn parse(args: &[OsString], texts: &Texts) -> Parsed {
    let mut program = define::program(texts);
    match program.try_get_matches_from_mut(asked_for_help(args)) {
        Ok(matches) => match matches.subcommand() {
            Some(("completions", matches)) => {
                Parsed::Print(completions::script(&read::shell(matches), &program))
            }
            _ => read::arguments(&matches, texts).map_or_else(Parsed::Wrong, Parsed::Run),
        },
        Err(error) if !error.use_stderr() => Parsed::Print(error.render().to_string()),
        Err(error) => Parsed::Wrong(errors::sentence(&error, texts)),
    }
}
