//! The editor, acted on through keys and through the names that screen readers hear.

use egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use samskriv_shared::text::{BlockKind, Mark};

use super::*;

const COMMAND: Modifiers = Modifiers::COMMAND;

pub fn keys(test: &mut Test, modifiers: Modifiers, key: Key) {
    // As a real keyboard does it: Ctrl is held, too.
    let held = if modifiers.command { modifiers | Modifiers::CTRL } else { modifiers };
    test.key_press_modifiers(held, key);
    steps(test);
}

fn kinds(test: &Test) -> Vec<String> {
    test.state().bench.kept().read().body.iter().map(|block| block.kind.name().to_owned()).collect()
}

/// The window shows what the document says.
fn check(test: &Test) {
    assert_eq!(test.state().bench.body().blocks, test.state().bench.kept().read().body);
}

#[test]
fn undo_takes_back_ones_own_and_leaves_what_others_write() {
    let mut test = with_text("");
    type_text(&mut test, "mitt");
    test.state_mut().bench.elsewhere(|theirs| _ = theirs.body_splice(2, 0, "DERAS").unwrap());
    steps(&mut test);
    assert_eq!(kept(&test), "miDERAStt");
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "DERAS");
    keys(&mut test, COMMAND, Key::Y);
    assert_eq!(kept(&test).replace("DERAS", ""), "mitt");
    click(&mut test, "Ångra");
    assert_eq!(kept(&test), "DERAS");
    click(&mut test, "Gör om");
    assert!(kept(&test).contains("DERAS"), "{}", kept(&test));
    check(&test);
}

#[test]
fn bold_by_the_keys_goes_on_until_it_is_ended() {
    let mut test = with_text("");
    type_text(&mut test, "a ");
    keys(&mut test, COMMAND, Key::B);
    type_text(&mut test, "fet");
    keys(&mut test, COMMAND, Key::B);
    type_text(&mut test, " slut");
    let body = test.state().bench.kept().read().body;
    assert_eq!(body[0].text, "a fet slut");
    let [mark] = &body[0].marks[..] else { panic!("{:?}", body[0].marks) };
    assert_eq!((mark.start, mark.end, &mark.mark), (2, 5, &Mark::Strong));
    check(&test);
}

#[test]
fn a_selection_becomes_italic_by_the_button_and_stays_selected() {
    let mut test = with_text("alfa beta");
    keys(&mut test, COMMAND, Key::A);
    click(&mut test, "Kursiv");
    let marks = test.state().bench.kept().read().body[0].marks.clone();
    assert_eq!((marks[0].start, marks[0].end, &marks[0].mark), (0, 9, &Mark::Em));
    click(&mut test, "Kursiv");
    assert_eq!(test.state().bench.kept().read().body[0].marks, []);
    type_text(&mut test, "x");
    assert_eq!(kept(&test), "x", "what was selected still is, and is written over");
}

#[test]
fn signs_at_the_beginning_make_headings_lists_and_decisions() {
    let mut test = with_text("");
    type_text(&mut test, "# Budget");
    press(&mut test, Key::Enter);
    type_text(&mut test, "- ett");
    press(&mut test, Key::Enter);
    press(&mut test, Key::Tab);
    type_text(&mut test, "under");
    press(&mut test, Key::Enter);
    press(&mut test, Key::Enter);
    press(&mut test, Key::Enter);
    type_text(&mut test, "Beslut: Vi antar budgeten.");
    press(&mut test, Key::Enter);
    type_text(&mut test, "Åtgärd: Skicka ut den");
    let bullet = "unordered-list-item";
    assert_eq!(kinds(&test), ["heading", bullet, bullet, "decision", "action"]);
    let body = test.state().bench.kept().read().body;
    assert_eq!((body[1].depth, body[2].depth), (0, 1));
    assert_eq!(body[3].text, "Vi antar budgeten.");
    let minutes = test.state().bench.minutes();
    assert_eq!(minutes.actions.len(), 1);
    assert_eq!(minutes.actions[0].text, "Skicka ut den", "the list beside follows what is typed");
    assert!(matches!(body[4].kind, BlockKind::Action(Some(_))));
    check(&test);
}

#[test]
fn letters_that_come_with_the_sign_in_one_frame_stay_in_their_paragraph() {
    let mut test = with_text("\nnästa");
    keys(&mut test, COMMAND, Key::Home);
    for letter in ["#", " ", "R", "u"] {
        test.event(Event::Text(letter.into()));
    }
    steps(&mut test);
    type_text(&mut test, "b");
    assert_eq!(kept(&test), "Rub\nnästa");
    assert_eq!(kinds(&test), ["heading", "paragraph"]);
}

#[test]
fn backspace_at_a_beginning_makes_the_paragraph_plain_first() {
    let mut test = with_text("ett");
    keys(&mut test, COMMAND | Modifiers::SHIFT, Key::Num8);
    assert_eq!(kinds(&test), ["unordered-list-item"]);
    keys(&mut test, COMMAND, Key::Home);
    press(&mut test, Key::Backspace);
    assert_eq!(kinds(&test), ["paragraph"]);
    press(&mut test, Key::End);
    press(&mut test, Key::Enter);
    type_text(&mut test, "två");
    keys(&mut test, COMMAND | Modifiers::SHIFT, Key::Num7);
    press(&mut test, Key::Home);
    press(&mut test, Key::Backspace);
    assert_eq!(kinds(&test), ["paragraph", "paragraph"]);
    type_text(&mut test, "x");
    assert_eq!(kept(&test), "ett\nxtvå", "the caret stays where it is");
    press(&mut test, Key::Backspace);
    press(&mut test, Key::Backspace);
    assert_eq!(kept(&test), "etttvå");
    // Delete at a paragraph's end joins, whatever the next one is.
    press(&mut test, Key::Enter);
    keys(&mut test, COMMAND | Modifiers::SHIFT, Key::Num8);
    press(&mut test, Key::ArrowUp);
    press(&mut test, Key::End);
    press(&mut test, Key::Delete);
    assert_eq!(kept(&test), "etttvå");
    check(&test);
}

#[test]
fn a_link_is_made_changed_and_taken_away() {
    let mut test = with_text("se här");
    keys(&mut test, COMMAND, Key::A);
    keys(&mut test, COMMAND, Key::K);
    fill(&mut test, "Adress", "exempel.se");
    click(&mut test, "Infoga länken");
    let link = |test: &Test| test.state().bench.kept().read().body[0].marks.first().map(|it| it.mark.clone());
    assert_eq!(link(&test), Some(Mark::Link { href: "https://exempel.se".into() }));
    click(&mut test, "Länk");
    assert_eq!(test.get_by_label("Adress").value().as_deref(), Some("https://exempel.se"));
    click(&mut test, "Ta bort länken");
    assert_eq!(link(&test), None);
    check(&test);
}

#[test]
fn a_line_can_be_broken_within_its_paragraph() {
    let mut test = with_text("ab");
    press(&mut test, Key::ArrowLeft);
    keys(&mut test, Modifiers::SHIFT, Key::Enter);
    type_text(&mut test, "x");
    assert_eq!(kinds(&test), ["paragraph"]);
    assert_eq!(test.state().bench.kept().read().body[0].text, "a\nxb");
}

#[test]
fn what_another_program_wrote_is_shown_and_kept() {
    let mut test = with_text("ett");
    test.state_mut().bench.elsewhere(|theirs| {
        theirs.body_push(&samskriv_shared::text::Block::new(BlockKind::Other("tabell".into()), "rad"));
    });
    steps(&mut test);
    press(&mut test, Key::End);
    type_text(&mut test, "!");
    assert_eq!(kinds(&test), ["paragraph", "tabell"]);
    assert_eq!(kept(&test), "ett!\nrad");
}

#[test]
fn a_long_text_is_there_at_once_and_laid_out_over_frames() {
    let line = "Rådet gick igenom läget i kommunerna och var överens om att fortsätta som förut.\n";
    let mut bench = Bench::with_meeting();
    bench.type_in(0, &line.repeat(600));
    let mut test = window(bench);
    focus(&mut test, BODY);
    keys(&mut test, COMMAND, Key::End);
    type_text(&mut test, "slut");
    assert!(kept(&test).ends_with("förut.\nslut"));
    check(&test);
}

/// A clipboard that is shared with the test.
#[derive(Clone, Default)]
struct Clip(std::rc::Rc<std::cell::RefCell<(Option<String>, String)>>);

impl crate::editor::RichClipboard for Clip {
    fn html(&mut self) -> Option<String> {
        self.0.borrow().0.clone()
    }

    fn copy(&mut self, html: String, plain: String) -> bool {
        *self.0.borrow_mut() = (Some(html), plain);
        true
    }
}

#[test]
fn what_is_pasted_keeps_its_form_and_what_is_copied_too() {
    let mut test = with_text("");
    let clip = Clip::default();
    test.state_mut().views = Views::new(Box::new(clip.clone()));
    steps(&mut test);
    focus(&mut test, BODY);
    let html = "<h2>Budget</h2><ul><li>ett</li><li><b>två</b></li></ul><p>Se <a href='https://exempel.se'>här</a></p>";
    clip.0.borrow_mut().0 = Some(html.into());
    test.event(Event::Paste("Budget ett två Se här".into()));
    steps(&mut test);
    let bullet = "unordered-list-item";
    assert_eq!(kinds(&test), ["heading", bullet, bullet, "paragraph"]);
    let body = test.state().bench.kept().read().body;
    assert_eq!(body[2].marks[0].mark, Mark::Strong);
    assert_eq!(body[3].marks[0].mark, Mark::Link { href: "https://exempel.se".into() });
    keys(&mut test, COMMAND, Key::Z);
    assert_eq!(kept(&test), "", "one undo takes all of it back");
    keys(&mut test, COMMAND, Key::Y);
    keys(&mut test, COMMAND, Key::A);
    test.event(Event::Copy);
    steps(&mut test);
    let (copied, plain) = clip.0.borrow().clone();
    assert_eq!(samskriv_shared::html::read(&copied.unwrap()).unwrap(), body);
    assert_eq!(plain, "Budget\n• ett\n• två\nSe här");
    test.event(Event::Cut);
    steps(&mut test);
    assert_eq!(kept(&test), "");
    clip.0.borrow_mut().0 = None;
    test.event(Event::Paste("A\u{30a}r\r\nnytt".into()));
    steps(&mut test);
    assert_eq!(kept(&test), "År\nnytt");
    check(&test);
}

#[test]
fn keys_that_come_in_one_slow_frame_are_taken_in_their_order() {
    let mut test = with_text("");
    let key = |key: Key, modifiers: Modifiers| Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    };
    let bold = || key(Key::B, COMMAND | Modifiers::CTRL);
    for event in [
        Event::Text("- ".into()),
        Event::Text("a".into()),
        key(Key::Enter, Modifiers::NONE),
        Event::Text("b".into()),
        bold(),
        Event::Text("c".into()),
        bold(),
        Event::Text("d".into()),
        Event::Paste("e".into()),
    ] {
        test.event(event);
    }
    steps(&mut test);
    let body = test.state().bench.kept().read().body;
    assert_eq!(kept(&test), "- a\nbcde");
    let marks: Vec<_> = body.iter().flat_map(|block| block.marks.iter()).collect();
    assert_eq!(marks.len(), 1);
    assert_eq!((marks[0].start, marks[0].end), (1, 2));
    check(&test);
}

#[test]
fn screen_readers_hear_what_the_paragraphs_are() {
    let mut test = with_text("");
    for event in ["##", " ", "Budget", "\n", "-", " ", "en punkt", "\n", "under"] {
        match event {
            "\n" => keys(&mut test, Modifiers::NONE, Key::Enter),
            text => test.event(Event::Text(text.into())),
        }
        steps(&mut test);
    }
    keys(&mut test, Modifiers::NONE, Key::Tab);
    steps(&mut test);
    let levels = |role: Role| -> Vec<(String, Option<usize>)> {
        let told = test.query_all_by_role(role);
        told.filter_map(|node| Some((node.accesskit_node().label()?, node.accesskit_node().level())))
            .collect()
    };
    assert!(levels(Role::Heading).contains(&("Budget".into(), Some(2))), "{:?}", levels(Role::Heading));
    assert_eq!(levels(Role::ListItem), [("en punkt".into(), Some(1)), ("under".into(), Some(2))]);
}
