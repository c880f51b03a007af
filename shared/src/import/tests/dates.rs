//! The forms of dates.

use jiff::civil::Date;

use crate::import::dates::find;

#[test]
fn reads_the_forms_people_write() {
    for (text, expected) in [
        ("2020-01-10 kl. 9-12", "2020-01-10"),
        ("2027-02-05T09:00", "2027-02-05"),
        ("20200110", "2020-01-10"),
        ("onsdag den 3 mars 2027", "2027-03-03"),
        ("Onsdagen den 3:e mars, 2027", "2027-03-03"),
        ("3 MARS 2027 kl 9", "2027-03-03"),
        ("12/11 2026", "2026-11-12"),
        ("12/11-26", "2026-11-12"),
        ("12/11 -26", "2026-11-12"),
        ("5.2.2027", "2027-02-05"),
        ("05-02-2027", "2027-02-05"),
        ("24 sept. 2021", "2021-09-24"),
        ("September 24, 2021", "2021-09-24"),
        ("September 24th 2021", "2021-09-24"),
    ] {
        let found = find(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(found.first.in_year(None).unwrap().to_string(), expected, "{text}");
    }
}

#[test]
fn several_days_keep_both_ends() {
    let found = find("den 10–11 mars 2027").unwrap();
    assert_eq!((found.first.day, found.last.map(|day| day.day)), (10, Some(11)));
}

#[test]
fn a_missing_year_comes_from_the_meeting() {
    let meeting = Date::new(2020, 1, 10).ok();
    let resolved = |text: &str| find(text).unwrap().first.on_or_after(meeting).unwrap().to_string();
    assert_eq!(resolved("den 7/2"), "2020-02-07");
    assert_eq!(resolved("9 januari"), "2021-01-09");
    assert_eq!(resolved("10/1"), "2020-01-10");
    assert_eq!(find("7/2").unwrap().first.on_or_after(None), None);
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "kl. 9-12",
        "9.00-10.30",
        "13.00 – 15.30",
        "31/2",
        "2-4 chefer",
        "1/2027",
        "040-123 45 67",
        "32 mars",
        "2020/2021",
        "Maja 3",
        "10.30",
        "123456789012",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}
