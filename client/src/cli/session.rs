//! A command's hold on the backend: asks and waits, chooses the workspace, opens documents and hands in their
//! changes. A command owns the documents it opens, as the window does (design/ARCHITECTURE.md).

use std::{path::PathBuf, sync::Arc};

use samskriv_shared::{
    documents::{Actor, Directory, DirectoryDocument, Document, Summary, folded},
    ids::{DocId, WorkspaceId},
};

use super::{
    arguments::Me,
    failure::Failure,
    place,
    resolve::{Found, by_beginning},
};
use crate::{
    backend::{
        Answer, Backend, BackendError, Config, ErrorCode, Event, Pending, Profile, Request, WorkspaceInfo,
    },
    i18n::{Texts, collation_key},
};

/// A running backend without a window.
pub struct Session {
    backend: Backend,
}

/// A workspace that was made because a command needed one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founded {
    pub name: String,
    pub id: WorkspaceId,
    /// To be printed once and kept; it is stored nowhere.
    pub recovery: String,
    /// What its founder is called there, where nobody said.
    pub unnamed: Option<String>,
}

impl Session {
    /// Starts the backend; `online` where the command needs the relay. `wake` is called when events are there.
    pub fn start(
        data_dir: PathBuf,
        online: bool,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Result<Session, Failure> {
        Session::start_with(Config::new(data_dir, online), wake)
    }

    /// As `start`, with all that can be told a backend.
    pub fn start_with(config: Config, wake: impl Fn() + Send + Sync + 'static) -> Result<Session, Failure> {
        Ok(Session { backend: Backend::start(config, wake)? })
    }

    /// Writes everything out. Also done when a command failed.
    pub fn end(self) {
        self.backend.shutdown();
    }

    /// Asks, and waits for the answer.
    pub fn ask(&self, request: Request) -> Result<Answer, Failure> {
        Ok(self.begin(request).wait()?)
    }

    /// Asks; what `wake` was given for tells when the answer is there.
    pub fn begin(&self, request: Request) -> Pending {
        self.backend.request(request)
    }

    /// What the backend told without being asked, oldest first.
    pub fn events(&self) -> impl Iterator<Item = Event> + '_ {
        std::iter::from_fn(|| self.backend.poll_event())
    }

    /// The workspaces on this computer.
    pub fn workspaces(&self) -> Result<Vec<WorkspaceInfo>, Failure> {
        match self.ask(Request::Workspaces)? {
            Answer::Workspaces(workspaces) => Ok(workspaces),
            other => Err(unexpected(&other)),
        }
    }

    /// The workspace that is meant: the chosen one (a name or the beginning of an id), else the only one.
    /// None if there is none and none was chosen.
    pub fn find_workspace(&self, choice: Option<&str>) -> Result<Option<WorkspaceInfo>, Failure> {
        choose(self.workspaces()?, choice)
    }

    /// As `find_workspace`, for commands that need one.
    pub fn workspace(&self, choice: Option<&str>) -> Result<WorkspaceInfo, Failure> {
        self.find_workspace(choice)?.ok_or(Failure::NoWorkspace)
    }

    /// As `workspace`, but makes a local one where there is none yet.
    pub fn workspace_or_found(
        &self,
        choice: Option<&str>,
        me: &Me,
        texts: &Texts,
    ) -> Result<(WorkspaceInfo, Option<Founded>), Failure> {
        if let Some(workspace) = self.find_workspace(choice)? {
            return Ok((workspace, None));
        }
        let name = texts.get("default-workspace-name");
        let profile = profile(me, texts);
        let unnamed = me.name.is_none().then(|| profile.name.clone());
        let (id, recovery) = self.found(name.clone(), None, None, profile)?;
        let workspace =
            self.workspaces()?.into_iter().find(|each| each.id == id).ok_or(Failure::NoWorkspace)?;
        Ok((workspace, Some(Founded { name, id, recovery, unnamed })))
    }

    /// Makes a workspace; its id and recovery code.
    pub fn found(
        &self,
        name: String,
        relay: Option<String>,
        token: Option<String>,
        me: Profile,
    ) -> Result<(WorkspaceId, String), Failure> {
        match self.ask(Request::NewWorkspace { name, relay, token, me })? {
            Answer::Created { id, recovery } => Ok((id, recovery)),
            other => Err(unexpected(&other)),
        }
    }

    /// What lists show.
    pub fn summaries(&self, workspace: &WorkspaceInfo) -> Result<Vec<Summary>, Failure> {
        match self.ask(Request::Summaries { workspace: workspace.id, current: true })? {
            Answer::Summaries(summaries) => Ok(summaries.into_iter().map(Arc::unwrap_or_clone).collect()),
            other => Err(unexpected(&other)),
        }
    }

    /// A document, live in this command's hands.
    pub fn open(&self, workspace: &WorkspaceInfo, doc: DocId) -> Result<Document, Failure> {
        match self.ask(Request::Open { workspace: workspace.id, doc })? {
            Answer::Document(bytes) => Ok(Document::load(&bytes, actor(workspace)?)?),
            other => Err(unexpected(&other)),
        }
    }

    /// The workspace's directory as it reads: who its people are. Empty where it is not on this computer (after
    /// a joining that was cut short, say): lists then show the names that the documents themselves keep.
    pub fn directory(&self, workspace: &WorkspaceInfo) -> Result<Directory, Failure> {
        match self.directory_document(workspace) {
            Err(Failure::NoDirectory) => Ok(Directory::default()),
            other => Ok(other?.read()),
        }
    }

    /// The workspace's directory, to be written in.
    ///
    /// # Errors
    /// [`Failure::NoDirectory`] where it is not on this computer (yet).
    pub fn directory_document(&self, workspace: &WorkspaceInfo) -> Result<DirectoryDocument, Failure> {
        match self.open(workspace, DocId::directory(&workspace.id)) {
            Ok(document) => Ok(DirectoryDocument::open(document)?),
            Err(Failure::Backend(BackendError { code: ErrorCode::NoSuchDocument, .. })) => {
                Err(Failure::NoDirectory)
            }
            Err(other) => Err(other),
        }
    }

    /// Hands in what was changed in `document` (nothing, if nothing was): on disk when this returns.
    pub fn save(
        &self,
        workspace: &WorkspaceInfo,
        doc: DocId,
        document: &mut Document,
    ) -> Result<(), Failure> {
        let Some(changes) = document.commit(now_ms()) else { return Ok(()) };
        match self.ask(Request::Change { workspace: workspace.id, doc, changes })? {
            Answer::Done => Ok(()),
            other => Err(unexpected(&other)),
        }
    }
}

/// A fresh actor for a document that this command opens or makes.
pub fn actor(workspace: &WorkspaceInfo) -> Result<Actor, Failure> {
    Ok(Actor::new(&workspace.device, random()?))
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| BackendError::new(ErrorCode::Storage, error))?;
    Ok(bytes)
}

/// Milliseconds since 1970.
pub fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// An answer of the wrong kind: a mistake in this program, told like a failure of the backend.
pub fn unexpected(answer: &Answer) -> Failure {
    let kind = format!("{answer:?}").chars().take(40).collect::<String>();
    BackendError::new(ErrorCode::Stopped, format!("unexpected answer {kind}")).into()
}

/// Who I am, with what the computer knows where the command line says nothing. Nobody is without a name.
pub fn profile(me: &Me, texts: &Texts) -> Profile {
    let name = me.name.clone().or_else(place::user_name);
    Profile {
        name: name.unwrap_or_else(|| texts.get("default-my-name")),
        municipality: me.municipality.clone().unwrap_or_default(),
        title: me.title.clone().unwrap_or_default(),
    }
}

fn choose(mut all: Vec<WorkspaceInfo>, choice: Option<&str>) -> Result<Option<WorkspaceInfo>, Failure> {
    all.sort_by_cached_key(|each| (collation_key(&each.name), each.id));
    let Some(choice) = choice else {
        if all.len() > 1 {
            return Err(Failure::SeveralWorkspaces(all.iter().map(name_and_id).collect()));
        }
        return Ok(all.into_iter().next());
    };
    let named: Vec<&WorkspaceInfo> = all.iter().filter(|each| folded(&each.name) == folded(choice)).collect();
    match (named.as_slice(), by_beginning(all.iter().map(|each| each.id), choice)) {
        ([one], _) => Ok(Some((*one).clone())),
        ([], Found::One(id)) => Ok(all.into_iter().find(|each| each.id == id)),
        ([], Found::None) => Err(Failure::NoSuchWorkspace(choice.to_owned())),
        _ => {
            let begins =
                |each: &&WorkspaceInfo| named.contains(each) || each.id.to_string().starts_with(choice);
            Err(Failure::AmbiguousWorkspace(all.iter().filter(begins).map(name_and_id).collect()))
        }
    }
}

fn name_and_id(workspace: &WorkspaceInfo) -> String {
    format!("{} ({})", workspace.name, workspace.id.short())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use samskriv_shared::{
        ids::{DeviceId, PersonId},
        membership::Role,
    };

    use super::*;

    fn workspace(n: u8, name: &str) -> WorkspaceInfo {
        WorkspaceInfo {
            id: WorkspaceId([n; 32]),
            name: name.into(),
            relay: None,
            me: Profile::default(),
            person: PersonId([n; 16]),
            device: DeviceId([n; 32]),
            role: Some(Role::Admin),
        }
    }

    fn chosen(all: &[WorkspaceInfo], choice: Option<&str>) -> Result<Option<String>, String> {
        choose(all.to_vec(), choice)
            .map(|found| found.map(|each| each.name))
            .map_err(|failure| format!("{failure:?}"))
    }

    #[test]
    fn the_only_workspace_needs_no_choice() {
        assert_eq!(chosen(&[], None), Ok(None));
        assert_eq!(chosen(&[workspace(1, "Chefer")], None), Ok(Some("Chefer".into())));
        let two = [workspace(1, "Chefer"), workspace(2, "Skola")];
        assert_eq!(
            chosen(&two, None),
            Err("SeveralWorkspaces([\"Chefer (01010101)\", \"Skola (02020202)\"])".into())
        );
    }

    #[test]
    fn a_choice_is_a_name_or_the_beginning_of_an_id() {
        let all = [workspace(0x1a, "Chefer"), workspace(0x1b, "Skola"), workspace(0x2c, "skola ")];
        assert_eq!(chosen(&all, Some("chefer")), Ok(Some("Chefer".into())));
        assert_eq!(chosen(&all, Some("1b")), Ok(Some("Skola".into())));
        assert_eq!(chosen(&all, Some("ff")), Err("NoSuchWorkspace(\"ff\")".into()));
        assert_eq!(
            chosen(&all, Some("1")),
            Err("AmbiguousWorkspace([\"Chefer (1a1a1a1a)\", \"Skola (1b1b1b1b)\"])".into())
        );
        assert_eq!(
            chosen(&all, Some("Skola")),
            Err("AmbiguousWorkspace([\"Skola (1b1b1b1b)\", \"skola  (2c2c2c2c)\"])".into())
        );
        assert_eq!(chosen(&[], Some("x")), Err("NoSuchWorkspace(\"x\")".into()));
    }
}
