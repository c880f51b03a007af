//! What a command prints: a value for scripts, or text for people; and tables.

use std::io::Write;

use serde_json::{Value, json};

use super::failure::Failure;
use crate::i18n::Texts;

/// Where a command's answer goes.
pub struct Output<'a> {
    pub texts: &'a Texts,
    pub json: bool,
    pub to: &'a mut dyn Write,
}

impl Output<'_> {
    /// Prints one of the two: `value` with `--json`, else `text`.
    ///
    /// # Errors
    /// When it cannot be written. That nobody reads any more (a pipe into `head`) is no error.
    pub fn answer(
        &mut self,
        value: impl FnOnce() -> Value,
        text: impl FnOnce(&Texts) -> String,
    ) -> Result<(), Failure> {
        if self.json { self.text(&value().to_string()) } else { self.text(&text(self.texts)) }
    }

    /// Prints text as it is, and ends the line.
    ///
    /// # Errors
    /// As `answer`.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        match write!(self.to, "{text}{end}").and_then(|()| self.to.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }
}

/// The one line on standard error that tells a failure.
pub fn failure_line(failure: &Failure, texts: &Texts, json: bool) -> String {
    let text = failure.text(texts);
    if json {
        json!({ "error": failure.code(), "text": text }).to_string()
    } else {
        format!("samskriv: {text}")
    }
}

/// Rows in columns, each as wide as its widest cell but for the last, which runs on.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line += cell;
            line.extend(std::iter::repeat_n(' ', width + 2 - cell.chars().count()));
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn columns_line_up() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        assert_eq!(
            table(&[row(["id", "när", "vad"]), row(["åäö", "x", "längre text"]), row(["a", "", ""])]),
            "id   när  vad\nåäö  x    längre text\na\n"
        );
        assert_eq!(table(&[]), "");
    }

    #[test]
    fn an_answer_is_a_value_or_a_text() {
        let texts = Texts::new(Lang::Sv);
        let mut printed = Vec::new();
        for json in [true, false] {
            let mut output = Output { texts: &texts, json, to: &mut printed };
            output.answer(|| json!([{ "id": 1 }]), |_| "Ett möte".into()).unwrap();
        }
        assert_eq!(String::from_utf8(printed).unwrap(), "[{\"id\":1}]\nEtt möte\n");
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let texts = Texts::new(Lang::Sv);
        let mut output = Output { texts: &texts, json: false, to: &mut Gone };
        assert!(output.answer(|| json!(null), |_| "text".into()).is_ok());
    }

    #[test]
    fn failures_are_one_line_on_standard_error() {
        let texts = Texts::new(Lang::En);
        let failure = Failure::NoSuchDocument("ab".into());
        assert_eq!(
            failure_line(&failure, &texts, false),
            "samskriv: There is no document whose id begins with \"ab\"."
        );
        let value: Value = serde_json::from_str(&failure_line(&failure, &texts, true)).unwrap();
        assert_eq!(
            value,
            json!({ "error": "no-such-document", "text": "There is no document whose id begins with \"ab\"." })
        );
    }
}
