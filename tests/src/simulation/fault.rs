//! What goes wrong in a run, counted.

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Something that goes wrong, or is otherwise out of the ordinary.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault { $($(#[$doc])* $name,)* }

        impl Fault {
            /// All of them.
            pub const ALL: &[Fault] = &[$(Fault::$name,)*];

            /// For people.
            pub fn name(self) -> &'static str {
                match self { $(Fault::$name => $text,)* }
            }
        }
    };
}

faults! {
    /// A client's process dies between two effects.
    ClientCrash = "client crashes",
    /// The relay dies between two effects.
    RelayCrash = "relay crashes",
    /// A journal's last write is torn in two by a crash.
    TornJournal = "torn journal writes",
    /// What was written but not flushed is gone, or a part of it.
    UnflushedLost = "unflushed store writes lost",
    /// What the relay had taken but not committed is gone.
    UncommittedLost = "uncommitted appends lost",
    /// A line breaks, with what is on it.
    Cut = "lines cut",
    /// A line is gone, and the relay still has frames of it to read.
    ReadLate = "lines that the relay reads late",
    /// A line takes bytes and gives none, until both ends call it dead for its silence.
    Swallowed = "lines that swallow",
    /// Frames that were on a line when it broke or swallowed.
    FrameLost = "frames lost",
    /// Nobody answers the dialling.
    DialFailed = "diallings that fail",
    /// A frame arrives before one that was sent earlier on another line.
    Reordered = "frames that overtake another line's",
    /// A disk takes seconds.
    SlowDisk = "slow disk turns",
    /// A user goes offline and comes back.
    UserOffline = "users who go offline",
    /// A user ends the program, which says goodbye.
    Quit = "programs ended by the user",
    /// Somebody joins while others write.
    Joined = "members who join",
    /// Somebody leaves while others write, and comes back later with what they have.
    Left = "members who left",
    /// A joining that has to start over.
    JoinBroken = "joinings begun anew",
    /// A link that is no good any more, since the keys were renewed after it was given.
    InviteEnded = "links that had ended",
    /// A membership entry that came second.
    StaleChain = "stale membership entries",
    /// An admin gives everyone new keys while they write.
    Rotated = "times the keys were renewed",
    /// An append sealed under the keys of before.
    StaleEpoch = "appends sealed under older keys",
    /// An admin makes an editor an admin, or the other way round.
    RoleSet = "roles given",
    /// An admin takes an invite back.
    Revoked = "invites taken back",
    /// A draft is shared while others write.
    Shared = "drafts shared",
    /// A change that stands in the log again, by a retry.
    DuplicateAppend = "changes appended again",
    /// Changes handed to a live document that has them.
    DuplicateDelivery = "changes delivered again to a live document",
    /// A document that has grown in the log is saved whole, for those who come later.
    Checkpoint = "checkpoints of documents that have grown",
    /// Somebody looks whether another's checkpoint lacks something.
    Examined = "checkpoints examined",
    /// A device receives everything, less what checkpoints cover.
    FromCheckpoints = "fresh devices served from checkpoints",
    /// The relay drops entries that checkpoints cover.
    Trimmed = "trimmings of the relay's log",
    /// A device that lacks dropped entries is served from checkpoints.
    ToldTrimmed = "devices behind a trimmed log",
    /// The relay's log is an older one.
    RolledBack = "relays rolled back",
    /// The relay's log is gone.
    RelayLost = "relays that lost all",
}

/// How often each fault came up, and how much was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    faults: Vec<u64>,
    /// Edits of minutes, directory and action list.
    pub edits: [u64; 3],
    /// Runs.
    pub seeds: u64,
}

impl Totals {
    /// Of one run, before anything has happened.
    pub(super) fn one() -> Totals {
        Totals { seeds: 1, ..Totals::default() }
    }

    /// Counts one more.
    pub fn count(&mut self, fault: Fault) {
        self.faults.resize(Fault::ALL.len(), 0);
        self.faults[fault as usize] += 1;
    }

    /// How often it came up.
    pub fn of(&self, fault: Fault) -> u64 {
        self.faults.get(fault as usize).copied().unwrap_or(0)
    }

    /// Adds another's.
    pub fn add(&mut self, other: &Totals) {
        self.faults.resize(Fault::ALL.len(), 0);
        other.faults.iter().zip(&mut self.faults).for_each(|(theirs, ours)| *ours += theirs);
        other.edits.iter().zip(&mut self.edits).for_each(|(theirs, ours)| *ours += theirs);
        self.seeds += other.seeds;
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [minutes, directory, actions] = self.edits;
        writeln!(f, "{:>9} seeds", self.seeds)?;
        writeln!(f, "{minutes:>9} edits of minutes, {directory} of directories, {actions} of action lists")?;
        Fault::ALL.iter().try_for_each(|fault| writeln!(f, "{:>9} {}", self.of(*fault), fault.name()))
    }
}
