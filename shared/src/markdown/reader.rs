//! Reading a file of ours line by line. Lenient where that is shorter: whatever reads otherwise than it was
//! written is found out when it is written again.

use super::{Own, RULE, Told, body, head};

pub(super) fn read(text: &str) -> Option<Own> {
    let mut lines = Lines::new(text);
    let mut told = Told::default();
    head::read(&mut lines, &mut told)?;
    lines.rule()?;
    let at = body::read(&mut lines, &mut told.body)?;
    let closes = lines.rule().is_some() || lines.peek().is_none();
    closes.then_some(())?;
    head::read_closing(&mut lines, &mut told)?;
    lines.peek().is_none().then_some(Own { told, lines: at, fields: lines.fields })
}

/// The lines that hold something, with their numbers, and what those read so far told.
pub(super) struct Lines<'a> {
    lines: Vec<(usize, &'a str)>,
    next: usize,
    fields: Vec<(&'static str, usize, String)>,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        let lines = (1..).zip(text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])));
        Lines { lines: lines.filter(|(_, line)| !line.is_empty()).collect(), next: 0, fields: Vec::new() }
    }

    /// The line to be read next.
    pub(super) fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.next).map(|(_, line)| *line)
    }

    /// As `peek`, up to the next rule.
    pub(super) fn before_rule(&self) -> Option<&'a str> {
        self.peek().filter(|line| *line != RULE)
    }

    /// Goes on behind the next line, which told these fields; its number.
    pub(super) fn take(&mut self, fields: &[&'static str]) -> Option<usize> {
        let (number, line) = *self.lines.get(self.next)?;
        self.next += 1;
        self.fields.extend(fields.iter().map(|field| (*field, number, line.to_owned())));
        Some(number)
    }

    /// Goes on behind a rule; none where there is none.
    fn rule(&mut self) -> Option<()> {
        self.peek().filter(|line| *line == RULE)?;
        self.next += 1;
        Some(())
    }

    /// The line to be read next, if it stands right below the one with this number.
    pub(super) fn right_below(&self, number: usize) -> Option<&'a str> {
        self.lines.get(self.next).filter(|(below, _)| *below == number + 1).map(|(_, line)| *line)
    }
}
