//! What is a word and what is left out.

use crate::spelling::words;

fn texts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let found = words(text);
    let mut before = 0;
    for word in &found {
        assert!(before <= word.range.start && word.range.start < word.range.end, "{text:?}: {word:?}");
        before = word.range.end;
    }
    found.into_iter().map(|word| chars[word.range].iter().collect()).collect()
}

#[test]
fn letters_with_what_joins_them_are_a_word() {
    assert_eq!(texts("Vi ses, på måndag!"), ["Vi", "ses", "på", "måndag"]);
    assert_eq!(texts("e-post don't Kommunen:s ’citat’"), ["e-post", "don't", "Kommunen:s", "citat"]);
    assert_eq!(texts("och/eller (ja) – nej…så"), ["och", "eller", "ja", "nej", "så"]);
    assert_eq!(texts("-slut- --strecken--"), ["slut", "strecken"]);
    assert_eq!(texts("Klart.Nästa punkt"), ["Klart", "Nästa", "punkt"]);
    assert_eq!(texts(""), [""; 0]);
    assert_eq!(texts(" . - ' : \u{308} \u{ad}"), [""; 0]);
}

#[test]
fn abbreviations_with_points_are_one_word_and_say_that_a_point_follows() {
    assert_eq!(texts("t.ex. bl.a. fr.o.m. maj"), ["t.ex", "bl.a", "fr.o.m", "maj"]);
    let of = |text: &str| words(text).into_iter().map(|word| word.point).collect::<Vec<_>>();
    assert_eq!(of("osv. och så. Ja... nej"), [true, false, true, false, false]);
}

#[test]
fn what_no_dictionary_knows_is_left_out() {
    for text in [
        "https://exempel.test/sökväg/ord",
        "(www.exempel.test)",
        "exempelkommun.se/protokoll",
        "kim@exempel.test.",
        "<kim.ek@exempel.test>",
        "C:\\mapp\\fil.docx",
        "/hem/mapp/fil",
        "2026-11-29 kl10 10.30 B12 5-åringar §3a 1,5",
        "IVO SKR SOSFS IVO:s TV:n BUP:erna",
        "a å I :x",
    ] {
        assert_eq!(texts(text), [""; 0], "{text}");
    }
    assert_eq!(texts("BESLUT"), ["BESLUT"]);
    assert_eq!(texts("IVO:beslutet"), ["IVO:beslutet"]);
    assert_eq!(texts(&"x".repeat(64)).len(), 1);
    assert_eq!(texts(&"x".repeat(65)), [""; 0]);
}

#[test]
fn ranges_are_in_code_points() {
    let found = words("🙂 åäö 👩‍👩‍👧 ordet");
    assert_eq!(found[0].range, 2..5);
    assert_eq!(found[1].range, 12..17);
}

#[test]
fn words_are_looked_up_as_a_dictionary_has_them() {
    let text = |text: &str| words(text).remove(0).text;
    assert_eq!(text("a\u{30a}tga\u{308}rd"), "åtgärd");
    assert_eq!(text("social\u{ad}tjänst"), "socialtjänst");
    assert_eq!(text("e\u{2011}post"), "e-post");
    assert_eq!(text("don’t"), "don't");
}

#[test]
fn a_hyphen_that_hangs_is_told() {
    let found = words("individ- och familjeomsorg, barn-, ett - två --");
    let hanging: Vec<&str> = found.iter().filter(|word| word.hanging).map(|word| &*word.text).collect();
    assert_eq!(hanging, ["individ", "barn"]);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_ranges_in_it(text in "[a-zåäö0-9 .:'@/\\\\\u{ad}\u{308}🙂-]{0,80}") {
        let length = text.chars().count();
        let mut before = 0;
        for word in words(&text) {
            proptest::prop_assert!(before <= word.range.start && word.range.end <= length);
            proptest::prop_assert!(word.range.start < word.range.end && !word.text.is_empty());
            before = word.range.end;
        }
    }
}
