//! The binary of [`samskriv_client::program`].

fn main() -> std::process::ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    samskriv_client::program::run(&args)
}
