//! From clap's matches to our values, with the checks that clap cannot make.

use std::path::PathBuf;

use clap::ArgMatches;
use samskriv_shared::{documents::MinutesField, membership::Role, text::BlockKind};

use super::{
    ActionFilter, Arguments, Command, Edit, Global, Me, SyncUntil, UsageError, clean::clean, define, length,
};
use crate::{
    export::{Format, NoFormat},
    i18n::{Lang, Texts},
};

/// The level of a heading that `edit --as heading` appends: the document's title is level 1.
const HEADING_LEVEL: u8 = 2;

pub fn arguments(matches: &ArgMatches, texts: &Texts) -> Result<Arguments, UsageError> {
    let command = match matches.subcommand() {
        Some((name, matches)) => Some(command(name, matches, texts)?),
        None => None,
    };
    // Values given before a command have reached it; those given after it have not come back up.
    let mut innermost = matches;
    while let Some((_, inner)) = innermost.subcommand() {
        innermost = inner;
    }
    let given = text(innermost, "lang").and_then(|lang| Lang::parse(&lang));
    let global = Global {
        data: innermost.get_one::<std::path::PathBuf>("data").cloned(),
        workspace: text(innermost, "workspace"),
        lang: given.unwrap_or(texts.lang()),
        lang_given: given.is_some(),
        json: innermost.get_flag("json"),
    };
    Ok(Arguments { global, command })
}

fn command(name: &str, matches: &ArgMatches, texts: &Texts) -> Result<Command, UsageError> {
    Ok(match name {
        "import" => Command::Import { files: many(matches, "file"), me: me(matches, texts)? },
        "list" => Command::List { trash: matches.get_flag("trash") },
        "show" => Command::Show { doc: required(matches, "doc") },
        "actions" => Command::Actions(ActionFilter {
            open: matches.get_flag("open"),
            owner: text(matches, "owner"),
            municipality: text(matches, "municipality"),
        }),
        "decisions" => Command::Decisions,
        "search" => Command::Search { text: words(matches, "text").join(" ") },
        "export" => export(matches, texts)?,
        "edit" => Command::Edit { doc: required(matches, "doc"), edits: edits(matches, texts)? },
        "action" => action(matches, texts)?,
        "share" => Command::Share { doc: required(matches, "doc"), to: text(matches, "to") },
        "workspace" => workspace(matches, texts)?,
        "invite" => Command::Invite {
            role: role(matches),
            expires_s: expires(&required(matches, "expires"), texts)?,
            uses: matches.get_one("uses").copied().unwrap_or(1),
        },
        "join" => Command::Join { link: required(matches, "link"), me: me(matches, texts)? },
        "members" => Command::Members,
        "role" => Command::Role { device: required(matches, "device"), role: role(matches) },
        "remove" => Command::Remove { device: required(matches, "device") },
        "sync" => Command::Sync(match matches.get_one("for") {
            Some(seconds) => SyncUntil::Seconds(*seconds),
            None if matches.get_flag("until-caught-up") => SyncUntil::CaughtUp,
            None => SyncUntil::Interrupted,
        }),
        "backup" => Command::Backup {
            file: path(matches, "file"),
            passphrase_file: matches.get_one("passphrase-file").cloned(),
        },
        "restore" => Command::Restore {
            file: path(matches, "file"),
            passphrase_file: matches.get_one("passphrase-file").cloned(),
        },
        "store" => Command::StoreCheck,
        // The last one: clap lets no other name through.
        _ => Command::Status,
    })
}

/// The ending of the file's name tells what is written; one that tells nothing is found out before any work.
fn export(matches: &ArgMatches, texts: &Texts) -> Result<Command, UsageError> {
    let to = path(matches, "to");
    let known = Format::ALL.map(|format| format!(".{}", format.ending())).join(", ");
    match Format::of(&to) {
        Ok(format) => Ok(Command::Export { doc: required(matches, "doc"), to, format }),
        Err(why) => {
            let (key, what) = match why {
                NoFormat::Unknown => ("usage-export-ending", to.to_string_lossy().into_owned()),
                NoFormat::Later(ending) => ("usage-export-later", format!(".{ending}")),
            };
            Err(UsageError(texts.with(key, &[("value", what.into()), ("known", known.into())])))
        }
    }
}

fn action(matches: &ArgMatches, texts: &Texts) -> Result<Command, UsageError> {
    Ok(match matches.subcommand() {
        Some(("done", matches)) => Command::ActionDone { id: required(matches, "id") },
        Some(("reopen", matches)) => Command::ActionReopen { id: required(matches, "id") },
        inner => {
            let matches = inner.map_or(matches, |(_, matches)| matches);
            let text_of = required(matches, "text").trim().to_owned();
            if text_of.is_empty() {
                return Err(UsageError(texts.get("usage-empty-text")));
            }
            let owners = words(matches, "owner");
            for owner in &owners {
                named(owner, "--owner", texts)?;
            }
            Command::ActionAdd {
                doc: required(matches, "doc"),
                text: text_of,
                owners,
                due: text(matches, "due"),
            }
        }
    })
}

fn workspace(matches: &ArgMatches, texts: &Texts) -> Result<Command, UsageError> {
    Ok(match matches.subcommand() {
        Some(("new", matches)) => Command::WorkspaceNew {
            name: workspace_name(matches, texts)?,
            relay: text(matches, "relay"),
            token: text(matches, "token"),
            me: me(matches, texts)?,
        },
        Some(("connect", matches)) => {
            Command::WorkspaceConnect { url: required(matches, "url"), token: text(matches, "token") }
        }
        Some(("leave", matches)) => Command::WorkspaceLeave { yes: matches.get_flag("yes") },
        Some(("recover", matches)) => Command::WorkspaceRecover {
            code: required(matches, "code"),
            relay: text(matches, "relay"),
            me: me(matches, texts)?,
        },
        _ => Command::WorkspaceList,
    })
}

fn workspace_name(matches: &ArgMatches, texts: &Texts) -> Result<String, UsageError> {
    let name = required(matches, "name");
    filled(&name, format!("<{}>", texts.get("value-name")), texts)?;
    Ok(name)
}

fn edits(matches: &ArgMatches, texts: &Texts) -> Result<Vec<Edit>, UsageError> {
    let mut edits = Vec::new();
    for assignment in words(matches, "set") {
        let (field, value) = assignment
            .split_once('=')
            .ok_or_else(|| UsageError(texts.with("usage-set", &[("value", assignment.as_str().into())])))?;
        let field = field.trim().parse::<MinutesField>().map_err(|_| {
            let known = define::field_names();
            UsageError(texts.with("usage-field", &[("field", field.trim().into()), ("known", known.into())]))
        })?;
        edits.push(Edit::Set { field, value: value.trim().to_owned() });
    }
    let kind = kind(&required(matches, "as"));
    for text in words(matches, "append") {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return Err(UsageError(texts.get("usage-empty-text")));
        }
        edits
            .extend(lines.into_iter().map(|line| Edit::Append { kind: kind.clone(), text: line.to_owned() }));
    }
    Ok(edits)
}

fn kind(name: &str) -> BlockKind {
    match name {
        "heading" => BlockKind::Heading(HEADING_LEVEL),
        "bullet" => BlockKind::UnorderedListItem,
        "numbered" => BlockKind::OrderedListItem,
        "decision" => BlockKind::Decision,
        "action" => BlockKind::Action(None),
        _ => BlockKind::Paragraph,
    }
}

/// Which shell `completions` is for.
pub fn shell(matches: &ArgMatches) -> String {
    required(matches, "shell")
}

fn expires(length: &str, texts: &Texts) -> Result<u64, UsageError> {
    length::seconds(length).ok_or_else(|| UsageError(texts.with("usage-length", &[("value", length.into())])))
}

/// One of the possible values, or what an invite gives when nothing is said.
fn role(matches: &ArgMatches) -> Role {
    text(matches, "role").and_then(|role| Role::from_name(&role)).unwrap_or(Role::Editor)
}

fn me(matches: &ArgMatches, texts: &Texts) -> Result<Me, UsageError> {
    let name = text(matches, "me");
    if let Some(name) = &name {
        named(name, "--me", texts)?;
    }
    let municipality = text(matches, "municipality");
    if let Some(municipality) = &municipality {
        filled(municipality, format!("--municipality <{}>", texts.get("value-municipality")), texts)?;
    }
    Ok(Me { name, municipality, title: text(matches, "title") })
}

/// Nobody is called nothing.
fn named(name: &str, option: &str, texts: &Texts) -> Result<(), UsageError> {
    filled(name, format!("{option} <{}>", texts.get("value-name")), texts)
}

fn filled(value: &str, argument: String, texts: &Texts) -> Result<(), UsageError> {
    if value.trim().is_empty() {
        return Err(UsageError(texts.with("usage-value-missing", &[("argument", argument.into())])));
    }
    Ok(())
}

fn text(matches: &ArgMatches, id: &str) -> Option<String> {
    matches.get_one::<String>(id).map(|text| clean(text))
}

/// The texts of an option that can be given several times.
fn words(matches: &ArgMatches, id: &str) -> Vec<String> {
    many::<String>(matches, id).iter().map(|text| clean(text)).collect()
}

/// The value of something that clap has required or given a default.
fn required(matches: &ArgMatches, id: &str) -> String {
    text(matches, id).unwrap_or_default()
}

/// The path of something that clap has required.
fn path(matches: &ArgMatches, id: &str) -> PathBuf {
    matches.get_one(id).cloned().unwrap_or_default()
}

fn many<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Vec<T> {
    matches.get_many(id).map(|values| values.cloned().collect()).unwrap_or_default()
}
