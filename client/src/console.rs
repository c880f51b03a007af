//! The console that Windows gives to a program that may be a command. One that is started from the Start menu or by a link
//! gets one of its own, which would stand beside the window until it is closed; one that is started in a console has that
//! one's, and leaves it alone.

/// Closes the console if nobody else has it. What is printed from then on goes nowhere, without an error. Whether there
/// is somebody who reads what is printed.
#[cfg(windows)]
pub fn leave_own() -> bool {
    use windows_sys::Win32::System::Console::{FreeConsole, GetConsoleProcessList};

    // Whoever started this program from a console is in it as well.
    let mut processes = [0; 2];
    // SAFETY: it writes at most as many numbers as it is told that there is room for.
    #[expect(unsafe_code, reason = "no safe call does it")]
    let attached = unsafe { GetConsoleProcessList(processes.as_mut_ptr(), 2) };
    if attached == 1 {
        // SAFETY: it takes nothing, and the standard library takes a handle that is gone for one that swallows everything.
        #[expect(unsafe_code, reason = "no safe call does it")]
        let _ = unsafe { FreeConsole() };
    }
    attached > 1
}

/// Other systems open none.
#[cfg(not(windows))]
pub fn leave_own() -> bool {
    true
}
