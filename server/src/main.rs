//! The relay's binary. Everything is in the library, so that another binary (the demo, the tests)
//! can start a relay too.

use std::process::ExitCode;

fn main() -> ExitCode {
    samskriv_server::cli::run(std::env::args_os())
}
