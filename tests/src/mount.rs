//! A small ext4 of one's own, whose power can be cut: by the file system's own shutdown, after which nothing reaches
//! its disk any more. It takes root, a loop device and `perl` for the one system call.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Shuts an ext4 down without flushing its journal (`EXT4_IOC_SHUTDOWN`, `EXT4_GOING_FLAGS_NOLOGFLUSH`).
const SHUTDOWN: &str =
    r#"open(F, "<", $ARGV[0]) or die $!; my $flags = pack("L", 2); ioctl(F, 0x8004587d, $flags) or die $!"#;

/// An ext4 in a file, mounted; unmounted when dropped.
#[derive(Debug)]
pub struct Ext4 {
    image: PathBuf,
    at: PathBuf,
}

impl Ext4 {
    /// Makes one of so many MiB in a directory, and mounts it; says why where the machine does not allow it.
    pub fn new(dir: &Path, mebibytes: u64) -> Result<Ext4, String> {
        let ext4 = Ext4 { image: dir.join("image"), at: dir.join("mounted") };
        let image = fs::File::create(&ext4.image).and_then(|file| file.set_len(mebibytes << 20));
        image.and_then(|()| fs::create_dir(&ext4.at)).map_err(|error| error.to_string())?;
        run("mkfs.ext4", &["-q".as_ref(), "-F".as_ref(), ext4.image.as_ref()])?;
        ext4.mount()?;
        Ok(ext4)
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.at
    }

    fn mount(&self) -> Result<(), String> {
        run("mount", &["-o".as_ref(), "loop".as_ref(), self.image.as_ref(), self.at.as_ref()])
    }

    /// Cuts its power: what was not made durable is gone.
    pub fn shut_down(&self) -> Result<(), String> {
        run("perl", &["-e".as_ref(), SHUTDOWN.as_ref(), self.at.as_ref()])
    }

    /// Mounts it anew, as after a power cut. Nobody may have a file open in it.
    pub fn mount_again(&self) -> Result<(), String> {
        run("umount", &[self.at.as_ref()])?;
        self.mount()
    }
}

impl Drop for Ext4 {
    fn drop(&mut self) {
        // Whoever still has a file open lets go of it later.
        let _ = run("umount", &["-l".as_ref(), self.at.as_ref()]);
    }
}

fn run(program: &str, args: &[&Path]) -> Result<(), String> {
    let ended = Command::new(program).args(args).output().map_err(|error| format!("{program}: {error}"))?;
    let told = || format!("{program}: {}", String::from_utf8_lossy(&ended.stderr).trim());
    ended.status.success().then_some(()).ok_or_else(told)
}
