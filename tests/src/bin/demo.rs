//! `cargo demo`: a relay and two windows on the sample minutes, or the same story without a display. Also
//! relay, client and typist as hidden subcommands, for the tests.

use std::process::ExitCode;

use samskriv_tests::{RELAY, TYPIST};

fn main() -> ExitCode {
    let mut args: Vec<_> = std::env::args_os().collect();
    match args.get(1).and_then(|arg| arg.to_str()) {
        Some(RELAY) => {
            args.remove(1);
            samskriv_server::cli::run(args.into_iter())
        }
        Some(TYPIST) => {
            let args: Vec<String> =
                args.into_iter().skip(2).filter_map(|arg| arg.into_string().ok()).collect();
            samskriv_tests::run_typist(&args)
        }
        _ => ExitCode::FAILURE,
    }
}
