//! The passphrase of a backup: from a file or a variable for scripts, else from whoever sits at the terminal,
//! without its echo.

use std::{ffi::OsString, fs::File, io::Read, path::Path};

use zeroize::Zeroizing;

use super::failure::Failure;
use crate::{
    backend::{Cost, Passphrase},
    i18n::Texts,
};

/// The variable that scripts may set.
pub const VARIABLE: &str = "SAMSKRIV_PASSPHRASE";
/// No passphrase is longer, in bytes; a file that is has been given by mistake.
const LONGEST: u64 = 4096;

/// What is around the program that a test has otherwise.
pub struct Surroundings {
    /// What one guess at a backup's passphrase costs.
    pub cost: Cost,
    /// A variable of the environment.
    pub variable: fn(&str) -> Option<OsString>,
    /// Asks for what is not to be seen; none where nobody sits there.
    pub ask: fn(&str) -> Option<String>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Surroundings {
            cost: Cost::default(),
            variable: |name| std::env::var_os(name),
            // It opens the terminal itself, whatever standard input is.
            ask: |prompt| rpassword::prompt_password(prompt).ok(),
        }
    }
}

/// The passphrase; at a terminal asked for twice where `anew`.
pub fn passphrase(
    file: Option<&Path>,
    anew: bool,
    around: &Surroundings,
    texts: &Texts,
) -> Result<Passphrase, Failure> {
    let given = match (file, (around.variable)(VARIABLE)) {
        (Some(file), _) => Some(first_line(file)?),
        (None, Some(value)) => Some(value.into_string().map_err(|_| Failure::ShortPassphrase)?),
        (None, None) => None,
    };
    if let Some(given) = given {
        return Passphrase::new(given).ok_or(Failure::ShortPassphrase);
    }
    let ask = |key| (around.ask)(&texts.get(key)).ok_or(Failure::NoPassphrase);
    let first = Passphrase::new(ask("passphrase-ask")?).ok_or(Failure::ShortPassphrase)?;
    if anew && Passphrase::new(ask("passphrase-again")?).is_none_or(|second| second != first) {
        return Err(Failure::OtherPassphrase);
    }
    Ok(first)
}

/// A file's first line, as editors write it.
fn first_line(path: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NoSuchFile(path.to_owned()),
        _ => Failure::File { path: path.to_owned(), error },
    };
    let mut text = Zeroizing::new(String::new());
    File::open(path).map_err(failed)?.take(LONGEST).read_to_string(&mut text).map_err(failed)?;
    Ok(text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::i18n::Lang;

    fn at(ask: fn(&str) -> Option<String>) -> Surroundings {
        Surroundings { cost: Cost::default(), variable: |_| None, ask }
    }

    fn told(file: Option<&Path>, anew: bool, around: &Surroundings) -> Result<Passphrase, String> {
        passphrase(file, anew, around, &Texts::new(Lang::En)).map_err(|failure| format!("{failure:?}"))
    }

    fn phrase() -> Result<Passphrase, String> {
        Ok(Passphrase::new("fyra båtar".into()).unwrap())
    }

    #[test]
    fn a_file_is_heard_before_the_variable_and_the_variable_before_anybody_is_asked() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("fras");
        std::fs::write(&file, "\u{feff}fyra båtar\r\nannat\n").unwrap();
        let around =
            Surroundings { variable: |_| Some("sex stora båtar".into()), ..at(|_| panic!("asked")) };
        assert_eq!(told(Some(&file), true, &around), phrase());
        assert_eq!(told(None, true, &around), Ok(Passphrase::new("sex stora båtar".into()).unwrap()));
        std::fs::write(&file, "kort\n").unwrap();
        assert_eq!(told(Some(&file), false, &around), Err("ShortPassphrase".into()));
    }

    #[test]
    fn a_new_one_is_asked_for_twice_and_must_be_the_same() {
        assert_eq!(told(None, true, &at(|_| Some("fyra båtar".into()))), phrase());
        let differs =
            at(|prompt| Some(if prompt.contains("again") { "fyra skepp" } else { "fyra båtar" }.into()));
        assert_eq!(told(None, true, &differs), Err("OtherPassphrase".into()));
        assert_eq!(told(None, false, &differs), phrase(), "asked once");
        assert_eq!(told(None, true, &at(|_| Some("kort".into()))), Err("ShortPassphrase".into()));
        assert_eq!(told(None, true, &at(|_| None)), Err("NoPassphrase".into()));
    }
}
