//! The commands as clap knows them, with every word of the help from the texts.

use clap::{Arg, ArgAction, ArgGroup, Command, ValueHint, builder::PossibleValuesParser};
use samskriv_shared::documents::MinutesField;

use super::{completions, teach::teach};
use crate::i18n::Texts;

/// What `edit --append --as` may be, in the order the help names them.
pub const APPEND_AS: [&str; 6] = ["paragraph", "heading", "bullet", "numbered", "decision", "action"];

/// The whole program. Built, so that the usage lines below are complete.
pub fn program(texts: &Texts) -> Command {
    let text = |key: &str| texts.get(key);
    let mut program = Command::new("samskriv")
        .bin_name("samskriv")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text("about-samskriv"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args(global_options(texts))
        .arg(Arg::new("version").long("version").action(ArgAction::Version).help(text("help-version")))
        .subcommands(reading_commands(texts))
        .subcommands(writing_commands(texts))
        .subcommands(workspace_commands(texts))
        .subcommands(keeping_commands(texts))
        .subcommand(
            Command::new("completions").about(text("about-completions")).arg(
                positional(texts, "shell", "value-shell", "help-shell")
                    .value_parser(PossibleValuesParser::new(completions::shells())),
            ),
        );
    program.build();
    teach(program, texts)
}

fn global_options(texts: &Texts) -> [Arg; 5] {
    [
        option(texts, "data", "value-dir", "help-data")
            .value_parser(clap::value_parser!(std::path::PathBuf))
            .value_hint(ValueHint::DirPath),
        option(texts, "workspace", "value-workspace", "help-workspace"),
        option(texts, "lang", "value-lang", "help-lang")
            .value_parser(PossibleValuesParser::new(["sv", "en"])),
        flag(texts, "json", "help-json"),
        flag(texts, "help", "help-help").short('h').action(ArgAction::Help),
    ]
    .map(|arg| arg.global(true))
}

fn reading_commands(texts: &Texts) -> [Command; 7] {
    let command = |name, about| Command::new(name).about(texts.get(about));
    [
        command("list", "about-list").arg(flag(texts, "trash", "help-trash")),
        command("show", "about-show").arg(doc(texts)),
        command("actions", "about-actions").args([
            flag(texts, "open", "help-open"),
            option(texts, "owner", "value-name", "help-filter-owner"),
            option(texts, "municipality", "value-name", "help-filter-municipality"),
        ]),
        command("decisions", "about-decisions"),
        command("search", "about-search")
            .arg(positional(texts, "text", "value-text", "help-search-text").num_args(1..)),
        command("export", "about-export").args([
            doc(texts),
            option(texts, "to", "value-file", "help-export-to")
                .required(true)
                .value_parser(clap::value_parser!(std::path::PathBuf))
                .value_hint(ValueHint::FilePath),
        ]),
        command("status", "about-status"),
    ]
}

fn writing_commands(texts: &Texts) -> [Command; 4] {
    let command = |name, about| Command::new(name).about(texts.get(about));
    [
        command("import", "about-import")
            .arg(
                positional(texts, "file", "value-file", "help-file")
                    .num_args(1..)
                    .value_parser(clap::value_parser!(std::path::PathBuf))
                    .value_hint(ValueHint::FilePath),
            )
            .args(me(texts, false)),
        command("edit", "about-edit")
            .args([
                doc(texts),
                option(texts, "append", "value-text", "help-append")
                    .action(ArgAction::Append)
                    .allow_hyphen_values(true),
                option(texts, "as", "value-kind", "help-as")
                    .value_parser(PossibleValuesParser::new(APPEND_AS))
                    .default_value(APPEND_AS[0]),
                option(texts, "set", "value-set", "help-set").action(ArgAction::Append),
            ])
            .group(ArgGroup::new("edits").args(["append", "set"]).required(true).multiple(true)),
        command("action", "about-action").subcommand_required(true).subcommands([
            command("add", "about-action-add").args([
                doc(texts),
                positional(texts, "text", "value-text", "help-action-text").allow_hyphen_values(true),
                option(texts, "owner", "value-name", "help-owner").action(ArgAction::Append),
                option(texts, "due", "value-due", "help-due"),
            ]),
            command("done", "about-action-done").arg(positional(texts, "id", "value-id", "help-action-id")),
            command("reopen", "about-action-reopen").arg(positional(
                texts,
                "id",
                "value-id",
                "help-action-id",
            )),
        ]),
        command("share", "about-share")
            .args([doc(texts), option(texts, "to", "value-workspace", "help-share-to")]),
    ]
}

const ROLES: [&str; 3] = ["admin", "editor", "reader"];

fn workspace_commands(texts: &Texts) -> [Command; 7] {
    let command = |name, about| Command::new(name).about(texts.get(about));
    let token = || option(texts, "token", "value-token", "help-token");
    [
        command("workspace", "about-workspace").subcommand_required(true).subcommands([
            command("new", "about-workspace-new")
                .args([
                    positional(texts, "name", "value-name", "help-workspace-name"),
                    option(texts, "relay", "value-url", "help-relay"),
                    token().requires("relay"),
                ])
                .args(me(texts, true)),
            command("connect", "about-workspace-connect")
                .args([positional(texts, "url", "value-url", "help-relay"), token()]),
            command("list", "about-workspace-list"),
            command("leave", "about-workspace-leave").arg(flag(texts, "yes", "help-yes")),
            command("recover", "about-workspace-recover")
                .args([
                    positional(texts, "code", "value-code", "help-recovery-code"),
                    option(texts, "relay", "value-url", "help-recover-relay"),
                ])
                .args(me(texts, false)),
        ]),
        command("invite", "about-invite").args([
            option(texts, "role", "value-role", "help-role")
                .value_parser(PossibleValuesParser::new(ROLES))
                .default_value("editor"),
            option(texts, "expires", "value-length", "help-expires").default_value("7d"),
            option(texts, "uses", "value-number", "help-uses")
                .value_parser(clap::value_parser!(u32).range(1..))
                .default_value("1"),
        ]),
        command("join", "about-join")
            .arg(positional(texts, "link", "value-link", "help-link"))
            .args(me(texts, true)),
        command("members", "about-members"),
        command("role", "about-role").args([
            positional(texts, "device", "value-device", "help-device"),
            positional(texts, "role", "value-role", "help-new-role")
                .value_parser(PossibleValuesParser::new(ROLES)),
        ]),
        command("remove", "about-remove").arg(positional(texts, "device", "value-device", "help-device")),
        command("sync", "about-sync").args([
            flag(texts, "until-caught-up", "help-until-caught-up"),
            option(texts, "for", "value-seconds", "help-for")
                .value_parser(clap::value_parser!(u64))
                .conflicts_with("until-caught-up"),
        ]),
    ]
}

fn keeping_commands(texts: &Texts) -> [Command; 3] {
    let path =
        |arg: Arg| arg.value_parser(clap::value_parser!(std::path::PathBuf)).value_hint(ValueHint::FilePath);
    let command = |name, about, help| {
        Command::new(name).about(texts.get(about)).args([
            path(positional(texts, "file", "value-file", help)),
            path(option(texts, "passphrase-file", "value-file", "help-passphrase-file")),
        ])
    };
    [
        command("backup", "about-backup", "help-backup-file"),
        command("restore", "about-restore", "help-restore-file"),
        Command::new("store")
            .about(texts.get("about-store"))
            .subcommand_required(true)
            .subcommand(Command::new("check").about(texts.get("about-store-check"))),
    ]
}

fn me(texts: &Texts, required: bool) -> [Arg; 3] {
    [
        option(texts, "me", "value-name", "help-me").required(required),
        option(texts, "municipality", "value-municipality", "help-municipality").required(required),
        option(texts, "title", "value-title", "help-title"),
    ]
}

fn doc(texts: &Texts) -> Arg {
    positional(texts, "doc", "value-doc", "help-doc")
}

fn positional(texts: &Texts, id: &'static str, value: &str, help: &str) -> Arg {
    Arg::new(id).value_name(texts.get(value)).help(texts.get(help)).required(true)
}

fn option(texts: &Texts, id: &'static str, value: &str, help: &str) -> Arg {
    Arg::new(id).long(id).value_name(texts.get(value)).help(texts.get(help))
}

fn flag(texts: &Texts, id: &'static str, help: &str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue).help(texts.get(help))
}

/// The names that `edit --set` knows, for its messages.
pub fn field_names() -> String {
    MinutesField::ALL.iter().map(|field| field.name()).collect::<Vec<_>>().join(", ")
}
