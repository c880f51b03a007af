//! Tables of the body by their heads: which column tells what shall be done, who shall, by when, and what
//! was decided.

/// The columns of a table, by its head.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Head {
    what: Vec<usize>,
    who: Option<usize>,
    when: Option<usize>,
    status: Option<usize>,
    pub decision: Option<usize>,
}

/// A row that is somebody's task.
pub(super) struct TaskRow<'a> {
    pub what: String,
    pub who: &'a str,
    pub when: &'a str,
}

const WHAT: &[&str] =
    &["vad", "åtgärd", "åtgärder", "uppgift", "aktivitet", "att göra", "uppdrag", "what", "action", "task"];
const WHO: &[&str] =
    &["vem", "ansvarig", "ansvariga", "ansvar", "ansvarig person", "vem gör", "owner", "who", "utförare"];
const WHEN: &[&str] = &[
    "när",
    "klart",
    "klar",
    "senast",
    "deadline",
    "datum",
    "klart senast",
    "klar senast",
    "slutdatum",
    "tidplan",
    "tid",
    "due",
    "when",
    "klardatum",
    "färdigt",
    "till när",
];
const NUMBER: &[&str] = &["nr", "nr.", "#", "punkt nr", "§", "id", "no"];
const STATUS: &[&str] = &["status", "läge", "klarmarkerad"];
const DECISION: &[&str] = &["beslut", "decision", "beslut/åtgärd"];
const DONE: &[&str] = &[
    "klar", "klart", "färdig", "färdigt", "utfört", "avslutad", "avslutat", "gjort", "ja", "x", "done", "✓",
];
/// A row of more cells is no table for people.
const MAX_CELLS: usize = 12;

/// The cells of a row; none if the text is no row.
pub(super) fn cells(text: &str) -> Option<Vec<&str>> {
    let separator = if text.contains('\t') { '\t' } else { '|' };
    let cells: Vec<&str> = text.split(separator).map(str::trim).take(MAX_CELLS + 1).collect();
    (2..=MAX_CELLS).contains(&cells.len()).then_some(cells)
}

impl Head {
    /// The columns, if this row is the head of a table that tells tasks or decisions.
    pub(super) fn read(text: &str) -> Option<Head> {
        let mut head = Head::default();
        let cells = cells(text)?;
        if matches!(cells.as_slice(), [label, _] if label.ends_with(':')) {
            // "Ansvarig:<tab>Eva Ek"
            return None;
        }
        for (index, cell) in cells.into_iter().enumerate() {
            let cell = cell.trim_end_matches(['?', ':']).to_lowercase();
            let is = |words: &[&str]| words.contains(&cell.as_str());
            if is(WHO) {
                head.who.get_or_insert(index);
            } else if is(WHEN) {
                head.when.get_or_insert(index);
            } else if is(STATUS) {
                head.status.get_or_insert(index);
            } else if is(DECISION) {
                head.decision.get_or_insert(index);
            } else if !is(NUMBER) {
                head.what.push(index);
                if is(WHAT) {
                    head.what = vec![index];
                }
            }
        }
        (!head.what.is_empty() && (head.who.is_some() || head.decision.is_some())).then_some(head)
    }

    /// The task that a row tells: it has an owner and is not done.
    pub(super) fn task<'a>(&self, text: &'a str) -> Option<TaskRow<'a>> {
        let cells = cells(text)?;
        let cell =
            |column: Option<usize>| column.and_then(|column| cells.get(column)).copied().unwrap_or_default();
        let who = cell(self.who);
        let done = DONE.contains(&cell(self.status).to_lowercase().as_str());
        let what: Vec<&str> = self
            .what
            .iter()
            .filter_map(|column| cells.get(*column))
            .copied()
            .filter(|cell| !cell.is_empty())
            .collect();
        (who.contains(char::is_alphanumeric) && !what.is_empty() && !done).then(|| TaskRow {
            what: what.join(": "),
            who,
            when: cell(self.when),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_row_with_an_owner_is_a_task_until_it_is_done() {
        let head = Head::read("Nr | Åtgärd | Ansvarig | Klart senast | Status").unwrap();
        let row = head.task("1 | Boka lokal | Eva Ek | 1/12 | Pågår").unwrap();
        assert_eq!((row.what.as_str(), row.who, row.when), ("Boka lokal", "Eva Ek", "1/12"));
        assert!(head.task("2 | Boka lokal | Eva Ek | 1/12 | Klar").is_none());
        assert!(head.task("3 | Boka lokal |  | 1/12 |").is_none());
    }

    #[test]
    fn other_tables_have_no_tasks() {
        for head in ["Namn | Kommun | Roll", "Ansvarig:\tEva Ek", "Kommun | 2026 | 2027", "Vad som helst"] {
            assert_eq!(Head::read(head), None, "{head}");
        }
    }
}
