//! Every text that people read, in Swedish and English, through Fluent: `texts/{sv,en}/*.ftl`, built into
//! the program. Beside the texts: dates and times as each language writes them, and the Swedish order of names.

mod collation;
mod dates;
mod errors;
#[cfg(test)]
mod tests;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

pub use collation::{CollationKey, collation_key};

/// The files of a language. One list, so that both languages have the same ones.
macro_rules! sources {
    ($lang:literal) => {
        [
            include_str!(concat!("../texts/", $lang, "/dates.ftl")),
            include_str!(concat!("../texts/", $lang, "/errors.ftl")),
            include_str!(concat!("../texts/", $lang, "/cli.ftl")),
            include_str!(concat!("../texts/", $lang, "/help.ftl")),
            include_str!(concat!("../texts/", $lang, "/window.ftl")),
            include_str!(concat!("../texts/", $lang, "/meeting.ftl")),
            include_str!(concat!("../texts/", $lang, "/members.ftl")),
            include_str!(concat!("../texts/", $lang, "/settings.ftl")),
            include_str!(concat!("../texts/", $lang, "/keys.ftl")),
            include_str!(concat!("../texts/", $lang, "/actions.ftl")),
            include_str!(concat!("../texts/", $lang, "/decisions.ftl")),
            include_str!(concat!("../texts/", $lang, "/search.ftl")),
            include_str!(concat!("../texts/", $lang, "/plan.ftl")),
        ]
    };
}

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Swedish: the language wherever nothing says another.
    Sv,
    /// English.
    En,
}

impl Lang {
    /// The language of `sv` or `en`, with or without a region ("en-GB", "en_US.UTF-8").
    pub fn parse(text: &str) -> Option<Lang> {
        let language = text.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "sv" => Some(Lang::Sv),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The language that the environment asks for, in the order POSIX gives (LC_ALL, LC_MESSAGES, LANG); else
    /// Swedish, also for languages that the program does not speak.
    pub fn from_environment() -> Lang {
        Lang::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Lang {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(variable)
            .find(|value| !value.is_empty())
            .and_then(|value| Lang::parse(&value))
            .unwrap_or(Lang::Sv)
    }

    fn other(self) -> Lang {
        match self {
            Lang::Sv => Lang::En,
            Lang::En => Lang::Sv,
        }
    }

    fn id(self) -> LanguageIdentifier {
        let name = match self {
            Lang::Sv => "sv-SE",
            Lang::En => "en-GB",
        };
        name.parse().unwrap_or_default()
    }

    fn sources(self) -> [&'static str; 13] {
        match self {
            Lang::Sv => sources!("sv"),
            Lang::En => sources!("en"),
        }
    }
}

/// The texts of one language. A key that it lacks is taken from the other language, and else shown as it is:
/// a missing text never keeps anybody from working.
pub struct Texts {
    lang: Lang,
    own: FluentBundle<FluentResource>,
    other: FluentBundle<FluentResource>,
}

impl Texts {
    /// All texts of `lang`.
    pub fn new(lang: Lang) -> Texts {
        Texts { lang, own: bundle(lang), other: bundle(lang.other()) }
    }

    /// The language of these texts.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of `key`.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text of `key` with its variables: `texts.with("list-count", &[("n", 3.into())])`.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        [&self.own, &self.other]
            .into_iter()
            .find_map(|bundle| {
                let pattern = bundle.get_message(key)?.value()?;
                // What a pattern lacks shows inside the text as `{$name}`; the tests see to it that none does.
                Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
            })
            .unwrap_or_else(|| key.to_owned())
    }
}

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![lang.id()]);
    // The invisible marks around each variable would reach scripts, files and the clipboard.
    bundle.set_use_isolating(false);
    for source in lang.sources() {
        // A text that cannot be read is left out and its key falls back; the tests allow no such text.
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}
