//! `cargo demo`: a relay and two windows on the sample minutes; with `--headless` the same story without a
//! display. Also relay, client and typist as hidden subcommands, for the demo itself and the tests.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "telling is what the demo is for")]

use std::{
    ffi::OsString,
    process::{Child, ExitCode},
};

use samskriv_client::i18n::Lang;
use samskriv_tests::{CLIENT, Programs, RELAY, TYPIST, story::Stage};

fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    let hidden = args.get(1).and_then(|arg| arg.to_str()).map(str::to_owned);
    match hidden.as_deref() {
        Some(RELAY) => {
            args.remove(1);
            samskriv_server::cli::run(args.into_iter())
        }
        Some(CLIENT) => {
            args.remove(1);
            samskriv_client::program::run(&args)
        }
        Some(TYPIST) => {
            let args: Vec<String> =
                args.into_iter().skip(2).filter_map(|arg| arg.into_string().ok()).collect();
            samskriv_tests::run_typist(&args)
        }
        _ => demo(&args[1..]),
    }
}

fn demo(args: &[OsString]) -> ExitCode {
    let mut headless = false;
    let mut lang = Lang::Sv;
    for arg in args {
        match arg.to_str() {
            Some("--headless") => headless = true,
            Some("--lang=en" | "en") => lang = Lang::En,
            Some("--lang=sv" | "sv" | "--lang") => {}
            _ => {
                eprintln!("cargo demo [--headless] [--lang sv|en]");
                return ExitCode::from(2);
            }
        }
    }
    if !headless && !has_display() {
        let text = match lang {
            Lang::Sv => "Här finns ingen skärm att visa fönster på. Kör: cargo demo --headless",
            Lang::En => "There is no display to show windows on. Run: cargo demo --headless",
        };
        eprintln!("{text}");
        return ExitCode::FAILURE;
    }
    let stage = std::env::current_exe().and_then(|exe| Ok((exe, tempfile::tempdir()?)));
    let (exe, dir) = match stage {
        Ok(stage) => stage,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut stage = Stage::new(Programs::new(exe), dir.path(), lang);
    if headless { play(&mut stage) } else { windows(&mut stage) }
}

/// A step that does not hold panics with what was seen; that is the demo's failure.
fn play(stage: &mut Stage) -> ExitCode {
    stage.play();
    println!("{}", if stage.lang == Lang::Sv { "Allt stämde." } else { "All of it held." });
    ExitCode::SUCCESS
}

fn windows(stage: &mut Stage) -> ExitCode {
    let (relay, [kerstin, asa], _) = stage.prepare();
    kerstin.quit();
    asa.quit();
    let lang = if stage.lang == Lang::Sv { "sv" } else { "en" };
    let window = |who: usize| stage.programs.client(&stage.data(who)).command(&["--lang", lang]).spawn();
    let opened: std::io::Result<Vec<Child>> = [0, 1].into_iter().map(window).collect();
    let ok = match opened {
        Ok(windows) => {
            windows.into_iter().all(|mut window| window.wait().is_ok_and(|status| status.success()))
        }
        Err(error) => {
            eprintln!("{error}");
            false
        }
    };
    drop(relay);
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
