//! Lengths of time as people write them in commands: "90m", "12h", "7d", "2w".

/// The length in seconds: a whole number and a unit (s, m, h, d or w). None if it is neither, is zero, or is
/// longer than ten years, which is a slip of the finger.
pub fn seconds(text: &str) -> Option<u64> {
    const TEN_YEARS: u64 = 10 * 366 * 24 * 3600;
    let unit = text.chars().last()?;
    let number = text.strip_suffix(unit)?.trim();
    let unit = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        'w' => 7 * 24 * 3600,
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(unit)?;
    (1..=TEN_YEARS).contains(&seconds).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn lengths() {
        assert_eq!(seconds("7d"), Some(7 * 86_400));
        assert_eq!(seconds("90 m"), Some(5_400));
        assert_eq!(seconds("2w"), Some(14 * 86_400));
        for wrong in
            ["", "d", "7", "0d", "-1d", "7å", "1.5h", "99999999999999999999d", "99999999999d", "20000d"]
        {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
