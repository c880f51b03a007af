//! No word that people see stands in the views themselves: all of them come from Fluent.

use std::{fs, path::Path};

/// What takes a text to be shown or said as its first argument, or as the next after `ui`.
const SHOWS: [&str; 18] = [
    "label",
    "button",
    "heading",
    "hyperlink",
    "selectable_label",
    "menu_button",
    "on_hover_text",
    "on_disabled_hover_text",
    "hint_text",
    "accessible_name",
    "RichText::new",
    "Button::new",
    "Label::new",
    "WidgetText::from",
    "selected_text",
    "set_title",
    "set_description",
    "set_label",
];
/// Of ours: a name that ends so.
const OURS: [&str; 8] =
    ["_label", "_button", "_heading", "_field", "notice", "chip", "label_over", "list_row"];
/// A name, and keys, which are the same in both languages.
const SAME: [&str; 2] = ["Samskriv", "Ctrl+"];

#[test]
fn no_word_stands_outside_fluent() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for place in ["ui", "editor", "app.rs", "shell.rs"] {
        each_file(&source.join(place), &mut |path, text| {
            seen += 1;
            let found = shown(text).into_iter().filter(|literal| is_words(literal));
            wrong.extend(found.map(|literal| format!("{}: {literal:?}", path.display())));
        });
    }
    assert!(seen > 40, "only {seen} files");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_word_in_a_view_is_found() {
    for view in [
        r#"ui.label("Spara nu");"#,
        r#"ui.label(RichText::new("Spara").size(3.0));"#,
        r#"quiet_label(ui, "inget här");"#,
        r#"ui.add(Button::new(format!("Öppna {name}")))"#,
        "response\n    .on_hover_text(\n        \"Ny rad\",\n    )",
    ] {
        assert!(shown(view).iter().any(|literal| is_words(literal)), "{view}");
    }
    for view in [
        r#"ui.label(texts.get("window-save"));"#,
        r#"Id::unique("minutes body")"#,
        r#"ui.label("×"); // ui.label("Spara nu")"#,
        r#"#[expect(clippy::x, reason = "a word")]"#,
    ] {
        assert!(!shown(view).iter().any(|literal| is_words(literal)), "{view}");
    }
}

fn each_file(path: &Path, act: &mut impl FnMut(&Path, &str)) {
    if path.is_dir() {
        if path.file_name().is_some_and(|name| name == "tests") {
            return;
        }
        let mut entries: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| each_file(entry, act));
    } else if path.extension().is_some_and(|extension| extension == "rs")
        && path.file_name().is_some_and(|name| name != "tests.rs")
    {
        let text = fs::read_to_string(path).unwrap();
        act(path, text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default());
    }
}

/// The literals that are given to something that shows them.
fn shown(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut rest, mut before) = (source, String::new());
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("'\"'") {
            rest = &rest[3..];
        } else if c == '"' {
            let length = literal(rest);
            if shows(&before) {
                found.push(rest[1..length - 1].to_owned());
            }
            before.push_str("\"\"");
            rest = &rest[length..];
        } else {
            before.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// How many bytes a literal takes.
fn literal(source: &str) -> usize {
    let mut escaped = false;
    for (at, c) in source.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    source.len()
}

/// Whether what comes next is an argument of something that shows it.
fn shows(before: &str) -> bool {
    let mut before = before.trim_end();
    before = before.strip_suffix("format!(").unwrap_or(before).trim_end();
    before = before.strip_suffix('&').unwrap_or(before);
    if let Some(first) = before.strip_suffix(',').and_then(|it| it.trim_end().strip_suffix("ui")) {
        before = first.trim_end();
    }
    let Some(call) = before.strip_suffix('(') else { return false };
    let name: String = call
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    SHOWS.contains(&name.as_str()) || OURS.iter().any(|end| name.ends_with(end))
}

/// Whether somebody could read it: two letters in a row that are no placeholder.
fn is_words(literal: &str) -> bool {
    let mut text = literal.to_owned();
    SAME.iter().for_each(|same| text = text.replace(same, ""));
    let mut bare = String::new();
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 1)
}
