//! Where everything lies when `--data` does not say, and what the computer calls its user.

use std::{ffi::OsString, path::PathBuf};

/// The platform's place for a program's data, with `samskriv` in it. None where the environment names no home.
pub fn data_dir() -> Option<PathBuf> {
    data_dir_of(std::env::consts::OS, |name| std::env::var_os(name))
}

fn data_dir_of(os: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = match os {
        "windows" => path("APPDATA")?,
        "macos" => path("HOME")?.join("Library").join("Application Support"),
        // The XDG Base Directory Specification: a relative path there is to be ignored.
        _ => path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local").join("share")))?,
    };
    Some(base.join("samskriv"))
}

/// The name of who is logged in, as the environment tells it. None where it does not, as in a service.
pub fn user_name() -> Option<String> {
    user_name_of(|name| std::env::var(name).ok())
}

fn user_name_of(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut names = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(variable);
    names.find(|name| !name.trim().is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_user_has_a_name_or_none() {
        let name = |variables: &[(&str, &str)]| {
            user_name_of(|name| {
                let found = variables.iter().find(|(each, _)| *each == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(name(&[("USER", ""), ("LOGNAME", "siv")]).as_deref(), Some("siv"));
        assert_eq!(name(&[("USERNAME", "Bo Falk")]).as_deref(), Some("Bo Falk"));
        assert_eq!(name(&[("USER", " ")]), None);
        assert_eq!(name(&[]), None);
    }

    #[test]
    fn each_platform_has_its_place() {
        let place = |os: &str, variables: &[(&str, &str)]| {
            data_dir_of(os, |name| {
                let found = variables.iter().find(|(each, _)| *each == name);
                found.map(|(_, value)| OsString::from(value))
            })
        };
        let home = ("HOME", "/home/anna");
        assert_eq!(place("linux", &[home]), Some("/home/anna/.local/share/samskriv".into()));
        assert_eq!(place("linux", &[home, ("XDG_DATA_HOME", "/data")]), Some("/data/samskriv".into()));
        assert_eq!(
            place("linux", &[home, ("XDG_DATA_HOME", "data")]),
            Some("/home/anna/.local/share/samskriv".into())
        );
        assert_eq!(place("macos", &[home]), Some("/home/anna/Library/Application Support/samskriv".into()));
        assert_eq!(place("windows", &[("APPDATA", "/roaming")]), Some("/roaming/samskriv".into()));
        assert_eq!(place("windows", &[home]), None);
        assert_eq!(place("linux", &[]), None);
    }
}
