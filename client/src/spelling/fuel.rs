//! What bounds a judgement's work without a clock. Compounds are tried at every letter, which in a dictionary made for
//! it (or by accident) doubles with each letter; but each try looks a stem up, and a lookup hashes. So the hasher counts,
//! and unwinds out of the dictionary when it has counted far enough.

use std::{
    any::Any,
    cell::Cell,
    hash::BuildHasher,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
};

/// A hasher that counts how often it is asked. Its clones count together; they stay on one thread.
#[derive(Clone, Default)]
pub(super) struct Fuel {
    hasher: spellbook::DefaultHashBuilder,
    left: Rc<Cell<Option<u64>>>,
}

/// Why [`Fuel::spend`] has no result.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// It would have looked up more than it may.
    Empty,
    /// It panicked, saying this.
    Panicked(String),
}

/// What is thrown through the dictionary; nobody but [`Fuel::spend`] sees it.
struct Empty;

impl Fuel {
    /// Runs what may look up so many stems. What it had written elsewhere when it was stopped stays written.
    pub(super) fn spend<T>(&self, lookups: u64, run: impl FnOnce() -> T) -> Result<T, Stopped> {
        self.left.set(Some(lookups));
        let result = caught(run);
        self.left.set(None);
        result
    }
}

/// Runs what may panic.
pub(super) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, Stopped> {
    // Dictionaries are only read in here, so that there is nothing half done for anybody to see.
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        if panic.is::<Empty>() { Stopped::Empty } else { Stopped::Panicked(message(&*panic)) }
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("panicked").to_owned()
}

impl BuildHasher for Fuel {
    type Hasher = <spellbook::DefaultHashBuilder as BuildHasher>::Hasher;

    fn build_hasher(&self) -> Self::Hasher {
        if let Some(left) = self.left.get() {
            if left == 0 {
                // Not a panic: nothing is wrong, and the hook that reports panics has nothing to say.
                resume_unwind(Box::new(Empty));
            }
            self.left.set(Some(left - 1));
        }
        self.hasher.build_hasher()
    }
}
