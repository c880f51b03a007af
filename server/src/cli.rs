//! The command `samskriv-relay`. Another binary can run it by calling [`run`] with its arguments.

use std::{
    ffi::OsString,
    io::{IsTerminal, Write},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use tokio::net::TcpListener;

use crate::{
    Config, ServeError, Server,
    config::{DAY, TlsFiles},
    log::LogError,
};

mod operator;

#[cfg(unix)]
pub(crate) use operator::listed;

/// A command that failed.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("{0} cannot be listened on")]
    Listen(String, #[source] std::io::Error),
    #[error("the system refused")]
    Io(#[from] std::io::Error),
    #[error("no randomness")]
    Random,
    #[error("give --data DIR, the directory of the relay's log")]
    NoData,
    #[error("the log is damaged")]
    Damaged,
    #[error("the running relay says: {0}")]
    #[cfg_attr(not(unix), allow(dead_code))]
    Refused(String),
    #[error("the running relay is another version; stop it first")]
    #[cfg_attr(not(unix), allow(dead_code))]
    Answer,
}

impl From<LogError> for CliError {
    fn from(error: LogError) -> Self {
        CliError::Serve(ServeError::Log(error))
    }
}

/// Runs the relay or one of its commands, with the arguments of a process (its name first), to the
/// end. Exit status 0 done, 1 failed, 2 usage.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let matches = match command().try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => {
            // Where standard error is closed there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match execute(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "samskriv-relay: {}", explain(&error));
            if matches!(error, CliError::NoData) { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn command() -> Command {
    let path = || value_parser!(PathBuf);
    Command::new("samskriv-relay")
        .about("Keeps and hands out sealed entries that it cannot read")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_negates_reqs(true)
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("DIR")
                .global(true)
                .value_parser(path())
                .help("where the log is; required"),
        )
        .arg(
            Arg::new("listen")
                .long("listen")
                .value_name("ADDR")
                .required(true)
                .help("as 0.0.0.0:4443; port 0 takes a free one"),
        )
        .arg(
            Arg::new("open")
                .long("open")
                .action(ArgAction::SetTrue)
                .help("anyone may create a workspace, and any host name is this relay's"),
        )
        .arg(
            Arg::new("public-host")
                .long("public-host")
                .value_name("NAME")
                .action(ArgAction::Append)
                .help("a name under which programs dial this relay"),
        )
        .arg(
            Arg::new("keep-days")
                .long("keep-days")
                .value_name("DAYS")
                .default_value("30")
                .value_parser(value_parser!(u32).range(1..))
                .help("days after which entries that a checkpoint stands for are dropped"),
        )
        .arg(
            Arg::new("tls-cert")
                .long("tls-cert")
                .value_name("FILE")
                .requires("tls-key")
                .value_parser(path())
                .help("certificate chain, PEM"),
        )
        .arg(
            Arg::new("tls-key")
                .long("tls-key")
                .value_name("FILE")
                .requires("tls-cert")
                .value_parser(path())
                .help("private key, PEM"),
        )
        .subcommands(operator::commands())
}

fn execute(matches: &ArgMatches) -> Result<(), CliError> {
    // Clap requires no argument that its subcommands take as well.
    let data = matches.get_one::<PathBuf>("data").ok_or(CliError::NoData)?;
    match matches.subcommand() {
        None => listen(matches, data.clone()),
        Some((name, matches)) => operator::execute(data, name, matches),
    }
}

fn explain(error: &CliError) -> String {
    if let CliError::Serve(ServeError::Log(LogError::Held)) = error {
        return "another samskriv-relay holds this data directory; stop it first".into();
    }
    if let CliError::Serve(ServeError::Log(LogError::OlderSchema { .. })) = error {
        return format!(
            "{error}; move it away, and the programs of those who write bring their networks back"
        );
    }
    if let CliError::Serve(ServeError::Log(LogError::NewerSchema { .. })) = error {
        return format!("{error}: a newer samskriv-relay wrote it; it is left as it is");
    }
    if let CliError::Damaged | CliError::Serve(ServeError::Log(LogError::Damaged(_))) = error {
        return format!(
            "{error}. It is left as it is. Move it away and restore a backup, or start without one: the \
             programs of those who write bring their networks back"
        );
    }
    if let CliError::Serve(ServeError::Log(LogError::Exists(path))) = error {
        return format!("{} is there already, and is left as it is", path.display());
    }
    if let CliError::Serve(ServeError::NoHost) = error {
        return "give --public-host NAME (the name that programs dial), or --open".into();
    }
    with_causes(error)
}

/// An error in words, with all that led to it.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

fn listen(matches: &ArgMatches, data: PathBuf) -> Result<(), CliError> {
    let mut config = Config::new(data);
    config.open = matches.get_flag("open");
    config.public_hosts = matches.get_many("public-host").into_iter().flatten().cloned().collect();
    if !config.open && config.public_hosts.is_empty() {
        return Err(ServeError::NoHost.into());
    }
    if let Some(days) = matches.get_one::<u32>("keep-days") {
        config.keep_covered = DAY * *days;
    }
    if let (Some(certificate), Some(key)) =
        (matches.get_one::<PathBuf>("tls-cert"), matches.get_one::<PathBuf>("tls-key"))
    {
        config.tls = Some(TlsFiles { certificate: certificate.clone(), key: key.clone() });
    }
    log_to_stderr();
    let address = matches.get_one::<String>("listen").cloned().unwrap_or_default();
    allow_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener =
            TcpListener::bind(&address).await.map_err(|error| CliError::Listen(address.clone(), error))?;
        let address = listener.local_addr()?;
        let server = Server::open(listener, config).await?;
        let interrupted = interrupted()?;
        announce(address)?;
        Ok(server.serve(interrupted).await?)
    })
}

/// In colours where someone reads along, and not in a file.
fn log_to_stderr() {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colours = std::io::stderr().is_terminal() && !plain;
    // A second relay in one process (the demo) finds the first one's subscriber, which is as good.
    let _ = tracing_subscriber::fmt().with_ansi(colours).with_writer(std::io::stderr).try_init();
}

/// The first line on standard output, for whoever started the relay on port 0. Whoever reads it may
/// count on the relay: listener, log and signals are there.
fn announce(address: SocketAddr) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "listening on {address}")?;
    out.flush()
}

/// Each connection is a file; the usual soft limit of 1,024 is for programs that call `select`.
fn allow_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}

/// Ends at SIGTERM or SIGINT (Ctrl-C on Windows).
fn interrupted() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
