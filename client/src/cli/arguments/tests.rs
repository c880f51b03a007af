//! Command lines and what they mean, as tables.

use super::*;
use crate::i18n::{Lang, Texts};

fn parsed(line: &[&str], lang: Lang) -> Parsed {
    let args: Vec<OsString> =
        std::iter::once("samskriv").chain(line.iter().copied()).map(OsString::from).collect();
    parse(&args, &Texts::new(lang))
}

#[track_caller]
fn arguments(line: &[&str]) -> Arguments {
    match parsed(line, Lang::Sv) {
        Parsed::Run(arguments) => arguments,
        other => panic!("{line:?}: {other:?}"),
    }
}

#[track_caller]
fn command(line: &[&str]) -> Command {
    arguments(line).command.unwrap_or_else(|| panic!("{line:?}: no command"))
}

#[track_caller]
fn wrong(line: &[&str], lang: Lang) -> String {
    match parsed(line, lang) {
        Parsed::Wrong(UsageError(text)) => text,
        other => panic!("{line:?}: {other:?}"),
    }
}

fn s(text: &str) -> String {
    text.to_owned()
}

fn anna() -> Me {
    Me { name: Some(s("Anna Ek")), municipality: Some(s("Bjuv")), title: None }
}

#[test]
fn commands_that_read() {
    assert_eq!(arguments(&[]).command, None);
    assert_eq!(command(&["list"]), Command::List { trash: false });
    assert_eq!(command(&["list", "--trash"]), Command::List { trash: true });
    assert_eq!(command(&["show", "ab12"]), Command::Show { doc: s("ab12") });
    assert_eq!(command(&["actions"]), Command::Actions(ActionFilter::default()));
    assert_eq!(
        command(&["actions", "--open", "--owner", "Anna", "--municipality=Bjuv"]),
        Command::Actions(ActionFilter { open: true, owner: Some(s("Anna")), municipality: Some(s("Bjuv")) })
    );
    assert_eq!(command(&["decisions"]), Command::Decisions);
    assert_eq!(command(&["search", "två", "ord"]), Command::Search { text: s("två ord") });
    assert_eq!(command(&["status"]), Command::Status);
    assert_eq!(command(&["members"]), Command::Members);
    assert_eq!(command(&["remove", "ab12"]), Command::Remove { device: s("ab12") });
    assert_eq!(command(&["role", "ab12", "reader"]), Command::Role { device: s("ab12"), role: Role::Reader });
}

#[test]
fn commands_that_write() {
    assert_eq!(
        command(&["import", "a.txt", "b.md", "--me", "Anna Ek", "--municipality", "Bjuv"]),
        Command::Import { files: vec!["a.txt".into(), "b.md".into()], me: anna() }
    );
    assert_eq!(
        command(&["edit", "ab", "--append", "- ett\n\n två ", "--as", "bullet", "--set", "title=Möte = bra"]),
        Command::Edit {
            doc: s("ab"),
            edits: vec![
                Edit::Set { field: MinutesField::Title, value: s("Möte = bra") },
                Edit::Append { kind: BlockKind::UnorderedListItem, text: s("- ett") },
                Edit::Append { kind: BlockKind::UnorderedListItem, text: s("två") },
            ]
        }
    );
    assert_eq!(
        command(&["edit", "ab", "--set", "next_meeting="]),
        Command::Edit {
            doc: s("ab"),
            edits: vec![Edit::Set { field: MinutesField::NextMeeting, value: s("") }]
        }
    );
    assert_eq!(
        command(&["action", "add", "ab", "Ring", "--owner", "Anna", "--owner", "Bo", "--due", "7/2"]),
        Command::ActionAdd {
            doc: s("ab"),
            text: s("Ring"),
            owners: vec![s("Anna"), s("Bo")],
            due: Some(s("7/2"))
        }
    );
    assert_eq!(command(&["action", "done", "cd"]), Command::ActionDone { id: s("cd") });
    assert_eq!(command(&["action", "reopen", "cd"]), Command::ActionReopen { id: s("cd") });
    assert_eq!(command(&["share", "ab"]), Command::Share { doc: s("ab"), to: None });
    assert_eq!(
        command(&["share", "ab", "--to", "Chefer"]),
        Command::Share { doc: s("ab"), to: Some(s("Chefer")) }
    );
}

#[test]
fn a_text_may_begin_with_a_dash_and_hides_nothing() {
    let added = |text| Command::ActionAdd { doc: s("ab"), text: s(text), owners: vec![s("Bo")], due: None };
    assert_eq!(command(&["action", "add", "ab", "-streck", "--owner", "Bo"]), added("-streck"));
    assert_eq!(command(&["action", "add", "ab", "--owner", "Bo", "--streck"]), added("--streck"));
    assert_eq!(command(&["action", "add", "--owner", "B\u{0}o", "ab", " R\u{202e}ing\r\n"]), added("Ring"));
    assert_eq!(
        command(&["edit", "ab", "--append", "-x\u{1b}", "--set", "title=Mö\u{7f}te"]),
        Command::Edit {
            doc: s("ab"),
            edits: vec![
                Edit::Set { field: MinutesField::Title, value: s("Möte") },
                Edit::Append { kind: BlockKind::Paragraph, text: s("-x") },
            ]
        }
    );
}

#[test]
fn commands_of_networks() {
    assert_eq!(
        command(&["workspace", "new", "Chefer", "--me", "Anna Ek", "--municipality", "Bjuv"]),
        Command::WorkspaceNew { name: s("Chefer"), relay: None, token: None, me: anna() }
    );
    assert_eq!(
        command(&["workspace", "connect", "relay.example", "--token", "t"]),
        Command::WorkspaceConnect { url: s("relay.example"), token: Some(s("t")) }
    );
    assert_eq!(command(&["workspace", "list"]), Command::WorkspaceList);
    assert_eq!(command(&["workspace", "leave"]), Command::WorkspaceLeave { yes: false });
    assert_eq!(command(&["workspace", "leave", "--yes"]), Command::WorkspaceLeave { yes: true });
    assert_eq!(
        command(&["workspace", "recover", "ABCD-EFGH"]),
        Command::WorkspaceRecover { code: s("ABCD-EFGH"), relay: None, me: Me::default() }
    );
    let whole = ["workspace", "recover", "samskriv:recover?workspace=1#A", "--relay", "r", "--me", "Anna Ek"];
    assert_eq!(
        command(&[&whole[..], &["--municipality", "Bjuv"]].concat()),
        Command::WorkspaceRecover { code: s(whole[2]), relay: Some(s("r")), me: anna() }
    );
    assert_eq!(command(&["invite"]), Command::Invite { role: Role::Editor, expires_s: 7 * 86_400, uses: 1 });
    assert_eq!(
        command(&["invite", "--role", "reader", "--expires", "12h", "--uses", "10"]),
        Command::Invite { role: Role::Reader, expires_s: 43_200, uses: 10 }
    );
    assert_eq!(
        command(&["join", "samskriv:join?a#b", "--me", "Anna Ek", "--municipality", "Bjuv"]),
        Command::Join { link: s("samskriv:join?a#b"), me: anna() }
    );
    assert_eq!(command(&["sync"]), Command::Sync(SyncUntil::Interrupted));
    assert_eq!(command(&["sync", "--until-caught-up"]), Command::Sync(SyncUntil::CaughtUp));
    assert_eq!(command(&["sync", "--for", "5"]), Command::Sync(SyncUntil::Seconds(5)));
}

#[test]
fn global_options_stand_before_and_after() {
    let expected = Global {
        data: Some("/d".into()),
        workspace: Some(s("Chefer")),
        lang: Lang::En,
        lang_given: true,
        json: true,
    };
    for line in [
        &["--data", "/d", "--workspace", "Chefer", "--lang", "en", "--json", "list"][..],
        &["list", "--data", "/d", "--workspace", "Chefer", "--lang", "en", "--json"],
        &["--data=/d", "workspace", "--workspace", "Chefer", "list", "--lang", "en", "--json"],
        &["--json", "--lang", "en", "action", "done", "x", "--workspace", "Chefer", "--data", "/d"],
        &["--data=/d", "--workspace=Chefer", "--lang=en", "--json"],
    ] {
        assert_eq!(arguments(line).global, expected, "{line:?}");
    }
    let nothing = Global { data: None, workspace: None, lang: Lang::Sv, lang_given: false, json: false };
    assert_eq!(arguments(&["list"]).global, nothing);
}

#[test]
fn mistakes_are_told_in_swedish() {
    let table: [(&[&str], &str); 23] = [
        (&["action", "add", "ab", ""], "Det finns ingen text att lägga till."),
        (&["action", "add", "ab", " \u{7} "], "Det finns ingen text att lägga till."),
        (
            &["action", "add", "ab", "Ring", "--owner", "Bo", "--owner", ""],
            "--owner <NAMN> behöver ett värde.",
        ),
        (&["action", "add", "ab", "-streck", "--ower", "Bo"], "\"--ower\" hör inte hit. Menade du --owner?"),
        (&["import", "a.txt", "--me", " "], "--me <NAMN> behöver ett värde."),
        (&["shwo"], "Kommandot \"shwo\" finns inte. Menade du show?"),
        (&["bokslut"], "Kommandot \"bokslut\" finns inte. \"samskriv --help\" visar dem som finns."),
        (&["show"], "Det här saknas: <DOK>."),
        (&["list", "--opne"], "\"--opne\" hör inte hit."),
        (&["show", "a", "b"], "\"b\" hör inte hit."),
        (&["workspace"], "Här behövs ett kommando till. Möjliga värden: new, connect, list, leave, recover."),
        (&["search"], "Det här saknas: <TEXT>."),
        (&["list", "--data", "a", "--data", "b"], "--data <MAPP> kan bara anges en gång."),
        (&["workspace", "new", " ", "--me", "Bo", "--municipality", "Bjuv"], "<NAMN> behöver ett värde."),
        (
            &["workspace", "new", "X", "--me", "Bo", "--municipality", ""],
            "--municipality <KOMMUN> behöver ett värde.",
        ),
        (&["workspace", "new", "X"], "Det här saknas: --me <NAMN>, --municipality <KOMMUN>."),
        (
            &["--lang", "de", "list"],
            "\"de\" går inte att använda som --lang <sv|en>. Möjliga värden: sv, en.",
        ),
        (&["sync", "--for", "x"], "\"x\" går inte att använda som --for <SEKUNDER>."),
        (&["sync", "--for"], "--for <SEKUNDER> behöver ett värde."),
        (
            &["sync", "--for", "1", "--until-caught-up"],
            "--for <SEKUNDER> går inte att förena med --until-caught-up.",
        ),
        (&["edit", "a"], "Det här saknas: --append <TEXT> eller --set <FÄLT=VÄRDE>."),
        (&["edit", "a", "--append", " \n"], "Det finns ingen text att lägga till."),
        (&["invite", "--expires", "snart"], "\"snart\" är ingen tid. Skriv till exempel 12h eller 7d."),
    ];
    for (line, expected) in table {
        assert_eq!(wrong(line, Lang::Sv), expected, "{line:?}");
    }
}

#[test]
fn mistakes_are_told_in_english() {
    let table: [(&[&str], &str); 5] = [
        (&["shwo"], "There is no command \"shwo\". Did you mean show?"),
        (&["invite", "--uses", "0"], "\"0\" cannot be used as --uses <N>."),
        (&["edit", "a", "--set", "title"], "Write FIELD=VALUE instead of \"title\"."),
        (
            &["edit", "a", "--set", "color=red"],
            "There is no field \"color\". Possible fields: title, starts, ends, place, secretary, signature, next_meeting.",
        ),
        (
            &["edit", "a", "--append", "x", "--as", "poem"],
            "\"poem\" cannot be used as --as <KIND>. Possible values: paragraph, heading, bullet, numbered, decision, action.",
        ),
    ];
    for (line, expected) in table {
        assert_eq!(wrong(line, Lang::En), expected, "{line:?}");
    }
}

/// Each command by its words, the program's own first, as clap knows them.
fn all_commands() -> Vec<Vec<String>> {
    fn below(command: &clap::Command, words: &[String], all: &mut Vec<Vec<String>>) {
        all.push(words.to_vec());
        for sub in command.get_subcommands() {
            below(sub, &[words, &[s(sub.get_name())]].concat(), all);
        }
    }
    let mut all = Vec::new();
    below(&define::program(&Texts::new(Lang::Sv)), &[], &mut all);
    all
}

#[track_caller]
fn printed(line: &[&str], lang: Lang) -> String {
    match parsed(line, lang) {
        Parsed::Print(text) => text,
        other => panic!("{line:?}: {other:?}"),
    }
}

fn help(command: &[String], lang: Lang) -> String {
    let words: Vec<&str> = command.iter().map(String::as_str).chain(["--help"]).collect();
    printed(&words, lang)
}

#[test]
fn the_help_speaks_one_language() {
    for command in all_commands() {
        let text = help(&command, Lang::Sv);
        for english in
            ["Usage", "OPTIONS", "Options", "Arguments:", "Commands", "Print", "possible", "default", "Show"]
        {
            assert!(!text.contains(english), "{english} in {command:?}:\n{text}");
        }
        let usage = ["Användning: samskriv", command.join(" ").as_str()].join(" ");
        assert!(text.contains(usage.trim_end()), "{usage} in {command:?}:\n{text}");
        assert!(help(&command, Lang::En).contains("Usage: samskriv"), "{command:?}");
    }
    assert_eq!(printed(&["help"], Lang::Sv), help(&[], Lang::Sv));
    assert_eq!(printed(&["help", "action", "add"], Lang::En), help(&[s("action"), s("add")], Lang::En));
    assert!(printed(&["--version"], Lang::Sv).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_help_fits_a_terminal_and_explains_every_word() {
    for command in all_commands() {
        for (lang, examples) in [(Lang::Sv, "Exempel:"), (Lang::En, "Examples:")] {
            let text = help(&command, lang);
            let wide = text.lines().find(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{command:?}");
            assert!(text.contains(examples), "{command:?}:\n{text}");
            // Between the one line that lists show and the usage: when one uses it.
            let paragraphs = text.split("\n\n").take_while(|each| !each.contains(": samskriv")).count();
            assert_eq!(paragraphs, if command.is_empty() { 1 } else { 2 }, "{command:?}:\n{text}");
        }
    }
}

#[test]
fn every_example_of_the_help_is_understood() {
    for command in all_commands() {
        for lang in [Lang::Sv, Lang::En] {
            let text = help(&command, lang);
            let examples = text.split("\n\n").find(|part| part.starts_with("Ex")).unwrap_or_default();
            let mut own = 0;
            for line in examples.lines().filter_map(|line| line.strip_prefix("  samskriv ")) {
                let words = shell_words(line);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let understood = !matches!(parsed(&words, lang), Parsed::Wrong(_));
                assert!(understood, "{command:?}: {line}");
                own += usize::from(line.starts_with(&command.join(" ")));
            }
            assert!(own > 0, "{command:?} shows itself:\n{text}");
        }
    }
}

/// The words of a line as a shell sees them, up to where it sends the answer elsewhere.
fn shell_words(line: &str) -> Vec<String> {
    let line = line.split(['>', '|']).next().unwrap_or_default();
    let parts = line.split('"').enumerate();
    let words = parts.map(|(at, part)| match at % 2 {
        0 => part.replace(' ', "\n"),
        _ => s(part),
    });
    words.collect::<String>().split('\n').filter(|word| !word.is_empty()).map(s).collect()
}

#[test]
fn each_shell_learns_every_command_in_the_users_language() {
    for (shell, lang, about) in [
        ("bash", Lang::Sv, None),
        ("zsh", Lang::Sv, Some("Lista beslut")),
        ("fish", Lang::En, Some("List the decisions")),
        ("powershell", Lang::Sv, Some("Lista beslut")),
    ] {
        let script = printed(&["completions", shell], lang);
        for command in all_commands().iter().filter_map(|words| words.last()) {
            assert!(script.contains(command.as_str()), "{command} for {shell}");
        }
        for word in ["--until-caught-up", "--municipality", "decision", about.unwrap_or("admin")] {
            let word = if shell == "fish" { word.trim_start_matches("--") } else { word };
            assert!(script.contains(word), "{word} for {shell}");
        }
    }
    assert_eq!(
        wrong(&["completions", "tcsh"], Lang::Sv),
        "\"tcsh\" går inte att använda som <SKAL>. Möjliga värden: bash, zsh, fish, powershell."
    );
}

#[test]
fn manners_are_known_before_the_parse() {
    let manners = |line: &[&str]| {
        manners(
            &std::iter::once("samskriv").chain(line.iter().copied()).map(OsString::from).collect::<Vec<_>>(),
        )
    };
    assert_eq!(manners(&["--lang", "en", "nonsense", "--json"]), (Lang::En, true));
    assert_eq!(manners(&["list", "--lang=sv"]), (Lang::Sv, false));
    assert_eq!(manners(&["--lang=sv", "search", "--", "--json"]), (Lang::Sv, false));
}
