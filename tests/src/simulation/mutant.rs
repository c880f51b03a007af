//! Mistakes, made on purpose, to see that the simulation would notice. Each sits in the harness, around
//! engine, store or relay; the engine itself has no hooks.

/// One mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// The relay acknowledges an entry before it is durable.
    AcknowledgeBeforePersist,
    /// The store moves the cursor in a step of its own, before the bytes.
    CursorBeforeBytes,
    /// The store gets what was changed here before the journal has it.
    StoreBeforeJournal,
    /// The journal lets a change go when it is sent, instead of when it is acknowledged.
    OutboxDroppedOnSend,
    /// A checkpoint says that it covers more of the log than it does.
    CoversTooHigh,
    /// A view takes a delivery that it had before for a new one.
    DuplicateToView,
    /// The relay tells followers of an entry before it is durable.
    ShowBeforePersist,
}
