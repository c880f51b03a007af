//! `sync`: keeps in touch with the relay for as long as it is told to; and `status`.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use super::{
    arguments::SyncUntil,
    failure::Failure,
    json,
    output::Output,
    plain,
    session::{Session, unexpected},
};
use crate::backend::{Answer, BackendError, ErrorCode, Event, RelayState, Request, Status, WorkspaceInfo};

/// What may happen while `sync` waits.
enum Wake {
    /// The backend has news.
    News,
    /// Ctrl-C, or told to end.
    Interrupted,
}

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The time was over, or what it waited for was there.
    AsTold,
    Interrupted,
}

/// Where things stand; without a workspace nothing is here, and nothing is wrong.
pub fn status(
    session: &Session,
    workspace: Option<&WorkspaceInfo>,
    output: &mut Output,
) -> Result<(), Failure> {
    let status = match workspace {
        Some(workspace) => status_of(session, workspace)?,
        None => Status::default(),
    };
    output.answer(|| json::status(&status), |texts| plain::status(&status, texts))
}

fn status_of(session: &Session, workspace: &WorkspaceInfo) -> Result<Status, Failure> {
    match session.ask(Request::Status { workspace: workspace.id })? {
        Answer::Status(status) => Ok(*status),
        other => Err(unexpected(&other)),
    }
}

/// Sends and fetches until it is to end (or is interrupted before that), then tells where things stand.
pub fn sync(
    data_dir: PathBuf,
    choice: Option<&str>,
    until: SyncUntil,
    output: &mut Output,
) -> Result<(), Failure> {
    let (wakes, woken) = channel();
    on_interrupt(wakes.clone())?;
    // Nobody listens for news any more when the command is about to end.
    let session = Session::start(data_dir, true, move || drop(wakes.send(Wake::News)))?;
    let done = session.workspace(choice).and_then(|workspace| {
        if workspace.relay.is_none() {
            return Err(BackendError::new(ErrorCode::NoRelay, "no relay").into());
        }
        let follow = |end, output: &mut Output| follow(&session, &workspace, &woken, end, output);
        let ended = match until {
            SyncUntil::CaughtUp => caught_up(&session, &workspace, &woken)?,
            SyncUntil::Seconds(seconds) => {
                follow(Instant::now().checked_add(Duration::from_secs(seconds)), output)?
            }
            SyncUntil::Interrupted => follow(None, output)?,
        };
        let status = status_of(&session, &workspace)?;
        output.answer(|| json::status(&status), |texts| plain::status(&status, texts))?;
        match (until, ended) {
            (SyncUntil::Seconds(_), Ended::AsTold) => reached(&status),
            _ => Ok(()),
        }
    });
    session.end();
    done
}

/// Waits until all is sent and fetched.
fn caught_up(session: &Session, workspace: &WorkspaceInfo, woken: &Receiver<Wake>) -> Result<Ended, Failure> {
    let mut pending = session.begin(Request::CaughtUp { workspace: workspace.id });
    loop {
        if let Some(answer) = pending.poll() {
            answer?;
            return Ok(Ended::AsTold);
        }
        // The backend wakes when the answer is there; if it died instead, the next poll says so.
        if matches!(woken.recv_timeout(Duration::from_secs(1)), Ok(Wake::Interrupted)) {
            return Ok(Ended::Interrupted);
        }
    }
}

/// Tells people (not scripts) what changes in where things stand, line by line, until `end` or an interrupt.
fn follow(
    session: &Session,
    workspace: &WorkspaceInfo,
    woken: &Receiver<Wake>,
    end: Option<Instant>,
    output: &mut Output,
) -> Result<Ended, Failure> {
    let mut told = String::new();
    loop {
        for event in session.events() {
            let Event::Status { workspace: of, status } = event else { continue };
            if of != workspace.id || output.json {
                continue;
            }
            let text = plain::status(&status, output.texts);
            let news: Vec<&str> =
                text.lines().filter(|line| !told.lines().any(|each| each == *line)).collect();
            if !news.is_empty() {
                output.text(&news.join("\n"))?;
            }
            told = text;
        }
        let wake = match end {
            None => woken.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(end) => woken.recv_timeout(end.saturating_duration_since(Instant::now())),
        };
        match wake {
            Ok(Wake::News) => {}
            Ok(Wake::Interrupted) => return Ok(Ended::Interrupted),
            Err(_) => return Ok(Ended::AsTold),
        }
    }
}

/// Whether the relay was there in the end: what `sync --for` was asked to use.
fn reached(status: &Status) -> Result<(), Failure> {
    match (status.relay.state, &status.relay.error) {
        (RelayState::Live | RelayState::CatchingUp { .. }, _) => Ok(()),
        (RelayState::None, _) => Err(BackendError::new(ErrorCode::NoRelay, "no relay").into()),
        (_, Some(code)) => Err(BackendError::new(code.clone(), "not live at the end").into()),
        (_, None) => Err(BackendError::new(ErrorCode::Unreachable, "not live at the end").into()),
    }
}

/// Sends `Interrupted` at the first Ctrl-C (or SIGTERM), so that the backend can write everything out. Listens
/// when this returns.
fn on_interrupt(wakes: Sender<Wake>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let interrupted = {
        let _entered = runtime.enter();
        interrupted()?
    };
    std::thread::Builder::new().name("interrupt".into()).spawn(move || {
        runtime.block_on(interrupted);
        drop(wakes.send(Wake::Interrupted));
    })?;
    Ok(())
}

/// Resolves when the user or the system asks the program to end.
#[cfg(unix)]
fn interrupted() -> std::io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves when the user asks the program to end.
#[cfg(windows)]
fn interrupted() -> std::io::Result<impl Future<Output = ()> + Send> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
