//! The window without a screen over a real backend.
#![allow(clippy::unwrap_used)]

use samskriv_shared::documents::{Action, ActionStatus};

use super::*;
use crate::{
    command::{ActionEdit, Command},
    state::Me,
};

fn open(data: &Path) -> (Context, Shell) {
    let ctx = Context::default();
    let config = Config::new(data.to_owned(), false);
    let (shell, error) = Shell::open(&ctx, config, Speech::Usual(Lang::Sv), Views::default);
    assert!(error.is_none(), "{error:?}");
    (ctx, shell)
}

/// Goes on until something holds.
fn until(ctx: &Context, shell: &mut Shell, holds: impl Fn(&Model) -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds(&shell.model) {
        assert!(Instant::now() < end, "it does not come to that");
        shell.logic(ctx);
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn action(model: &Model) -> Option<Action> {
    model.state.actions().next().map(|(_, action)| action.clone())
}

#[test]
fn a_tick_in_a_closed_meeting_is_kept_though_the_window_closes_in_the_same_moment() {
    let directory = tempfile::tempdir().unwrap();
    let (ctx, mut shell) = open(directory.path());
    shell.model.on_command(Command::StartWriting(Me { name: "Anna Ek".into(), ..Me::default() }));
    until(&ctx, &mut shell, |model| model.state.open.is_some());
    let (owners, due) = (String::new(), String::new());
    shell.model.on_command(Command::AddAction { text: "Ring Bo".into(), owners, due });
    until(&ctx, &mut shell, |model| action(model).is_some());
    let doc = shell.model.state.open.as_ref().unwrap().doc;
    shell.model.on_command(Command::NewMeeting);
    let is_closed = |model: &Model| model.state.open.as_ref().is_some_and(|open| open.doc != doc);
    until(&ctx, &mut shell, |model| is_closed(model) && action(model).is_some());

    let action_id = action(&shell.model).unwrap().id;
    let edit = ActionEdit::Status(ActionStatus::Done);
    shell.model.on_command(Command::EditAction { doc, action: action_id, edit });
    shell.close();

    let (ctx, mut shell) = open(directory.path());
    until(&ctx, &mut shell, |model| action(model).is_some());
    until(&ctx, &mut shell, |model| action(model).is_some_and(|action| action.status == ActionStatus::Done));
    shell.close();
}
