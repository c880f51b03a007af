//! `store check`: what is on this computer, and what of it does not hold. What was found goes to standard output
//! in any case; that something is wrong is a failure besides.

use std::path::PathBuf;

use super::{failure::Failure, json, output::Output, plain};
use crate::backend::{self, Config};

pub fn check(data_dir: PathBuf, output: &mut Output) -> Result<(), Failure> {
    let checked = backend::check(&Config::new(data_dir, false))?;
    output.answer(|| json::checked(&checked), |texts| plain::checked(&checked, texts))?;
    match checked.wrong.len() {
        0 => Ok(()),
        wrong => Err(Failure::NotWhole(wrong)),
    }
}
