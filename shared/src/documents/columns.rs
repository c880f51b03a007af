//! Bounds on what a chunk's columns unfold to, checked before Automerge reads them. A run of a few bytes can
//! stand for 2^62 rows, and deflated columns for a thousand times their size; Automerge 0.6.1 has no limit.

use super::{
    DocumentError,
    changes::{Input, inflate, read_head},
};

/// The most operations in a change.
pub const OPS_MAX: u64 = 1 << 20;
/// The most operations in a document: about a gigabyte of memory.
const DOCUMENT_OPS_MAX: u64 = 1 << 21;
/// What a document's columns may become.
const DOCUMENT_INFLATED_MAX: u64 = 256 << 20;

const DEFLATED: u64 = 0b1000;
const BOOLEAN: u64 = 4;
const VALUE: u64 = 7;

/// Checks the body of an uncompressed change.
pub(super) fn check_change(body: &[u8]) -> Result<(), DocumentError> {
    let mut input = Input(body);
    read_head(&mut input).ok_or(DocumentError::Malformed)?;
    let columns = read_columns(&mut input).ok_or(DocumentError::Malformed)?;
    check_columns(&mut input, &columns, OPS_MAX, 0)
}

/// Checks the body of a document.
pub(super) fn check_document(body: &[u8]) -> Result<(), DocumentError> {
    let mut input = Input(body);
    let head = |input: &mut Input| {
        for _ in 0..input.unsigned()? {
            input.prefixed()?;
        }
        let heads = usize::try_from(input.unsigned()?).ok()?;
        input.take(heads.checked_mul(32)?)?;
        Some((read_columns(input)?, read_columns(input)?))
    };
    let (changes, ops) = head(&mut input).ok_or(DocumentError::Malformed)?;
    check_columns(&mut input, &changes, DOCUMENT_OPS_MAX, DOCUMENT_INFLATED_MAX)?;
    check_columns(&mut input, &ops, DOCUMENT_OPS_MAX, DOCUMENT_INFLATED_MAX)
}

struct Column {
    spec: u64,
    length: usize,
}

fn read_columns(input: &mut Input) -> Option<Vec<Column>> {
    let count = input.unsigned()?;
    let mut columns = Vec::new();
    for _ in 0..count {
        let spec = input.unsigned()?;
        columns.push(Column { spec, length: usize::try_from(input.unsigned()?).ok()? });
    }
    Some(columns)
}

fn check_columns(
    input: &mut Input,
    columns: &[Column],
    rows_max: u64,
    mut inflated_max: u64,
) -> Result<(), DocumentError> {
    for column in columns {
        let data = input.take(column.length).ok_or(DocumentError::Malformed)?;
        let inflated;
        let data = if column.spec & DEFLATED == 0 {
            data
        } else {
            inflated = inflate(data, inflated_max).ok_or(DocumentError::TooLarge)?;
            inflated_max -= inflated.len() as u64;
            &inflated
        };
        let rows = match column.spec & 7 {
            VALUE => continue,
            BOOLEAN => boolean_rows(data, rows_max),
            kind => run_rows(data, kind, rows_max),
        };
        match rows {
            Some(rows) if rows <= rows_max => {}
            Some(_) => return Err(DocumentError::TooLarge),
            None => return Err(DocumentError::Malformed),
        }
    }
    Ok(())
}

/// The rows of a boolean column, counted until they are more than `max`.
fn boolean_rows(data: &[u8], max: u64) -> Option<u64> {
    let mut input = Input(data);
    let mut rows = 0u64;
    while !input.0.is_empty() && rows <= max {
        rows = rows.saturating_add(input.unsigned()?);
    }
    Some(rows)
}

/// The rows of a run-length column, counted until they are more than `max`.
fn run_rows(data: &[u8], kind: u64, max: u64) -> Option<u64> {
    const STRING: u64 = 5;
    let value = |input: &mut Input| match kind {
        STRING => input.prefixed().map(drop),
        // Signed and unsigned numbers end alike.
        _ => input.signed().map(drop),
    };
    let mut input = Input(data);
    let mut rows = 0u64;
    while !input.0.is_empty() && rows <= max {
        let run = match input.signed()? {
            0 => input.unsigned()?,
            run if run > 0 => {
                value(&mut input)?;
                run.unsigned_abs()
            }
            literal => {
                let count = literal.unsigned_abs();
                // Each takes a byte at least, so this ends with the data.
                (0..count).try_for_each(|_| value(&mut input))?;
                count
            }
        };
        rows = rows.saturating_add(run);
    }
    Some(rows)
}
