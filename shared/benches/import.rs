//! What reading a file of minutes costs for each megabyte: the samples again and again, and the shapes that
//! make a careless reader quadratic: processor time, which other work on the machine does not lengthen. Beside
//! each, the same shape at an eighth of the length: eight times the text may take eight times the time.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod measure;

use measure::{Cpu, tell};
use samskriv_shared::import::{import_text, sample::SAMPLE};

const MEGABYTE: usize = 1_000_000;
const GOAL: &str = "< 1 s for each MB";

/// What is repeated to a megabyte behind a header whose list of people is still open.
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
    ("heads of columns", "Vad\tVem\tBeslut\n"),
    ("tabs", "a\t"),
    ("labels", "Datum: Plats: "),
    ("labels and dates", "Titel: a Nästa möte: 7/2 "),
    ("colons", "å:"),
    ("people", "Eva Ek, Bjuv, "),
    ("people on lines", "Eva Ek\tBjuv\n"),
    ("people far apart", "Eva Ek\n\n"),
    ("people joined", "Ek och "),
    ("people in records", "Namn: Eva Ek\nKommun: Bjuv\n"),
    ("surnames first", "Palm, Per\n"),
    ("names that break off", "Palm,\nPer\n"),
    ("municipalities", ", Bjuv"),
    ("chairs", "Ordförande Eva Ek "),
    ("labels of chairs", "Ordförande: Eva Ek\n"),
    ("lists beside each other", "Närvarande      Frånvarande\n"),
    ("attendance that wraps", "Närvarande: Eva Ek, Per Palm\n(Bjuv) kom. Sedan\n"),
    ("tasks", "Eva ska boka lokal senast 1/12. "),
    ("owners", "Ansvarig: Eva\n"),
    ("decisions", "Beslut:\n"),
    ("decisions in columns", "Beslut a\tb\n"),
    ("headings", "## A\n"),
    ("sentences", "a. B "),
    ("dates", "12/11 2026 "),
    ("dates without a year", "den 7/2 "),
    ("times", "9-"),
    ("clocks", "kl "),
    ("next meetings", "nästa möte "),
    ("meetings", "Möte den 5/2 2027 i "),
    ("signatures", "sekreterare\n"),
    ("digits", "9"),
    ("wide gaps", "Eva      "),
    ("columns that wrap", "1       A\n        B\n"),
    ("indented lines", "        a\n"),
    ("mail heads", "Från: a\nTill: b\n"),
    ("lines", "a\n"),
    ("line breaks", "\n"),
];

const HEAD: &str = "Möte\n\nDatum: 2027-03-12\nNärvarande:\nEva Ek\tBjuv\n\n";
/// "Palm, Per" goes on where a list breaks off in a name.
const BROKEN_HEAD: &str = "Möte\n\nNärvarande: Eva Ek, Per\n";
/// A file that `export` wrote is read in a way of its own, and written once to make sure.
const OWN_HEAD: &str = "# Möte\n\n---\n\n";
const OWN: &str = "- [ ] Boka **lokal** \\[A\\] (ansvarig: Eva Ek; senast 1 december 2027)\n";

fn main() {
    if !measure::wanted("import") {
        return;
    }
    row("the sample", HEAD, SAMPLE);
    row("a file of ours", OWN_HEAD, OWN);
    for (name, piece) in SHAPES {
        row(name, if piece.starts_with("Palm") { BROKEN_HEAD } else { HEAD }, piece);
    }
}

fn row(name: &str, head: &str, piece: &str) {
    let took = |length: usize| {
        let text = format!("{head}{}", piece.repeat(length / piece.len()));
        // Neighbours on the machine only add to what it takes.
        let times = (0..5).map(|_| {
            let before = Cpu::of(std::process::id());
            std::hint::black_box(import_text(text.as_bytes()).unwrap());
            Cpu::of(std::process::id()).since(&before)
        });
        times.fold(f64::INFINITY, f64::min)
    };
    let (short, long) = (took(MEGABYTE / 8), took(MEGABYTE));
    tell(
        &format!("a megabyte: {name}"),
        &format!("{long:.0} ms"),
        GOAL,
        &format!("{:.1} x an eighth of it ({short:.0} ms)", long / short),
    );
}
