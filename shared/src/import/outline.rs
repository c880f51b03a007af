//! What each line is in the outline of the whole: headings that carry no `#`, and whether numbers count
//! the items of a list or the points of an agenda.

use super::{
    closing::tells_of_next,
    decisions,
    source::{Line, Shape, Source},
    title,
    wrap::Wrap,
};

/// What a line begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    Heading(u8),
    /// A heading or paragraph whose number is part of the text.
    NumberedHeading,
    NumberedParagraph,
    Bullet {
        check_box: bool,
    },
    OrderedItem,
    Quote,
    TableRow,
    Rule,
    Text,
}

/// Points of the agenda and headings without a sign get this level; the title has the first.
pub(super) const LEVEL: u8 = 2;
const MAX_HEADING: usize = 60;
const MAX_BOLD_HEADING: usize = 80;
const MAX_AGENDA_POINT: usize = 100;

/// The role of each line of the source.
pub(super) fn roles(source: &Source<'_>, wrap: &Wrap) -> Vec<Role> {
    let lines = &source.lines;
    let mut roles: Vec<Role> = lines.iter().map(by_shape).collect();
    numbers(lines, wrap, &mut roles);
    let has_headings = lines.iter().any(|line| line.raw.starts_with('#') && line.is_heading() && !line.taken);
    let mut plain = 0;
    // A short line above another short one is a heading only among others that are surely headings.
    for sure in [true, false] {
        if !sure && plain < 2 {
            break;
        }
        for (index, line) in lines.iter().enumerate() {
            if roles[index] != Role::Text || line.taken || title::is_mail_head(lines, index) {
                continue;
            }
            let above = index.checked_sub(1).map(|above| &lines[above]);
            let goes_on = above.is_some_and(|above| wrap.joins(above, line));
            let below = lines.get(index + 1).filter(|below| !below.taken);
            let is_plain =
                !has_headings && (is_bold_heading(line) || is_plain_heading(line, below, wrap, sure));
            if !goes_on && (is_plain || is_paragraph_sign(line)) {
                roles[index] = Role::Heading(LEVEL);
                plain += 1;
            }
        }
    }
    roles
}

fn by_shape(line: &Line<'_>) -> Role {
    match line.shape {
        Shape::Heading(level) => Role::Heading(level),
        Shape::Bullet => Role::Bullet { check_box: false },
        Shape::CheckBox => Role::Bullet { check_box: true },
        Shape::Numbered(_) => Role::NumberedParagraph,
        Shape::Quote => Role::Quote,
        Shape::TableRow => Role::TableRow,
        Shape::Rule => Role::Rule,
        Shape::Text => Role::Text,
    }
}

/// Numbers that follow on each other without text between count a list; numbers that go on after text
/// are an agenda's, and belong to the text.
fn numbers(lines: &[Line<'_>], wrap: &Wrap, roles: &mut [Role]) {
    let runs = runs(lines, wrap);
    let number = |index: usize| match lines[index].shape {
        Shape::Numbered(number) => number,
        _ => 0,
    };
    let ends = |run: &[usize]| (run.first().copied().map(number), run.last().copied().map(number));
    for (at, run) in runs.iter().enumerate() {
        let (first, last) = ends(run);
        let goes_on = |before: Option<u32>, after: Option<u32>| match (before, after) {
            (Some(before), Some(after)) => before.checked_add(1) == Some(after),
            _ => false,
        };
        let agenda = at > 0 && goes_on(ends(&runs[at - 1]).1, first)
            || runs.get(at + 1).is_some_and(|next| goes_on(last, ends(next).0));
        let counted = run.iter().zip(1..).all(|(index, count)| number(*index) == count);
        let all_one = run.iter().all(|index| number(*index) == 1);
        for index in run {
            roles[*index] = if agenda && is_agenda_point(&lines[*index]) {
                Role::NumberedHeading
            } else if !agenda && (counted || all_one) && is_counted(&lines[*index]) {
                Role::OrderedItem
            } else {
                Role::NumberedParagraph
            };
        }
    }
    for index in 0..lines.len() {
        let nested = lines[index].indent > 1 && number(index) > 0;
        if nested && roles[index] == Role::NumberedParagraph {
            let above = index.checked_sub(1).map(number);
            let counted =
                number(index) == 1 || above.is_some_and(|above| above.checked_add(1) == Some(number(index)));
            if is_counted(&lines[index])
                && counted
                && (number(index) == 1 || roles[index - 1] == Role::OrderedItem)
            {
                roles[index] = Role::OrderedItem;
            }
        }
    }
}

/// Numbered lines at the margin, in groups that nothing but their own continuations interrupts.
fn runs(lines: &[Line<'_>], wrap: &Wrap) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        let numbered = matches!(line.shape, Shape::Numbered(_)) && line.indent <= 1 && !line.taken;
        let inside = (line.indent > 1 && line.shape != Shape::Text)
            || index.checked_sub(1).is_some_and(|above| wrap.joins(&lines[above], line));
        let number = |index: usize| match lines[index].shape {
            Shape::Numbered(number) => number,
            _ => 0,
        };
        // After a gap the count may begin anew: below an agenda stand its points.
        let anew = line.after_blank
            && runs
                .last()
                .and_then(|run| run.last())
                .is_some_and(|last| number(*last) > 1 && number(index) == 1);
        match runs.last_mut() {
            Some(run) if numbered && open && !anew => run.push(index),
            _ if numbered => runs.push(vec![index]),
            _ => {}
        }
        open = numbered || (open && inside);
    }
    runs
}

/// Whether a dot or bracket makes the number a list's own; else it is a word of the text.
fn is_counted(line: &Line<'_>) -> bool {
    line.raw.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['.', ')'])
}

fn is_agenda_point(line: &Line<'_>) -> bool {
    line.content.chars().count() <= MAX_AGENDA_POINT && !line.content.ends_with(['.', ';', ','])
}

/// "§ 12 Ekonomi", "Punkt 3. Ekonomi", "12 § Ekonomi"
fn is_paragraph_sign(line: &Line<'_>) -> bool {
    let digits = line.raw.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = digits.len() < line.raw.len() && digits.trim_start().starts_with('§');
    if behind {
        return is_agenda_point(line);
    }
    let number =
        ["§", "Punkt ", "PUNKT ", "Ärende ", "ÄRENDE "].iter().find_map(|sign| line.raw.strip_prefix(sign));
    let number = number.map(str::trim_start);
    number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) && is_agenda_point(line)
}

fn is_bold_heading(line: &Line<'_>) -> bool {
    line.is_bold()
        && line.content.chars().count() <= MAX_BOLD_HEADING
        && !line.content.trim_end_matches('*').ends_with(['.', ':', ','])
}

/// "Nästa möte" above its date.
fn asks_for_next(text: &str) -> bool {
    tells_of_next(text) && !text.contains(|c: char| c.is_ascii_digit())
}

/// A short line without a full stop above a longer text or a list.
fn is_plain_heading(line: &Line<'_>, below: Option<&Line<'_>>, wrap: &Wrap, sure: bool) -> bool {
    let Some(below) = below else {
        return false;
    };
    let text = line.content;
    let short = text.chars().count() <= MAX_HEADING && text.split_whitespace().count() <= 8;
    let punctuated = text.ends_with(['.', '!', ':', ';', ',', '”', '"', ')']);
    let columns = text.contains(['\t', '|']) || text.contains("  ") || text.contains("://");
    let capitals =
        text.chars().filter(|c| c.is_alphabetic()).count() >= 4 && !text.contains(char::is_lowercase);
    let lengthy = match below.shape {
        Shape::Text if !sure => {
            text.split_whitespace().count() <= 5
                && (below.raw.split_whitespace().count() >= 3 || asks_for_next(text))
        }
        Shape::Text => below.raw.chars().count() > MAX_HEADING || below.raw.ends_with(['.', '!', '?']),
        Shape::Bullet | Shape::CheckBox | Shape::Numbered(_) => true,
        _ => false,
    };
    // A lone "Beslut" is the label of what stands below.
    let begins = text.starts_with(char::is_uppercase) && !decisions::is_decision_word(text);
    let goes_on = below.shape == Shape::Text && below.content.starts_with(char::is_lowercase);
    short
        && begins
        && !goes_on
        && !punctuated
        && !columns
        && (lengthy || capitals)
        && (line.after_blank || capitals)
        && !wrap.joins(line, below)
}
