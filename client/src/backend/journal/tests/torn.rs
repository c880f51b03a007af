//! Files as a crash or a bad disk leaves them.

use super::*;

/// Four changes, and where each ends in their sequence.
fn sequence() -> (Vec<Vec<u8>>, Vec<usize>) {
    let mut writer = Writer::new(1);
    let chunks: Vec<_> = [1, 40, 3, 10].map(|letters| writer.change(letters)).into();
    let ends = chunks.iter().scan(0, |end, chunk| {
        *end += chunk.len();
        Some(*end)
    });
    let ends = ends.collect();
    (chunks, ends)
}

/// Opens what lies at the path, and checks that the whole chunks came back and that the rest was
/// cut off and kept.
fn check(dir: &Path, path: &Path, whole: &[u8], torn: &[u8]) {
    let found = recovered(dir);
    let (chunks, kept) = found.map_or((Vec::new(), None), |found| (found.chunks, found.torn));
    assert_eq!(chunks, whole);
    assert_eq!(kept.map(|kept| fs::read(kept).unwrap()), (!torn.is_empty()).then(|| torn.to_vec()));
    // From then on the file is in order.
    match recovered(dir) {
        Some(again) => assert_eq!((&again.chunks[..], again.torn), (whole, None)),
        None => assert!(whole.is_empty() && !path.exists()),
    }
}

#[test]
fn a_file_cut_at_any_byte_gives_its_whole_chunks() {
    let (chunks, ends) = sequence();
    let content = chunks.concat();
    for cut in 0..=content.len() {
        let (dir, path) = place();
        fs::write(&path, &content[..cut]).unwrap();
        let end = ends.iter().copied().filter(|end| *end <= cut).max().unwrap_or(0);
        check(dir.path(), &path, &content[..end], &content[end..cut]);
    }
}

#[test]
fn a_damaged_byte_costs_only_its_own_chunk() {
    let (chunks, ends) = sequence();
    let content = chunks.concat();
    for at in 0..content.len() {
        let mut damaged = content.clone();
        damaged[at] ^= 0x5a;
        let index = ends.iter().position(|end| at < *end).unwrap();
        let start = ends[index] - chunks[index].len();
        let salvaged = salvage::salvage(&damaged);
        assert_eq!(
            salvaged.chunks.concat(),
            [&content[..start], &content[ends[index]..]].concat(),
            "byte {at}"
        );
        assert_eq!(salvaged.torn, &damaged[start..], "byte {at}");
    }
    let (dir, path) = place();
    let mut damaged = content.clone();
    damaged[ends[0] + 20] ^= 0x5a;
    fs::write(&path, &damaged).unwrap();
    check(dir.path(), &path, &[&content[..ends[0]], &content[ends[1]..]].concat(), &damaged[ends[0]..]);
}

#[test]
fn zeros_where_a_power_cut_lost_the_bytes_are_torn() {
    let (chunks, ends) = sequence();
    let (dir, path) = place();
    let content = [&chunks.concat()[..], &[0; 4096]].concat();
    fs::write(&path, &content).unwrap();
    check(dir.path(), &path, &content[..ends[3]], &[0; 4096]);
}

#[test]
fn a_crash_between_keeping_and_cutting_keeps_no_second_copy() {
    let (chunks, ends) = sequence();
    let content = chunks.concat();
    let (dir, path) = place();
    for cut in [ends[2] + 5, ends[2] + 9] {
        for _ in 0..2 {
            fs::write(&path, &content[..cut]).unwrap();
            check(dir.path(), &path, &content[..ends[2]], &content[ends[2]..cut]);
        }
    }
    let kept = fs::read_dir(path.parent().unwrap()).unwrap().filter(|entry| {
        entry.as_ref().unwrap().path().extension().unwrap().to_str().unwrap().starts_with("torn-")
    });
    assert_eq!(kept.count(), 2);
}

#[test]
fn what_a_crash_in_the_middle_of_a_trim_leaves_is_read_right() {
    let (chunks, _) = sequence();
    let content = chunks.concat();
    let trimmed = chunks[2..].concat();
    let (dir, path) = place();
    let fresh = path.with_extension("automerge.new");
    // Before the rename: the new file in any state of completion.
    for written in [0, 1, chunks[2].len(), trimmed.len()] {
        fs::write(&path, &content).unwrap();
        fs::write(&fresh, &trimmed[..written]).unwrap();
        assert_eq!(whole(dir.path()), content);
        assert!(!fresh.exists());
    }
    // After it.
    fs::write(&fresh, &trimmed).unwrap();
    fs::rename(&fresh, &path).unwrap();
    assert_eq!(whole(dir.path()), trimmed);
    // A file that was made, and nothing written to it.
    fs::write(&path, b"").unwrap();
    assert_eq!(recovered(dir.path()), None);
    assert!(!path.exists());
}

#[test]
fn what_is_not_the_journals_is_left_alone() {
    let (chunks, _) = sequence();
    let (dir, path) = place();
    let directory = path.parent().unwrap();
    let others = [
        dir.path().join("notes.txt"),
        directory.join("å.automerge"),
        directory.join(format!("{}.automerge", "AB".repeat(16))),
        directory.join(format!("{DOC}.torn-1")),
        directory.join("download.new"),
    ];
    others.iter().for_each(|other| fs::write(other, b"theirs").unwrap());
    fs::create_dir(dir.path().join("2027")).unwrap();
    fs::write(&path, chunks.concat()).unwrap();
    assert_eq!(whole(dir.path()), chunks.concat());
    others.iter().for_each(|other| assert_eq!(fs::read(other).unwrap(), b"theirs"));
}

#[test]
fn beginnings_of_chunks_without_end_are_soon_given_up() {
    // Each says that it reaches to the end of the file: all of them together are 500 GiB to hash.
    let size = 4 << 20;
    let mut content = Vec::with_capacity(size);
    while content.len() + 14 <= size {
        let rest = size - content.len() - 13;
        let length =
            [0, 7, 14, 21].map(|shift| (rest >> shift) as u8 & 0x7f | if shift < 21 { 0x80 } else { 0 });
        content.extend_from_slice(&[0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1]);
        content.extend_from_slice(&length);
    }
    content.resize(size, 0);
    let salvaged = salvage::salvage(&content);
    assert_eq!((salvaged.chunks.len(), salvaged.torn.len()), (0, size));
}
