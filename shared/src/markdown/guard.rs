//! Signs that part values on a line, guarded by a backslash where they stand within a value.

/// The value with a backslash before each of the signs, and before each backslash.
pub(super) fn guarded(value: &str, signs: &[char]) -> String {
    let mut guarded = String::with_capacity(value.len());
    for c in value.chars() {
        if c == '\\' || signs.contains(&c) {
            guarded.push('\\');
        }
        guarded.push(c);
    }
    guarded
}

/// The value without its guards.
pub(super) fn unguarded(value: &str) -> String {
    let mut chars = value.chars();
    std::iter::from_fn(|| match chars.next()? {
        '\\' => chars.next(),
        c => Some(c),
    })
    .collect()
}

/// The parts between unguarded signs, their guards kept; a space behind a sign belongs to it.
pub(super) fn parts(text: &str, sign: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in unguarded_at(text, sign) {
        parts.push(&text[start..at]);
        start = at + sign.len_utf8();
        start += usize::from(text[start..].starts_with(' '));
    }
    parts.push(&text[start..]);
    parts
}

/// Where a sign stands unguarded, in bytes.
pub(super) fn unguarded_at(text: &str, sign: char) -> Vec<usize> {
    let mut guard = false;
    let stands = text.char_indices().filter(|(_, c)| {
        let found = *c == sign && !guard;
        guard = *c == '\\' && !guard;
        found
    });
    stands.map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guarded_values_come_apart_where_they_were_joined() {
        let values = [" a;b", "", "\\", "c\\;", " d"];
        let joined = values.map(|value| guarded(value, &[';'])).join("; ");
        assert_eq!(joined, r" a\;b; ; \\; c\\\;;  d");
        let read: Vec<String> = parts(&joined, ';').into_iter().map(unguarded).collect();
        assert_eq!(read, values);
    }
}
