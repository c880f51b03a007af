//! What lies between the checker's user and its thread: questions, answers and the state, all bounded, under one lock that
//! nobody holds while doing anything else.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use super::checker::{Answer, State};

/// Paragraphs that wait together with those answered and not yet polled. A meeting's minutes have some hundred.
const MAX_PARAGRAPHS: usize = 4_096;
/// Other questions that wait, of each kind, and their answers.
const MAX_OTHERS: usize = 64;

/// One thing to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Job {
    Add(String),
    Names(Vec<String>),
    Suggest(String),
    Check(u64, Arc<str>),
}

#[derive(Debug)]
pub(super) struct Shared {
    queue: Mutex<Queue>,
    rung: Condvar,
}

#[derive(Debug)]
struct Queue {
    state: State,
    closed: bool,
    add: VecDeque<String>,
    names: Option<Vec<String>>,
    suggest: VecDeque<String>,
    /// The keys of `texts` in the order in which they were asked.
    order: VecDeque<u64>,
    texts: HashMap<u64, Arc<str>>,
    checked: VecDeque<Answer>,
    answered: VecDeque<Answer>,
}

impl Default for Shared {
    fn default() -> Shared {
        let queue = Queue {
            state: State::Loading,
            closed: false,
            add: VecDeque::new(),
            names: None,
            suggest: VecDeque::new(),
            order: VecDeque::new(),
            texts: HashMap::new(),
            checked: VecDeque::new(),
            answered: VecDeque::new(),
        };
        Shared { queue: Mutex::new(queue), rung: Condvar::new() }
    }
}

impl Shared {
    /// Whether there was room for it and somebody will do it.
    pub(super) fn ask(&self, job: Job) -> bool {
        let taken = self.lock().ask(job);
        if taken {
            self.rung.notify_one();
        }
        taken
    }

    /// The next thing to do, waiting for it; `None` when there is nobody left to do it for. Words to be kept are handed
    /// out even then.
    pub(super) fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if let Some(job) = queue.next() {
                return Some(job);
            }
            if queue.closed {
                return None;
            }
            queue = self.rung.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    pub(super) fn answer(&self, answer: Answer) {
        let mut queue = self.lock();
        match answer {
            Answer::Checked { .. } => queue.checked.push_back(answer),
            // Menus that nobody looks at any more, the older ones first.
            _ if queue.answered.len() >= MAX_OTHERS => {
                queue.answered.pop_front();
                queue.answered.push_back(answer);
            }
            _ => queue.answered.push_back(answer),
        }
    }

    pub(super) fn poll(&self) -> Option<Answer> {
        let mut queue = self.lock();
        queue.answered.pop_front().or_else(|| queue.checked.pop_front())
    }

    pub(super) fn state(&self) -> State {
        self.lock().state.clone()
    }

    pub(super) fn set_state(&self, state: State) {
        let mut queue = self.lock();
        queue.state = state;
        if !queue.works() {
            queue.order.clear();
            queue.texts.clear();
            queue.suggest.clear();
            queue.names = None;
            queue.add.clear();
        }
    }

    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.rung.notify_one();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing in here panics half way.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn ask(&mut self, job: Job) -> bool {
        if self.closed || !self.works() {
            return false;
        }
        match job {
            Job::Names(names) => {
                self.names = Some(names);
                true
            }
            Job::Add(word) => push(&mut self.add, word),
            Job::Suggest(word) => self.suggest.contains(&word) || push(&mut self.suggest, word),
            Job::Check(key, text) => {
                if let Some(waiting) = self.texts.get_mut(&key) {
                    *waiting = text;
                    return true;
                }
                if self.texts.len() + self.checked.len() >= MAX_PARAGRAPHS {
                    return false;
                }
                self.texts.insert(key, text);
                self.order.push_back(key);
                true
            }
        }
    }

    fn next(&mut self) -> Option<Job> {
        if let Some(word) = self.add.pop_front() {
            return Some(Job::Add(word));
        }
        if self.closed {
            return None;
        }
        if let Some(names) = self.names.take() {
            return Some(Job::Names(names));
        }
        if let Some(word) = self.suggest.pop_front() {
            return Some(Job::Suggest(word));
        }
        let key = self.order.pop_front()?;
        self.texts.remove(&key).map(|text| Job::Check(key, text))
    }

    fn works(&self) -> bool {
        matches!(self.state, State::Loading | State::Ready { .. })
    }
}

fn push(queue: &mut VecDeque<String>, word: String) -> bool {
    let room = queue.len() < MAX_OTHERS;
    if room {
        queue.push_back(word);
    }
    room
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn check(key: u64, text: &str) -> Job {
        Job::Check(key, text.into())
    }

    #[test]
    fn a_newer_text_takes_the_older_ones_place() {
        let shared = Shared::default();
        for (key, text) in [(1, "ett"), (2, "två"), (1, "ettan")] {
            assert!(shared.ask(check(key, text)));
        }
        assert!(shared.ask(Job::Suggest("ord".into())) && shared.ask(Job::Suggest("ord".into())));
        assert!(shared.ask(Job::Add("nytt".into())));
        assert!(shared.ask(Job::Names(vec![])));
        let order = [
            Job::Add("nytt".into()),
            Job::Names(vec![]),
            Job::Suggest("ord".into()),
            check(1, "ettan"),
            check(2, "två"),
        ];
        for job in order {
            assert_eq!(shared.next(), Some(job));
        }
        shared.close();
        assert_eq!(shared.next(), None);
    }

    #[test]
    fn what_waits_is_bounded_and_there_is_room_again() {
        let shared = Shared::default();
        for key in 0..MAX_PARAGRAPHS as u64 {
            assert!(shared.ask(check(key, "ord")));
        }
        assert!(!shared.ask(check(u64::MAX, "ord")));
        assert!(shared.ask(check(0, "annat ord")), "one that waits can change");
        let Some(Job::Check(key, text)) = shared.next() else { panic!() };
        shared.answer(Answer::Checked { key, text, wrong: vec![] });
        assert!(!shared.ask(check(u64::MAX, "ord")), "nobody polls");
        shared.poll().unwrap();
        assert!(shared.ask(check(u64::MAX, "ord")));
        let taken = (0..1_000).filter(|n| shared.ask(Job::Suggest(n.to_string()))).count();
        assert_eq!(taken, MAX_OTHERS);
        for _ in 0..1_000 {
            shared.answer(Answer::Suggested { word: String::new(), suggestions: vec![] });
        }
        let others = std::iter::from_fn(|| shared.poll()).count();
        assert_eq!(others, MAX_OTHERS);
    }

    #[test]
    fn only_words_to_be_kept_are_still_handed_out_at_the_end() {
        let shared = Shared::default();
        assert!(shared.ask(check(1, "ett")) && shared.ask(Job::Add("nytt".into())));
        shared.close();
        assert!(!shared.ask(check(2, "två")));
        assert_eq!(shared.next(), Some(Job::Add("nytt".into())));
        assert_eq!(shared.next(), None);
    }
}
