//! What reading the HTML of a clipboard costs for each megabyte: the shapes that make a careless reader quadratic,
//! in processor time, which other work on the machine does not lengthen. Beside each, the same shape at an eighth
//! of the length: eight times the text may take eight times the time.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod measure;

use measure::{Cpu, tell};
use samskriv_shared::html::{read, write};

const MEGABYTE: usize = 1_000_000;
const GOAL: &str = "< 1 s for each MB";

const SHAPES: &[(&str, &str)] = &[
    (
        "paragraphs",
        "<p class=MsoNormal><span lang=SV>Nämnden går igenom <b>läget</b>.<o:p></o:p></span></p>\n",
    ),
    ("items", "<ul><li>Ett<ol><li>Två</li></ol></li></ul>"),
    ("rows", "<table><tr><td><p>Boka</p></td><td>Olle</td></tr></table>"),
    ("bold that never ends", "<b>å"),
    ("paragraphs that never end", "<p>å"),
    ("lists that never end", "<ul><li>å"),
    ("tables that never end", "<table><tr><td>å"),
    ("cells", "<td>å"),
    ("ends of nothing", "</b></p>"),
    ("marks that cross", "<b><i>å</b>å"),
    ("links", "<a href=\"https://exempel.se\">å</a>"),
    ("line breaks", "<br>"),
    ("hard spaces", "&nbsp;"),
    ("accents without a letter", "\u{301}"),
    ("entities", "&aring;"),
    ("opening brackets", "<"),
    ("comments that never end", "<!--"),
    ("attributes", "<p a=1 a=2 "),
    ("styles", "<span style=\"font-weight:700;"),
    ("letters", "å"),
];

fn main() {
    if !measure::wanted("html") {
        return;
    }
    for (name, piece) in SHAPES {
        row(name, piece);
    }
}

fn row(name: &str, piece: &str) {
    let took = |length: usize| {
        let html = piece.repeat(length / piece.len());
        let mut times: Vec<f64> = (0..3)
            .map(|_| {
                let before = Cpu::of(std::process::id());
                std::hint::black_box(write(&read(&html).unwrap()));
                Cpu::of(std::process::id()).since(&before)
            })
            .collect();
        times.sort_unstable_by(f64::total_cmp);
        times[1]
    };
    let (short, long) = (took(MEGABYTE / 8), took(MEGABYTE));
    tell(
        &format!("a megabyte read and written: {name}"),
        &format!("{long:.0} ms"),
        GOAL,
        &format!("{:.1} x an eighth of it ({short:.0} ms)", long / short),
    );
}
