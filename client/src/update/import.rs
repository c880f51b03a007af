//! A file's minutes as a draft. What reads like somebody's task stays text; nobody is made an owner unasked.

use std::{io, path::Path};

use samskriv_shared::{
    documents::MinutesDocument,
    import::{ImportedAttendee, fill, import_text},
};

use super::Model;

impl Model {
    /// A file that was dropped on the window has been read.
    pub fn on_file(&mut self, path: &Path, bytes: io::Result<Vec<u8>>) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let imported = bytes.ok().and_then(|bytes| import_text(&bytes).ok());
        let (Some(imported), Some(actor)) = (imported, self.actor()) else {
            self.state.problem =
                Some(self.state.texts.with("window-cannot-import", &[("file", name.into())]));
            return;
        };
        let mut document = MinutesDocument::create(actor);
        let ids: Vec<String> = imported
            .attendance
            .iter()
            .map(|_| data_encoding::HEXLOWER.encode(&self.random::<16>()))
            .collect();
        let person = |each: &ImportedAttendee| self.state.person_named(&each.name).map(|person| person.id);
        if let Err(refused) = fill(&mut document, &imported, person, ids) {
            self.refuse(&refused.error);
        }
        self.begin(document);
    }
}
