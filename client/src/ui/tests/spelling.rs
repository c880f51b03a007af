//! Wrong words and the text's menu, acted on through keys, the pointer and the names that screen readers hear, with the
//! spelling's small dictionary. Nobody sleeps: each step waits until the checker wakes.

use std::{
    path::Path,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use egui::{PointerButton, ViewportCommand, ViewportId};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use samskriv_shared::{documents::AttendanceStatus, text::Mark};

use super::*;
use crate::{
    command::Command,
    editor::{NoClipboard, Proofing},
    spelling::{
        Sources,
        tests::small::{AFF, DIC, write},
    },
};

const COMMAND: Modifiers = Modifiers::COMMAND;
/// Far longer than anything here takes; a test that hangs ends all the same.
const LONG: Duration = Duration::from_secs(120);

/// A window with spelling, and what has to live as long.
struct Spelt {
    test: Test,
    woken: Receiver<()>,
    directory: tempfile::TempDir,
}

/// A meeting of this text, with the small dictionary under these names.
fn spelt(text: &str, dictionaries: &[&str]) -> Spelt {
    spelt_in(with_text(text), dictionaries)
}

fn spelt_in(mut test: Test, dictionaries: &[&str]) -> Spelt {
    let directory = tempfile::tempdir().unwrap();
    for name in dictionaries {
        write(directory.path(), name, AFF, DIC);
    }
    let (proofing, woken) = proofing(directory.path());
    test.state_mut().views = Views::new(Box::new(NoClipboard)).with_proofing(proofing);
    let mut spelt = Spelt { test, woken, directory };
    spelt.settle();
    focus(&mut spelt.test, BODY);
    spelt.settle();
    spelt
}

fn proofing(directory: &Path) -> (Proofing, Receiver<()>) {
    let (wake, woken) = channel();
    let sources = Sources {
        directories: vec![directory.to_owned()],
        personal: Some(directory.join("ordlista.txt")),
        ..Sources::default()
    };
    // Nobody listens once the test has ended.
    (Proofing::new(sources, move || wake.send(()).unwrap_or_default()), woken)
}

impl Spelt {
    /// Until everything that was asked is answered and shown.
    fn settle(&mut self) {
        steps(&mut self.test);
        while self.test.state().views.tools.proofing.is_waiting() {
            self.woken.recv_timeout(LONG).expect("an answer");
            steps(&mut self.test);
        }
    }

    /// The words that are marked, in their order.
    fn marked(&self) -> Vec<String> {
        let body = self.test.state().bench.body();
        let marked = self.test.state().views.meeting.body.waves().marked();
        marked
            .iter()
            .map(|wave| {
                body.blocks[wave.paragraph].text.chars().collect::<Vec<_>>()[wave.range.clone()]
                    .iter()
                    .collect()
            })
            .collect()
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        let held = if modifiers.command { modifiers | Modifiers::CTRL } else { modifiers };
        self.test.key_press_modifiers(held, key);
        self.settle();
    }

    fn type_text(&mut self, text: &str) {
        type_text(&mut self.test, text);
        self.settle();
    }

    /// Opens the menu at the caret.
    fn menu(&mut self) {
        self.press(Modifiers::SHIFT, Key::F10);
    }

    fn click(&mut self, label: &str) {
        self.test.get_by_label_contains(label).click();
        self.settle();
    }

    /// Clicks into the text's first line, so far from its left.
    fn right_click(&mut self, right: f32) {
        let at = self.test.get_by_label(BODY).rect().left_top() + egui::vec2(right, 14.0);
        self.test.hover_at(at);
        self.test.step();
        for pressed in [true, false] {
            let button = PointerButton::Secondary;
            self.test.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
            self.test.step();
        }
        self.settle();
    }

    fn has(&self, label: &str) -> bool {
        self.test.query_all_by_label_contains(label).next().is_some()
    }

    fn is_enabled(&self, label: &str) -> bool {
        !self.test.get_by_label_contains(label).accesskit_node().is_disabled()
    }

    fn has_focus(&self) -> bool {
        self.test.get_by_label(BODY).is_focused()
    }

    fn outgoing(&self) -> Vec<ViewportCommand> {
        self.test.output().viewport_output[&ViewportId::ROOT].commands.clone()
    }
}

#[test]
fn wrong_words_are_marked_and_a_suggestion_takes_a_words_place() {
    let mut it = spelt("vi skrivr möte", &["sv_SE"]);
    assert_eq!(it.marked(), ["skrivr"]);
    it.press(COMMAND, Key::Home);
    for _ in 0..4 {
        it.press(Modifiers::NONE, Key::ArrowRight);
    }
    it.menu();
    assert!(it.has("Lägg till i ordlistan") && it.has("Klistra in") && it.has("Ctrl+Shift+D"));
    it.click("skriver");
    assert_eq!(kept(&it.test), "vi skriver möte");
    assert_eq!(it.marked(), [""; 0]);
    assert!(it.has_focus(), "the field has the keyboard again");
    it.type_text("!");
    assert_eq!(kept(&it.test), "vi skriver! möte", "the caret is behind the word");
    it.press(COMMAND, Key::Z);
    it.press(COMMAND, Key::Z);
    assert_eq!(kept(&it.test), "vi skrivr möte", "one step brings the word back");
    it.press(Modifiers::NONE, Key::End);
    assert_eq!(it.marked(), ["skrivr"]);
}

#[test]
fn a_words_marks_are_kept_when_it_is_spelt_right() {
    let mut it = spelt("vi skrivr möte", &["sv_SE"]);
    it.press(COMMAND, Key::Home);
    for _ in 0..3 {
        it.press(Modifiers::NONE, Key::ArrowRight);
    }
    for _ in 0..6 {
        it.press(Modifiers::SHIFT, Key::ArrowRight);
    }
    it.press(COMMAND, Key::B);
    it.menu();
    // The keyboard is on the first suggestion.
    it.press(Modifiers::NONE, Key::Enter);
    let body = it.test.state().bench.kept().read().body;
    assert_eq!(body[0].text, "vi skriver möte");
    let [mark] = &body[0].marks[..] else { panic!("{:?}", body[0].marks) };
    assert_eq!((mark.start, mark.end, &mark.mark), (3, 10, &Mark::Strong));
}

#[test]
fn the_word_that_is_being_typed_is_marked_once_the_caret_has_left_it() {
    let mut it = spelt("", &["sv_SE"]);
    it.type_text("vi skrivr");
    assert_eq!(it.marked(), [""; 0]);
    it.press(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(it.marked(), [""; 0], "still in it");
    it.press(COMMAND, Key::Home);
    assert_eq!(it.marked(), ["skrivr"]);
    it.press(COMMAND, Key::End);
    assert_eq!(it.marked(), ["skrivr"], "nobody has typed at it since");
    it.type_text(" mtöe");
    assert_eq!(it.marked(), ["skrivr"]);
    it.type_text(" ");
    assert_eq!(it.marked(), ["skrivr", "mtöe"]);
    // No key makes what is known flicker: in the very frame it is marked where it has moved to.
    it.press(COMMAND, Key::Home);
    it.test.event(Event::Text("o".into()));
    it.test.step();
    assert_eq!(it.marked(), ["skrivr", "mtöe"]);
}

#[test]
fn a_word_added_to_the_list_is_right_everywhere_at_once_and_stays_so() {
    let mut it = spelt("Skrivr skrivr\noch skrivr mtöe", &["sv_SE"]);
    assert_eq!(it.marked(), ["Skrivr", "skrivr", "skrivr", "mtöe"]);
    it.press(COMMAND, Key::Home);
    it.press(Modifiers::NONE, Key::End);
    it.menu();
    it.click("Lägg till i ordlistan");
    assert_eq!(it.marked(), ["mtöe"]);
    let list = std::fs::read_to_string(it.directory.path().join("ordlista.txt")).unwrap();
    assert_eq!(list.trim(), "skrivr");
    let (anew, woken) = proofing(it.directory.path());
    it.woken = woken;
    it.test.state_mut().views = Views::default().with_proofing(anew);
    it.settle();
    assert_eq!(it.marked(), ["mtöe"]);
}

#[test]
fn only_what_is_in_view_is_asked_and_only_what_changed_is_asked_again() {
    let lines: Vec<String> =
        (0..600).map(|n| format!("vi skrivr {}", "möte ".repeat(n % 7 + n / 7))).collect();
    let mut it = spelt(&lines.join("\n"), &["sv_SE"]);
    let known = |it: &Spelt| it.test.state().views.tools.proofing.known();
    it.press(COMMAND, Key::Home);
    let (anew, woken) = proofing(it.directory.path());
    it.woken = woken;
    it.test.state_mut().views.tools.proofing = anew;
    it.settle();
    let first = known(&it);
    assert!((1..60).contains(&first), "{first}");
    it.type_text("o");
    assert_eq!(known(&it), first + 1);
    it.settle();
    assert_eq!(known(&it), first + 1);
}

#[test]
fn where_nothing_is_like_a_word_that_is_said() {
    let mut it = spelt("vi xqxqxqxqxq", &["sv_SE"]);
    it.menu();
    assert!(it.has("Inga förslag") && !it.is_enabled("Inga förslag"));
    assert!(it.is_enabled("Lägg till i ordlistan"));
}

#[test]
fn a_list_that_cannot_be_written_is_told_of() {
    let mut it = spelt("vi skrivr", &["sv_SE"]);
    std::fs::create_dir(it.directory.path().join("ordlista.txt")).unwrap();
    it.menu();
    it.click("Lägg till i ordlistan");
    assert_eq!(it.marked(), [""; 0]);
    it.menu();
    assert!(shows(&it.test, "gick inte att spara i ordlistan"));
}

#[test]
fn names_that_the_program_knows_are_right() {
    let mut it = spelt("Lind och Annas möte\nZetterqvists", &["sv_SE"]);
    assert_eq!(it.marked(), ["Zetterqvists"]);
    let name = "Per Zetterqvist".to_owned();
    let (municipality, status) = (String::new(), AttendanceStatus::Present);
    it.test.state_mut().bench.run(Command::AddAttendee { name, municipality, status });
    it.settle();
    assert_eq!(it.marked(), [""; 0]);
}

#[test]
fn without_a_swedish_dictionary_nothing_is_marked_and_the_menu_says_what_to_do() {
    for dictionaries in [&[][..], &["en_US"]] {
        let mut it = spelt("vi skrivr", dictionaries);
        assert_eq!(it.marked(), [""; 0]);
        it.menu();
        assert!(shows(&it.test, "Ingen svensk ordlista hittades"));
        assert!(shows(&it.test, &it.directory.path().display().to_string()), "and where to put one");
        assert!(!it.has("Lägg till i ordlistan"));
        // One that was put there is found when the spelling is switched off and on.
        write(it.directory.path(), "sv_SE", AFF, DIC);
        it.click("Stavningskontroll");
        assert!(it.test.state().bench.asked.iter().any(|asked| asked.contains("spelling: false")));
        it.menu();
        it.click("Stavningskontroll");
        assert_eq!(it.marked(), ["skrivr"]);
    }
}

#[test]
fn switched_off_nothing_is_marked() {
    let mut it = spelt("vi skrivr", &["sv_SE"]);
    it.menu();
    it.click("Stavningskontroll");
    assert_eq!(it.marked(), [""; 0]);
    it.menu();
    assert!(!it.has("Lägg till i ordlistan") && it.has("Klistra in"));
}

#[test]
fn those_who_only_read_can_copy_and_nothing_else() {
    let mut test = with_text("vi skrivr");
    test.state_mut().bench.read_only();
    let mut it = spelt_in(test, &["sv_SE"]);
    assert_eq!(it.marked(), [""; 0]);
    it.press(COMMAND, Key::A);
    it.menu();
    for label in ["Klipp ut", "Klistra in", "Länk …", "Gör till beslut", "Gör till åtgärd"] {
        assert!(!it.is_enabled(label), "{label}");
    }
    assert!(it.is_enabled("Kopiera"));
    assert!(!it.has("Lägg till i ordlistan") && !it.has("skriver"));
}

#[test]
fn the_second_button_moves_the_caret_but_leaves_what_is_selected() {
    let mut it = spelt("skrivr och möte", &["sv_SE"]);
    it.right_click(10.0);
    assert!(it.has("Lägg till i ordlistan"), "the caret went to the word");
    assert_eq!(it.test.state().bench.body().selection.map(|(caret, other)| caret == other), Some(true));
    it.press(Modifiers::NONE, Key::Escape);
    assert!(!it.has("Klistra in") && it.has_focus());
    it.press(COMMAND, Key::A);
    it.right_click(10.0);
    assert_eq!(it.test.state().bench.body().selection, Some((15, 0)));
    it.click("skriver");
    assert_eq!(kept(&it.test), "skriver och möte", "just the word");
}

#[test]
fn entries_do_what_their_keys_do_to_what_is_selected() {
    let mut it = spelt("vi och möte", &["sv_SE"]);
    it.press(COMMAND, Key::A);
    it.menu();
    it.click("Gör till beslut");
    assert_eq!(it.test.state().bench.kept().read().body[0].kind.name(), "decision");
    it.menu();
    it.click("Gör till vanlig text");
    assert_eq!(it.test.state().bench.kept().read().body[0].kind.name(), "paragraph");
    it.press(Modifiers::NONE, Key::Menu);
    it.test.get_by_label_contains("Klistra in").click();
    let asks = |it: &mut Spelt| {
        it.test.step();
        it.outgoing().contains(&ViewportCommand::RequestPaste)
    };
    assert!((0..8).any(|_| asks(&mut it)));
    // The system answers with what its key would have told, in the very next frame.
    it.test.event(Event::Paste("nytt".into()));
    it.settle();
    assert_eq!(kept(&it.test), "nytt", "over what was selected");
}

#[test]
fn what_others_write_meanwhile_moves_the_word_that_is_replaced() {
    let mut it = spelt("vi skrivr", &["sv_SE"]);
    it.menu();
    it.test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(0, 0, "Nytt\n").unwrap());
    it.settle();
    it.click("skriver");
    assert_eq!(kept(&it.test), "Nytt\nvi skriver");
    it.press(COMMAND, Key::Z);
    it.menu();
    it.test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(9, 2, "").unwrap());
    it.settle();
    assert!(!it.has("skriver"), "the word is another by now");
}
