//! What reading a file of minutes costs for each megabyte: the samples again and again, and the shapes that
//! make a careless reader quadratic: processor time, which other work on the machine does not lengthen. Beside
//! each, the same shape at an eighth of the length: eight times the text may take eight times the time.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod measure;

use measure::{Cpu, tell};
use samskriv_shared::import::{import_text, sample::SAMPLE};

const MEGABYTE: usize = 1_000_000;
const GOAL: &str = "< 1 s for each MB";

/// What is repeated to a megabyte.
const SHAPES: &[(&str, &str)] = &[
    ("words on one line", "Nämnden går igenom läget. "),
    ("one word", "å"),
    ("opening brackets", "["),
    ("opening parentheses", "Eva Ek ("),
    ("links without an end", "[a]("),
    ("stars", "**a *b "),
    ("bullets", "- a\n"),
    ("nested bullets", "  - a\n    - b\n"),
    ("numbered lines", "1. a\n\n"),
    ("table pipes", "|"),
    ("table rows", "| a | b | c |\n"),
    ("heads of tables", "| Vad | Vem | Beslut |\n"),
    ("tabs", "a\t"),
    ("labels", "Datum: Plats: "),
    ("people", "Eva Ek, Bjuv, "),
    ("people on lines", "Eva Ek\tBjuv\n"),
    ("lists beside each other", "Närvarande      Frånvarande\n"),
    ("tasks", "Eva ska boka lokal senast 1/12. "),
    ("decisions", "Beslut:\n"),
    ("dates", "12/11 2026 "),
    ("wide gaps", "Eva      "),
    ("indented lines", "        a\n"),
    ("mail heads", "Från: a\nTill: b\n"),
    ("line breaks", "\n"),
];

fn main() {
    if !measure::wanted("import") {
        return;
    }
    row("the sample", SAMPLE);
    for (name, piece) in SHAPES {
        row(name, piece);
    }
}

fn row(name: &str, piece: &str) {
    let head = "Möte\n\nDatum: 2027-03-12\nNärvarande:\nEva Ek\tBjuv\n\n";
    let took = |length: usize| {
        let text = format!("{head}{}", piece.repeat(length / piece.len()));
        let mut times: Vec<f64> = (0..3)
            .map(|_| {
                let before = Cpu::of(std::process::id());
                std::hint::black_box(import_text(text.as_bytes()).unwrap());
                Cpu::of(std::process::id()).since(&before)
            })
            .collect();
        times.sort_unstable_by(f64::total_cmp);
        times[1]
    };
    let (short, long) = (took(MEGABYTE / 8), took(MEGABYTE));
    tell(
        &format!("a megabyte: {name}"),
        &format!("{long:.0} ms"),
        GOAL,
        &format!("{:.1} x an eighth of it ({short:.0} ms)", long / short),
    );
}
