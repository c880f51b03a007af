//! An entry among the user's applications, as the Desktop Entry Specification has it, and that program as the one for
//! the links.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// The file among the user's applications.
const FILE: &str = "samskriv.desktop";
const SCHEME: &str = "x-scheme-handler/samskriv";

/// Has invitation links open with `program`.
///
/// # Errors
/// No place for applications, it cannot be written to, or the desktop refuses.
pub fn tell(program: &Path) -> io::Result<()> {
    let missing = || io::Error::new(io::ErrorKind::NotFound, "HOME");
    let applications = applications(|name| std::env::var_os(name).map(PathBuf::from)).ok_or_else(missing)?;
    write_entry(&applications, program)?;
    let done = Command::new("xdg-mime").args(["default", FILE, SCHEME]).status()?;
    // The list by which some desktops find it; others look into the directory itself.
    let _ = Command::new("update-desktop-database").arg(&applications).status();
    if done.success() { Ok(()) } else { Err(io::Error::other("xdg-mime")) }
}

/// The user's own applications, as the XDG Base Directory Specification has them.
fn applications(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name| variable(name).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local").join("share")))?;
    Some(data.join("applications"))
}

fn write_entry(applications: &Path, program: &Path) -> io::Result<()> {
    let program = program.to_str().ok_or(io::ErrorKind::InvalidFilename)?;
    fs::create_dir_all(applications)?;
    let (path, new) = (applications.join(FILE), applications.join(format!("{FILE}.new")));
    fs::write(&new, entry(program))?;
    fs::rename(new, path)
}

/// The entry: the program is started with the link as its argument.
fn entry(program: &str) -> String {
    let exec = quoted(program);
    format!(
        "[Desktop Entry]\nType=Application\nName=Samskriv\nExec={exec} %u\nTerminal=false\nCategories=Office;\n\
         StartupWMClass=samskriv\nMimeType={SCHEME};\n"
    )
}

/// A program's path as the Desktop Entry Specification wants it: quoted, a percent sign doubled, and the backslashes of
/// the quoting doubled once more, as in every value.
fn quoted(program: &str) -> String {
    let mut out = String::from('"');
    for c in program.chars() {
        match c {
            '"' | '`' | '$' => out.extend(['\\', '\\', c]),
            '\\' => out.push_str("\\\\\\\\"),
            '%' => out.push_str("%%"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_entry_starts_this_program_with_the_link() {
        let directory = tempfile::tempdir().unwrap();
        let applications = directory.path().join("new").join("applications");
        for _ in 0..2 {
            write_entry(&applications, Path::new("/opt/Våra program/samskriv")).unwrap();
        }
        let written = fs::read_to_string(applications.join(FILE)).unwrap();
        assert!(written.contains("\nExec=\"/opt/Våra program/samskriv\" %u\n"), "{written}");
        assert!(written.contains("\nMimeType=x-scheme-handler/samskriv;\n"), "{written}");
        assert_eq!(fs::read_dir(&applications).unwrap().count(), 1);
    }

    #[test]
    fn a_path_is_only_a_path() {
        assert_eq!(quoted("/a b"), "\"/a b\"");
        assert_eq!(quoted("/100%"), "\"/100%%\"");
        assert_eq!(quoted("/a\"$b"), "\"/a\\\\\"\\\\$b\"");
    }

    #[test]
    fn applications_lie_where_the_system_says() {
        let of = |pairs: &'static [(&str, &str)]| {
            applications(|name| pairs.iter().find(|(it, _)| *it == name).map(|(_, path)| PathBuf::from(path)))
        };
        assert_eq!(of(&[("HOME", "/h")]), Some("/h/.local/share/applications".into()));
        assert_eq!(of(&[("HOME", "/h"), ("XDG_DATA_HOME", "/d")]), Some("/d/applications".into()));
        assert_eq!(
            of(&[("HOME", "/h"), ("XDG_DATA_HOME", "d")]),
            Some("/h/.local/share/applications".into())
        );
        assert_eq!(of(&[]), None);
    }
}
