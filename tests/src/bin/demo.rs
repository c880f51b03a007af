fn main() -> std::process::ExitCode {
    let mut args: Vec<_> = std::env::args_os().collect();
    match args.get(1).and_then(|arg| arg.to_str()) {
        Some(samskriv_tests::RELAY) => {
            args.remove(1);
            samskriv_server::cli::run(args.into_iter())
        }
        _ => std::process::ExitCode::FAILURE,
    }
}
