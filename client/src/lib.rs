//! The desktop program: the window, the commands, and the backend that both use.

pub mod backend;
pub mod i18n;
