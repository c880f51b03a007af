//! What the desktop is told, where somebody wants it: that invitation links open with this program. By the files that
//! Linux' desktops agree on, or by the registry of Windows; both are the user's own, and ask for no administrator. macOS
//! has it in the program's bundle, which is an installer's to write.

#[cfg(not(windows))]
mod freedesktop;
#[cfg(any(windows, test))]
mod registry;

#[cfg(not(windows))]
use freedesktop::tell;
#[cfg(windows)]
use registry::tell;

/// Whether this desktop can be told.
pub fn takes_links() -> bool {
    cfg!(any(target_os = "linux", windows))
}

/// Tells the desktop. Blocks.
///
/// # Errors
/// What the system says, for people who can do something about it.
pub fn open_links() -> Result<(), String> {
    std::env::current_exe().and_then(|program| tell(&program)).map_err(|error| error.to_string())
}
