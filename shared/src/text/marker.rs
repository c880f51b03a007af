//! A block marker as a value: what a paragraph is, together with whatever other programs have put into it, so that
//! what is taken away by an edit can come back by another as it was.

use std::sync::Arc;

use automerge::{AutoCommit, ObjId, hydrate};

use super::{BlockKind, schema};

/// Contents beyond this (estimated) size are not written back: no change may grow without bound.
pub(super) const RAW_MAX: usize = 32 * 1024;
/// Contents nested deeper than this are not written back either.
const RAW_DEPTH: usize = 16;
/// What a marker that Samskriv writes takes in memory as it was read, beside its texts: in bytes, measured.
const RAW_TABLE: usize = 1024;

/// What stands at the beginning of a paragraph, in one position of the sequence.
#[derive(Clone, Debug)]
pub struct Marker {
    pub kind: BlockKind,
    /// How deep it lies in lists or quotes: the number of its parents.
    pub depth: u8,
    /// Whether other programs show something here that is no text (a picture, say).
    pub embed: bool,
    /// Which it is; none for one that is to be written.
    pub(super) id: Option<ObjId>,
    /// As it was read; none for one that is to be written.
    pub(super) raw: Option<Arc<hydrate::Map>>,
}

impl Marker {
    /// A marker that is to be written.
    pub fn new(kind: BlockKind, depth: u8) -> Marker {
        Marker { kind, depth, embed: false, id: None, raw: None }
    }

    /// Whether both are the same marker, whatever they say.
    pub fn is(&self, other: &Marker) -> bool {
        self.id.is_some() && self.id == other.id
    }

    /// Whether two people have set it apart. Automerge 0.6.1 forgets to tell when the other value wins in the end: such
    /// a marker has to be read again whenever something has happened.
    pub fn is_contested(&self) -> bool {
        let contested = |map: &hydrate::Map| map.iter().any(|(_, value)| value.conflict);
        self.raw.as_deref().is_some_and(|raw| {
            let attrs = match raw.get("attrs") {
                Some(hydrate::Value::Map(attrs)) => contested(attrs),
                _ => false,
            };
            attrs || contested(raw)
        })
    }

    /// A marker of a document.
    pub(super) fn read(doc: &AutoCommit, id: &ObjId) -> Option<Marker> {
        Some(Marker { id: Some(id.clone()), ..Marker::of(schema::hydrated(doc, id)?) })
    }

    pub(crate) fn now(&self, doc: &AutoCommit) -> Option<Marker> {
        Marker::read(doc, self.id.as_ref()?)
    }

    /// A marker with this content.
    pub(super) fn of(raw: hydrate::Map) -> Marker {
        let (kind, depth) = schema::read_block(&raw);
        let embed =
            matches!(raw.get("isEmbed"), Some(hydrate::Value::Scalar(automerge::ScalarValue::Boolean(true))));
        Marker { kind, depth, embed, id: None, raw: Some(Arc::new(raw)) }
    }

    /// What it takes in memory, in bytes, roughly.
    pub fn bytes(&self) -> usize {
        size_of::<Marker>() + self.raw.as_deref().map_or(0, |raw| RAW_TABLE + raw_size(raw))
    }

    /// The content to write back; none where there is none, or too much.
    pub(super) fn writable(&self) -> Option<&hydrate::Map> {
        self.raw.as_deref().filter(|raw| raw_size(raw) <= RAW_MAX)
    }
}

/// What they say, however it is written.
impl PartialEq for Marker {
    fn eq(&self, other: &Marker) -> bool {
        (&self.kind, self.depth, self.embed) == (&other.kind, other.depth, other.embed)
    }
}

fn raw_size(raw: &hydrate::Map) -> usize {
    fn size(value: &hydrate::Value, depth: usize) -> usize {
        if depth == 0 {
            return RAW_MAX + 1;
        }
        16 + match value {
            hydrate::Value::Scalar(scalar) => scalar.to_str().map_or(16, str::len),
            hydrate::Value::Map(map) => of(map, depth - 1),
            hydrate::Value::List(list) => {
                list.iter().fold(0, |sum: usize, item| sum.saturating_add(size(&item.value, depth - 1)))
            }
            // Nobody's schema has text inside a marker.
            hydrate::Value::Text(_) => RAW_MAX + 1,
        }
    }
    fn of(map: &hydrate::Map, depth: usize) -> usize {
        map.iter().fold(0, |sum: usize, (key, value)| {
            sum.saturating_add(key.len()).saturating_add(size(&value.value, depth))
        })
    }
    of(raw, RAW_DEPTH)
}
