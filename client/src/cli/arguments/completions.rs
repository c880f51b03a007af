//! Shell completions: the script that teaches a shell the commands and options, in the user's language.

use clap::Command;
use clap_complete::{
    Generator,
    Shell::{self, Bash, Fish, PowerShell, Zsh},
};

/// The shells by the names that the command takes.
const SHELLS: [(&str, Shell); 4] = [("bash", Bash), ("zsh", Zsh), ("fish", Fish), ("powershell", PowerShell)];

/// The names that `completions` takes.
pub fn shells() -> [&'static str; 4] {
    SHELLS.map(|(name, _)| name)
}

/// The script for a shell. `program` must have been built.
pub fn script(shell: &str, program: &Command) -> String {
    let mut script = Vec::new();
    if let Some((_, generator)) = SHELLS.iter().find(|(name, _)| *name == shell) {
        // Writing into memory does not fail.
        let _ = generator.try_generate(program, &mut script);
    }
    String::from_utf8_lossy(&script).into_owned()
}
