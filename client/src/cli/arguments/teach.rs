//! The help that teaches: clap's own words in the user's language, and for each command when one would use it,
//! and examples.

use clap::Command;

use crate::i18n::Texts;

/// As wide as everybody's terminal, and the same on every screen, in a pipe and in a test.
const COLUMNS: usize = 80;

/// Each command by the words after the program's name, with the keys of when one uses it and of its examples.
const LESSONS: [(&str, &str, &str); 31] = [
    ("list", "when-list", "examples-list"),
    ("show", "when-show", "examples-show"),
    ("actions", "when-actions", "examples-actions"),
    ("decisions", "when-decisions", "examples-decisions"),
    ("search", "when-search", "examples-search"),
    ("export", "when-export", "examples-export"),
    ("status", "when-status", "examples-status"),
    ("import", "when-import", "examples-import"),
    ("edit", "when-edit", "examples-edit"),
    ("action", "when-action", "examples-action"),
    ("action add", "when-action-add", "examples-action-add"),
    ("action done", "when-action-done", "examples-action-done"),
    ("action reopen", "when-action-reopen", "examples-action-reopen"),
    ("share", "when-share", "examples-share"),
    ("workspace", "when-workspace", "examples-workspace"),
    ("workspace new", "when-workspace-new", "examples-workspace-new"),
    ("workspace connect", "when-workspace-connect", "examples-workspace-connect"),
    ("workspace list", "when-workspace-list", "examples-workspace-list"),
    ("workspace leave", "when-workspace-leave", "examples-workspace-leave"),
    ("workspace recover", "when-workspace-recover", "examples-workspace-recover"),
    ("invite", "when-invite", "examples-invite"),
    ("join", "when-join", "examples-join"),
    ("members", "when-members", "examples-members"),
    ("role", "when-role", "examples-role"),
    ("remove", "when-remove", "examples-remove"),
    ("sync", "when-sync", "examples-sync"),
    ("backup", "when-backup", "examples-backup"),
    ("restore", "when-restore", "examples-restore"),
    ("store", "when-store", "examples-store"),
    ("store check", "when-store-check", "examples-store-check"),
    ("completions", "when-completions", "examples-completions"),
];

/// The program with all that its help says. It must have been built: the usage lines are made from it.
pub fn teach(program: Command, texts: &Texts) -> Command {
    let after =
        [examples("examples-samskriv", texts), texts.get("after-samskriv"), texts.get("exit-statuses")];
    command(program, "", texts).after_help(after.join("\n\n"))
}

fn command(program: Command, words: &str, texts: &Texts) -> Command {
    let mut program = in_language(program, texts);
    if let Some((_, when, shown)) = LESSONS.iter().find(|(lesson, ..)| *lesson == words) {
        program = program.before_help(texts.get(when)).after_help(examples(shown, texts));
    }
    program.mut_subcommands(|sub| {
        let words = [words, sub.get_name()].join(" ");
        command(sub, words.trim_start(), texts)
    })
}

fn examples(key: &str, texts: &Texts) -> String {
    let lines = texts.get(key);
    let lines = lines.lines().map(|line| format!("\n  {line}"));
    format!("{}:{}", texts.get("heading-examples"), lines.collect::<String>())
}

/// clap's own words, which it has in English only.
fn in_language(command: Command, texts: &Texts) -> Command {
    let mut command = command.subcommand_value_name(texts.get("value-command"));
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage:").unwrap_or(&usage).trim();
    let usage = usage.replace("[OPTIONS]", &texts.get("value-options"));
    let heading = texts.get("heading-usage");
    let usage = in_two_lines(&usage, COLUMNS - heading.chars().count() - 2);
    let template = format!(
        "{{about-with-newline}}\n{{before-help}}{heading}: {{usage}}\n\n{{all-args}}{{after-help}}\n"
    );
    let arguments = texts.get("heading-arguments");
    let options = texts.get("heading-options");
    let everywhere = texts.get("heading-everywhere");
    command
        .override_usage(usage)
        .help_template(template)
        .term_width(COLUMNS)
        .subcommand_help_heading(texts.get("heading-commands"))
        .mut_args(|arg| {
            let heading = match (arg.is_positional(), arg.is_global_set()) {
                (true, _) => &arguments,
                (_, true) => &everywhere,
                _ => &options,
            };
            arg.help_heading(heading.clone()).hide_possible_values(true).hide_default_value(true)
        })
}

/// A usage that is wider than `columns`, with its last option and what follows on a line of their own: clap
/// wraps everything but this.
fn in_two_lines(usage: &str, columns: usize) -> String {
    match usage.rsplit_once(" --") {
        Some((before, last)) if usage.chars().count() > columns => format!("{before}\n    --{last}"),
        _ => usage.to_owned(),
    }
}
