//! How far a command that takes a while has come, for somebody who waits at a terminal.

use std::{io::Write, time::Duration};

/// Who waits less is not told anything.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line for each step, once the command has taken longer than a moment; nothing where nobody looks.
pub struct Progress<'a> {
    to: Option<&'a mut dyn Write>,
    elapsed: &'a dyn Fn() -> Duration,
}

impl<'a> Progress<'a> {
    /// Tells `to`, where somebody looks at it; `elapsed` is how long the command has taken so far.
    pub fn new(to: Option<&'a mut dyn Write>, elapsed: &'a dyn Fn() -> Duration) -> Progress<'a> {
        Progress { to, elapsed }
    }

    /// Says what is done now.
    pub fn step(&mut self, line: impl FnOnce() -> String) {
        if let Some(to) = &mut self.to
            && (self.elapsed)() > PATIENCE
        {
            // Where it cannot be told the work goes on all the same.
            let _ = writeln!(to, "{}", line());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn who_waits_is_told_after_a_second_and_only_where_somebody_looks() {
        let now = Cell::new(Duration::ZERO);
        let elapsed = || now.get();
        let mut told = Vec::new();
        let mut progress = Progress::new(Some(&mut told), &elapsed);
        for (at, line) in [(0, "ett"), (1000, "två"), (1001, "tre"), (9000, "fyra")] {
            now.set(Duration::from_millis(at));
            progress.step(|| line.into());
        }
        Progress::new(None, &elapsed).step(|| panic!("nobody looks"));
        assert_eq!(String::from_utf8_lossy(&told), "tre\nfyra\n");
    }
}
