//! All of a workspace out of the store, and out of its files: sled only marks what is removed, and writes over it when
//! it needs the room, so that the words would stay readable for whoever has the disk. The store is written anew.

use std::path::Path;

use samskriv_shared::ids::WorkspaceId;

use super::{Opening, Store, StoreError, named, sum::Writes};

impl Store {
    /// Removes everything that is stored of a workspace, damaged or not; durable after the next
    /// [`flush`](Store::flush). Its bytes lie in the files until the store is [written anew](Opening::rewrite).
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be read or written; nothing is removed then.
    pub fn erase(&self, workspace: &WorkspaceId) -> Result<(), StoreError> {
        let stage = |tree: &sled::Tree| {
            let mut writes = Writes::default();
            for key in tree.scan_prefix(workspace.0).keys() {
                writes.remove(&key?);
            }
            writes.summed(tree)
        };
        self.engine.write(stage, named(*workspace))
    }

    /// Lets go of the files; from now on every call answers [`StoreError::Failed`].
    pub fn close(&self) {
        self.engine.close();
    }
}

impl Opening {
    /// Writes the newest store of the data directory, which is closed, anew with what is in it and nothing else. Says
    /// whether that was done: where there is too little room, or something is damaged, the store stays as it is.
    ///
    /// # Errors
    /// [`StoreError`] where the store cannot be opened again.
    pub fn rewrite(&self, data_dir: &Path) -> Result<(Store, bool), StoreError> {
        self.check(data_dir).map_err(StoreError::Io)?;
        self.shrink(data_dir)
    }
}
