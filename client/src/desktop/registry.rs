//! The scheme among the user's own classes in the registry of Windows, as "Registering an Application to a URI Scheme"
//! has it (learn.microsoft.com).

#[cfg(windows)]
use std::{ffi::OsStr, io, os::windows::ffi::OsStrExt, path::Path};

/// Below HKEY_CURRENT_USER.
const SCHEME: &str = r"Software\Classes\samskriv";
const COMMAND: &str = r"Software\Classes\samskriv\shell\open\command";

/// A text in the registry. Without a name it is its key's default.
#[derive(Debug, PartialEq, Eq)]
struct Value {
    key: &'static str,
    name: &'static str,
    text: String,
}

/// Has invitation links open with `program`.
///
/// # Errors
/// The registry's.
#[cfg(windows)]
pub fn tell(program: &Path) -> io::Result<()> {
    let program = program.to_str().ok_or(io::ErrorKind::InvalidFilename)?;
    values(program).iter().try_for_each(write)
}

/// What has the program started with the link as its argument. The command comes last: nothing opens before it is there.
fn values(program: &str) -> [Value; 3] {
    [
        Value { key: SCHEME, name: "", text: "URL:Samskriv".into() },
        Value { key: SCHEME, name: "URL Protocol", text: String::new() },
        // A path on Windows has no quotation marks of its own.
        Value { key: COMMAND, name: "", text: format!("\"{program}\" \"%1\"") },
    ]
}

/// Writes a value, and makes its key where it is missing.
#[cfg(windows)]
fn write(value: &Value) -> io::Result<()> {
    use windows_sys::Win32::System::Registry::{HKEY_CURRENT_USER, REG_SZ, RegSetKeyValueW};

    let wide = |text: &str| OsStr::new(text).encode_wide().chain([0]).collect::<Vec<u16>>();
    let (key, name, text) = (wide(value.key), wide(value.name), wide(&value.text));
    let bytes = u32::try_from(size_of_val(text.as_slice())).map_err(|_| io::ErrorKind::InvalidFilename)?;
    // SAFETY: it reads three texts, which end with a zero and outlive the call, the last one as long as it says.
    #[expect(unsafe_code, reason = "no safe call does it, and a network's rules may forbid reg.exe")]
    let status = unsafe {
        RegSetKeyValueW(HKEY_CURRENT_USER, key.as_ptr(), name.as_ptr(), REG_SZ, text.as_ptr().cast(), bytes)
    };
    if status == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(status.cast_signed())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_starts_this_program_with_the_link() {
        let value = |key, name, text: &str| Value { key, name, text: text.into() };
        assert_eq!(
            values(r"C:\Program Files\Våra program\samskriv.exe"),
            [
                value(r"Software\Classes\samskriv", "", "URL:Samskriv"),
                value(r"Software\Classes\samskriv", "URL Protocol", ""),
                value(
                    r"Software\Classes\samskriv\shell\open\command",
                    "",
                    r#""C:\Program Files\Våra program\samskriv.exe" "%1""#
                ),
            ]
        );
    }
}
