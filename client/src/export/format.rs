//! The format of a file, by the ending of its name.

use std::path::Path;

/// How minutes are written into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, and for `import`.
    Markdown,
    /// The document with its history.
    Automerge,
}

/// Why a name tells no format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFormat {
    /// Another ending, or none.
    Unknown,
    /// An ending that is promised and not there yet.
    Later(&'static str),
}

const LATER: [&str; 3] = ["pdf", "docx", "ics"];

impl Format {
    pub const ALL: [Format; 2] = [Format::Markdown, Format::Automerge];

    /// The ending, without its dot.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Markdown => "md",
            Format::Automerge => "automerge",
        }
    }

    /// The format that a file's name tells, in small or capital letters.
    pub fn of(path: &Path) -> Result<Format, NoFormat> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let is = |known: &str| ending.as_deref() == Some(known);
        match Format::ALL.into_iter().find(|format| is(format.ending())) {
            Some(format) => Ok(format),
            None => Err(LATER.into_iter().find(|later| is(later)).map_or(NoFormat::Unknown, NoFormat::Later)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_format() {
        for (name, format) in [
            ("möte.md", Ok(Format::Markdown)),
            ("mapp.pdf/MÖTE.MD", Ok(Format::Markdown)),
            ("a.b.automerge", Ok(Format::Automerge)),
            ("möte.docx", Err(NoFormat::Later("docx"))),
            ("möte.Pdf", Err(NoFormat::Later("pdf"))),
            ("möte.txt", Err(NoFormat::Unknown)),
            ("möte", Err(NoFormat::Unknown)),
            (".md", Err(NoFormat::Unknown)),
            ("", Err(NoFormat::Unknown)),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }
}
