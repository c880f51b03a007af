//! Plain texts that people edit together: an Automerge text under a key, changed only where it differs.

use automerge::{AutoCommit, ObjId, ObjType, ReadDoc};

use super::{Document, EditError, fields};
use crate::text::{self, Changing};

/// One line. Texts created apart are read as one; another program may have written a string.
pub(super) fn read(doc: &AutoCommit, maps: &[ObjId], key: &str) -> String {
    joined(doc, maps, key, " ")
}

/// Several lines.
pub(super) fn read_lines(doc: &AutoCommit, maps: &[ObjId], key: &str) -> String {
    joined(doc, maps, key, "\n")
}

fn joined(doc: &AutoCommit, maps: &[ObjId], key: &str, between: &str) -> String {
    let texts = fields::objects(doc, maps, key, ObjType::Text);
    let mut read = texts.iter().filter_map(|text| doc.text(text).ok()).collect::<Vec<_>>();
    if texts.is_empty() {
        return fields::string(doc, maps, key);
    }
    read.retain(|text| !text.is_empty());
    read.join(between)
}

/// Sets a text of one line: line breaks become spaces. What others change elsewhere in it meanwhile stays.
pub(super) fn set(target: &mut Document, maps: &[ObjId], key: &str, new: &str) -> Result<(), EditError> {
    set_lines(target, maps, key, &text::one_line(new))
}

/// Sets a text of several lines, in the same way. One that was created apart goes into the first.
pub(super) fn set_lines(
    target: &mut Document,
    maps: &[ObjId],
    key: &str,
    new: &str,
) -> Result<(), EditError> {
    target.writable()?;
    let new = new.replace("\r\n", "\n").replace('\r', "\n");
    let texts = fields::ensure(target, maps, key, ObjType::Text)?;
    for (index, each) in texts.iter().enumerate() {
        let old = target.reading().text(each)?;
        text::replace_lines(target, each, 0, &old, if index == 0 { &new } else { "" })?;
    }
    Ok(())
}
