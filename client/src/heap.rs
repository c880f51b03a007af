//! What the system's allocator does with memory that is freed. A document with a long history takes some megabytes for as
//! long as it is loaded, in lists that double and in many small pieces. Glibc learns from the first such list that it sees
//! to keep blocks of that size for the next one, on each thread that has loaded anything, and pieces that lie between
//! others it keeps in any case: after minutes of writing, as much lay idle as was in use, with one arena as with many.

/// Has large blocks go back to the system when they are freed. Call it before there is another thread.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    /// In bytes. What a frame is drawn with is mostly smaller, and stays. Set, it is not learned anew.
    const LARGE: libc::c_int = 512 << 10;

    for setting in [libc::M_MMAP_THRESHOLD, libc::M_TRIM_THRESHOLD] {
        // SAFETY: it takes two numbers, and sets one of the allocator's own; what it refuses stays as it was.
        #[expect(
            unsafe_code,
            reason = "no safe call does it; it and the one below are the only ones outside tests on Linux"
        )]
        let _ = unsafe { libc::mallopt(setting, LARGE) };
    }
}

/// Gives everything back that is free by now: after a document is dropped that was loaded for a moment. Takes some
/// milliseconds, in which other threads may have to wait for memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn trim() {
    // SAFETY: it takes a number, and gives back pages that hold nothing, under the allocator's locks.
    #[expect(unsafe_code, reason = "no safe call does it")]
    let _ = unsafe { libc::malloc_trim(0) };
}

/// Other systems' allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

/// Other systems' allocators are left as they are.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn trim() {}
