//! What clap refuses, as a sentence in the user's language: clap itself speaks English only.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::i18n::Texts;

/// The command line cannot be understood: the sentence to print.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// The sentence for a parse error.
pub fn sentence(error: &clap::Error, texts: &Texts) -> UsageError {
    let context = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = readable(&context(ContextKind::InvalidArg), texts);
    let key = match error.kind() {
        ErrorKind::InvalidSubcommand => "usage-unknown-command",
        ErrorKind::UnknownArgument => "usage-unknown-argument",
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => "usage-value-missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "usage-invalid-value",
        ErrorKind::MissingRequiredArgument => "usage-missing-argument",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "usage-missing-command"
        }
        ErrorKind::ArgumentConflict if context(ContextKind::PriorArg) == argument => "usage-twice",
        ErrorKind::ArgumentConflict => "usage-conflict",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            "usage-value-missing"
        }
        ErrorKind::TooManyValues => "usage-too-many-values",
        ErrorKind::InvalidUtf8 => "usage-not-unicode",
        _ => "usage-other",
    };
    let given = [ContextKind::InvalidValue, ContextKind::InvalidSubcommand, ContextKind::PriorArg];
    let given = given.into_iter().map(context).find(|words| !words.is_empty()).unwrap_or_default();
    let mut sentence = texts.with(key, &[("argument", argument.into()), ("value", given.into())]);

    let known = [ContextKind::ValidValue, ContextKind::ValidSubcommand];
    if let Some(known) = known.into_iter().map(context).find(|words| !words.is_empty()) {
        sentence += " ";
        sentence += &texts.with("usage-known-values", &[("values", known.into())]);
    }
    let alike = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg];
    if let Some(alike) = alike.into_iter().map(context).find(|words| !words.is_empty()) {
        sentence += " ";
        sentence += &texts.with("usage-did-you-mean", &[("words", alike.into())]);
    } else if error.kind() == ErrorKind::InvalidSubcommand {
        sentence += " ";
        sentence += &texts.get("usage-see-help");
    }
    UsageError(sentence)
}

/// An argument as a sentence names it: without the dots of what can be repeated, which read as the sentence's
/// end, and without the signs around and between those of which one is enough.
fn readable(argument: &str, texts: &Texts) -> String {
    let each = argument.trim_end_matches("...").split(", ").map(|each| {
        let one_of = each.strip_prefix("<--").and_then(|each| each.strip_suffix('>'));
        one_of.map_or_else(|| each.to_owned(), |all| format!("--{all}").replace('|', &texts.get("usage-or")))
    });
    each.collect::<Vec<_>>().join(", ")
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(word) => word.clone(),
        ContextValue::Strings(words) => words.join(", "),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
