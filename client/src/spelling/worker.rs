//! The checker's thread: reads the dictionaries, then does one thing after the other until nobody asks any more.

use std::{collections::HashSet, path::Path, sync::Arc};

use super::{
    checker::{Answer, Sources, SpellingError, State},
    dictionaries::{Found, find},
    dictionary::Dictionary,
    fuel::{Stopped, caught},
    judge::Judge,
    personal::Personal,
    queue::{Job, Shared},
};

/// Runs until the queue is closed or the checker has failed.
pub(super) fn run(shared: &Shared, sources: Sources, wake: impl Fn()) {
    let failed = match caught(|| work(shared, sources, &wake)) {
        Ok(Ok(())) => return,
        Ok(Err(reason)) | Err(Stopped::Panicked(reason)) => reason,
        Err(Stopped::Empty) => "stopped".to_owned(),
    };
    tracing::warn!(reason = failed, "the spelling is off");
    shared.set_state(State::Failed(Arc::new(SpellingError::Panicked(failed))));
    wake();
}

/// # Errors
/// What a dictionary said when it panicked.
fn work(shared: &Shared, sources: Sources, wake: &impl Fn()) -> Result<(), String> {
    let Some(mut judge) = read(shared, &sources) else {
        wake();
        return Ok(());
    };
    judge.set_names(&sources.names);
    drop(sources);
    wake();
    while let Some(job) = shared.next() {
        match job {
            Job::Add(word) => {
                let kept = judge.personal.add(&word);
                judge.forget();
                shared.answer(Answer::Added { word, kept });
            }
            Job::Names(names) => {
                judge.set_names(&names);
                continue;
            }
            Job::Suggest(word) => {
                let suggestions = judge.suggestions(&word)?;
                shared.answer(Answer::Suggested { word, suggestions });
            }
            Job::Check(key, text) => match judge.wrong(&text, || !shared.is_closed())? {
                Some(wrong) => shared.answer(Answer::Checked { key, text, wrong }),
                None => continue,
            },
        }
        wake();
    }
    Ok(())
}

/// Reads everything and says how it went; `None` where there is nothing to check with.
fn read(shared: &Shared, sources: &Sources) -> Option<Judge> {
    let mut dictionaries = Vec::new();
    let mut refused = Vec::new();
    for found in all(sources) {
        if shared.is_closed() {
            return None;
        }
        match Dictionary::load(&found) {
            Ok(dictionary) => dictionaries.push(dictionary),
            Err(error) => refused.push(Arc::new(SpellingError::from(error))),
        }
    }
    if dictionaries.is_empty() {
        shared.set_state(refused.into_iter().next().map_or(State::Missing, State::Failed));
        return None;
    }
    let personal = sources.personal.as_deref().map_or_else(Personal::default, |path: &Path| {
        let (personal, error) = Personal::read(path);
        refused.extend(error.map(|error| Arc::new(SpellingError::from(error))));
        personal
    });
    let languages = dictionaries.iter().map(|dictionary| dictionary.language().to_owned()).collect();
    shared.set_state(State::Ready { languages, refused });
    Some(Judge::new(dictionaries, personal))
}

/// The dictionaries named, and those found that have another name.
fn all(sources: &Sources) -> Vec<Found> {
    let mut seen = HashSet::new();
    let named = sources.files.iter().map(|path| Found::beside(path));
    named.chain(find(&sources.directories)).filter(|found| seen.insert(found.language.clone())).collect()
}
