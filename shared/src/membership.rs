//! The membership chain: who belongs to a workspace, as what, and which keys its epochs have.
//!
//! Membership entries form a hash chain (`index`, `prev`). Relay and clients replay it by the same
//! rules and neither trusts the other's word: [`Chain::extend`] is the only way in.
//!
//! An epoch begins by Rotate, and by Remove, after which the one removed can read nothing new. Who takes itself out
//! (Leave) cannot begin one: until an admin who stays does, the chain says that it [wants a new
//! key](Chain::wants_new_key), and every admin's [engine](crate::sync) offers one by itself.
//!
//! Deliberately absent: an operation that adds a device without an invite, and one that deletes a
//! document (Purge). Their numbers are free; an operation that is not known here waits for a newer
//! program.

mod chain;
mod making;
mod operation;
mod role;
mod rules;

pub use chain::{Chain, MemberDevice, OpenInvite};
pub use making::create;
pub use operation::{KeyFor, Membership, MembershipOp, NewEpoch, parse};
pub use role::Role;
pub use rules::ChainError;

#[cfg(test)]
mod tests;
