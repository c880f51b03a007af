//! One store that grows while its program is killed and its computer loses power, again and again: whatever was
//! reported as saved is there afterwards, once, and the program starts.
//!
//! `cargo test -p samskriv-tests --release --test torture -- --cycles 500 --ext4 40 [--seed N]`. A cycle is a kill and a
//! power cut: somebody types into a draft and into shared minutes, dies by SIGKILL at a random moment, and the files
//! are looked at as they are, and in a copy that has what a disk may have after a power cut
//! (`samskriv_tests::power`). `--ext4` is the number of shut-downs of a live file system (`samskriv_tests::mount`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    torture::main()
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod torture {
    use std::{
        collections::HashMap,
        fs,
        panic::{AssertUnwindSafe, catch_unwind},
        path::{Path, PathBuf},
        process::ExitCode,
        time::Duration,
    };

    use rand_chacha::ChaCha20Rng;
    use rand_core::{Rng, SeedableRng};
    use samskriv_client::backend::{LinkTiming, RelayState, store::Store};
    use samskriv_shared::ids::DocId;
    use samskriv_tests::{Peer, Programs, RelayProcess, TypistProcess, mount::Ext4, power};

    const DEMO: &str = env!("CARGO_BIN_EXE_demo");
    /// What CI has time for.
    const CYCLES: u64 = 12;
    const SHUT_DOWNS: u64 = 3;
    /// After so many reports the typist dies, at most.
    const REPORTS: u64 = 12;
    /// So long after a report it dies, in microseconds: a change takes less from the key to the relay and back.
    const AFTER: u64 = 20_000;

    /// Other minutes that are in the store, and their characters: about 1 MB, below which a store's files are mostly
    /// the room that sled takes at once.
    const OTHERS: u64 = 12;
    const OTHER_CHARS: u64 = 40_000;

    pub fn main() -> ExitCode {
        let (mut cycles, mut shut_downs, mut seed) = (CYCLES, SHUT_DOWNS, 20_261_122);
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut number = || args.next().and_then(|number| number.parse().ok()).expect("a number");
            match arg.as_str() {
                "--cycles" => cycles = number(),
                "--ext4" => shut_downs = number(),
                "--seed" => seed = number(),
                // Another test was asked for by name, or a list of them.
                name if !name.starts_with('-') && !"torture".contains(name) => return ExitCode::SUCCESS,
                "--list" => return ExitCode::SUCCESS,
                _ => {}
            }
        }
        println!("SEED={seed}");
        let mut torture = Torture::new(seed, None);
        for cycle in 0..cycles {
            torture.cycle(cycle);
        }
        let noticed = torture.notices_a_disk_that_forgets();
        torture.tell(&format!("{cycles} kills and {cycles} power cuts"));
        println!("a disk that forgets is {}noticed", if noticed { "" } else { "not " });
        let holds = torture.holds() && torture.is_small() && noticed && shut_down_ext4(seed, shut_downs);
        if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// Whether a live ext4 that is shut down in mid-write keeps what was reported; true where none can be had.
    fn shut_down_ext4(seed: u64, times: u64) -> bool {
        let dir = tempfile::tempdir().unwrap();
        let ext4 = match Ext4::new(dir.path(), 256) {
            Ok(ext4) => ext4,
            Err(error) => {
                println!("skipped: no ext4 of one's own here ({error})");
                return true;
            }
        };
        let mut torture = Torture::new(seed, Some(ext4.path()));
        for cycle in 0..times {
            torture.shut_down(cycle, &ext4);
        }
        torture.tell(&format!("{times} shut-downs of a live ext4"));
        times == 0 || torture.holds()
    }

    /// What was seen.
    #[derive(Default)]
    struct Totals {
        lines: usize,
        harm: power::Harm,
        lost: Vec<String>,
        twice: Vec<String>,
        failed: Vec<String>,
    }

    struct Torture {
        dir: tempfile::TempDir,
        data: PathBuf,
        _relay: RelayProcess,
        docs: [DocId; 2],
        /// The lines of each document that were reported as saved.
        saved: [Vec<String>; 2],
        rng: ChaCha20Rng,
        totals: Totals,
    }

    impl Torture {
        /// With its data in a directory of its own, or on this disk.
        fn new(seed: u64, disk: Option<&Path>) -> Torture {
            let dir = tempfile::tempdir().unwrap();
            let data = disk.unwrap_or(dir.path()).join("data");
            let relay = Programs::new(DEMO).relay(&dir.path().join("relay"));
            let mut peer = Peer::start("Kim", &data, LinkTiming::default());
            peer.found("Nätverket", &relay.url(), "Bjuv");
            let docs = [peer.new_minutes(), peer.new_minutes()];
            peer.share(docs[1]);
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            // Those on a small disk are there for its shut-downs only.
            for _ in 0..if disk.is_none() { OTHERS } else { 0 } {
                let other = peer.new_minutes();
                let letters = (0..OTHER_CHARS).map(|_| char::from(b'a' + (rng.next_u32() % 26) as u8));
                peer.write(other, &letters.collect::<String>());
            }
            peer.quit();
            let (saved, totals) = (Default::default(), Totals::default());
            let torture = Torture { dir, data, _relay: relay, docs, saved, rng, totals };
            power::all_is_durable(&torture.data, &torture.at("shadow")).unwrap();
            torture
        }

        fn at(&self, name: &str) -> PathBuf {
            self.dir.path().join(name)
        }

        fn below(&mut self, bound: u64) -> u64 {
            self.rng.next_u64() % bound
        }

        /// Somebody types and dies, at no moment in particular.
        fn kill(&mut self, word: &str) {
            let shadow = self.at("shadow");
            let mut typist = TypistProcess::start(DEMO, &self.data, &self.docs, word, Some(&shadow));
            let last = self.type_on(&mut typist);
            let last = typist.kill().unwrap_or(0).max(last);
            self.was_saved(word, last);
        }

        /// Waits for some reports and for a moment; gives the last line that was reported before.
        fn type_on(&mut self, typist: &mut TypistProcess) -> u64 {
            let count = self.below(REPORTS);
            let last = typist.reports(count);
            std::thread::sleep(Duration::from_micros(self.below(AFTER)));
            last
        }

        fn was_saved(&mut self, word: &str, last: u64) {
            for line in 1..=last {
                self.saved[(line as usize - 1) % 2].push(format!("{word}-{line};"));
            }
        }

        fn cut(&mut self, shadow: &Path, left: power::Left, all: bool) -> PathBuf {
            let copy = self.at("copy");
            let _ = fs::remove_dir_all(&copy);
            let harm = power::cut(&self.data, shadow, &copy, left, all, &mut self.rng).unwrap();
            self.totals.harm.files += harm.files;
            self.totals.harm.directories += harm.directories;
            copy
        }

        fn cycle(&mut self, cycle: u64) {
            self.kill(&format!("k{cycle}"));
            let left = power::LEFT[(cycle % 3) as usize];
            let copy = self.cut(&self.at("shadow"), left, (cycle / 3).is_multiple_of(2));
            let seen = self.look(&copy);
            self.note(seen, &format!("cycle {cycle}, power cut, {left:?}"));
            let seen = self.look(&self.data);
            self.note(seen, &format!("cycle {cycle}, kill"));
            power::all_is_durable(&self.data, &self.at("shadow")).unwrap();
        }

        /// The file system goes first, its user right after. What was reported in between does not count: a sync that
        /// was under way may be told that it succeeded, by a file system that only plays dead.
        fn shut_down(&mut self, cycle: u64, ext4: &Ext4) {
            let word = format!("e{cycle}");
            let mut typist = TypistProcess::start_quietly(DEMO, &self.data, &self.docs, &word);
            let last = self.type_on(&mut typist);
            ext4.shut_down().unwrap();
            typist.kill();
            self.was_saved(&word, last);
            ext4.mount_again().unwrap();
            let seen = self.look(&self.data);
            self.note(seen, &format!("shut-down {cycle}"));
        }

        /// How often each line is there; an error where the program does not start or not come to rest.
        fn look(&self, data: &Path) -> Result<[HashMap<String, usize>; 2], String> {
            let look = || {
                let mut peer = Peer::start("efteråt", data, LinkTiming::default());
                peer.wait_until("everything is at the relay", |peer| {
                    let status = peer.status();
                    let live = status.relay.state == RelayState::Live;
                    live && status.unsent_changes + status.unsaved_changes == 0
                        && status.cursor == status.head
                });
                let read = self.docs.map(|doc| {
                    peer.open(doc);
                    let mut lines = HashMap::new();
                    peer.text(doc).lines().for_each(|line| *lines.entry(line.to_owned()).or_default() += 1);
                    lines
                });
                peer.quit();
                read
            };
            catch_unwind(AssertUnwindSafe(look)).map_err(|panic| {
                let text = panic.downcast_ref::<String>().cloned();
                text.or(panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
            })
        }

        fn note(&mut self, seen: Result<[HashMap<String, usize>; 2], String>, what: &str) {
            let seen = match seen {
                Ok(seen) => seen,
                Err(error) => return self.totals.failed.push(format!("{what}: {error}")),
            };
            for (saved, seen) in self.saved.iter().zip(&seen) {
                self.totals.lines += saved.len();
                for line in saved {
                    match seen.get(line) {
                        None => self.totals.lost.push(format!("{what}: {line}")),
                        Some(1) => {}
                        Some(_) => self.totals.twice.push(format!("{what}: {line}")),
                    }
                }
            }
        }

        /// Whether a disk that forgets what it was told to keep would be noticed.
        fn notices_a_disk_that_forgets(&mut self) -> bool {
            // As it was before the typist began.
            let forgotten = self.at("forgotten");
            power::all_is_durable(&self.data, &forgotten).unwrap();
            (0..5).any(|attempt| {
                self.kill(&format!("glömd{attempt}"));
                let copy = self.cut(&forgotten, power::Left::Zeros, true);
                let seen = self.look(&copy);
                let known = (self.totals.lost.len(), self.totals.failed.len());
                self.note(seen, "a disk that forgets");
                let noticed = (self.totals.lost.len(), self.totals.failed.len()) != known;
                self.totals.lost.truncate(known.0);
                self.totals.failed.truncate(known.1);
                noticed
            })
        }

        fn tell(&self, what: &str) {
            let Totals { lines, harm, lost, twice, failed } = &self.totals;
            println!(
                "{what}: {} lines reported as saved, looked for {lines} times; \
                 {} lost, {} there twice, {} failures to start; \
                 the cuts harmed {} files and took back the names in {} directories; the store has {} bytes",
                self.saved.iter().map(Vec::len).sum::<usize>(),
                lost.len(),
                twice.len(),
                failed.len(),
                harm.files,
                harm.directories,
                store_size(&self.data),
            );
            [lost, twice, failed].into_iter().flatten().take(20).for_each(|line| println!("{line}"));
        }

        /// Whether the store's files are below four times what is in them.
        fn is_small(&self) -> bool {
            let stores = stores(&self.data);
            let [store] = &stores[..] else { panic!("one store, not {stores:?}") };
            let (files, data) = (size(store), Store::open(store).unwrap().data_bytes().unwrap().unwrap());
            println!("the store's files have {files} bytes, and what is in them {data}");
            files < 4 * data
        }

        fn holds(&self) -> bool {
            let Totals { lost, twice, failed, .. } = &self.totals;
            let typed = self.saved.iter().all(|saved| !saved.is_empty());
            lost.is_empty() && twice.is_empty() && failed.is_empty() && typed
        }
    }

    /// The store's directories; after a rebuild it is `store-N`.
    fn stores(data: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(data).into_iter().flatten().flatten().map(|entry| entry.path());
        entries
            .filter(|path| path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with("store"))
            .collect()
    }

    /// The length of the store's files.
    fn store_size(data: &Path) -> u64 {
        stores(data).iter().map(|store| size(store)).sum()
    }

    fn size(path: &Path) -> u64 {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries
            .map(|entry| {
                if entry.path().is_dir() {
                    size(&entry.path())
                } else {
                    entry.metadata().map_or(0, |it| it.len())
                }
            })
            .sum()
    }
}
