//! The desktop program: the window, the commands, and the backend that both use.

pub mod app;
pub mod backend;
pub mod cli;
mod clipboard;
pub mod command;
mod console;
mod desktop;
pub mod editor;
pub mod export;
pub mod heap;
pub mod i18n;
mod input;
pub mod preferences;
pub mod program;
pub mod shell;
mod small_file;
pub mod spelling;
pub mod state;
pub mod ui;
mod unfinished;
pub mod update;
