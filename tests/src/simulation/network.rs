//! The lines between computers and relay. Within a line frames keep their order, as TCP does; between
//! lines they overtake each other. A line can break, or swallow what it is given.

use std::collections::{BTreeMap, VecDeque};

use samskriv_shared::protocol::{ClientFrame, RelayFrame};

/// A line's number.
pub(super) type LineId = u64;

/// One of a line's two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Computer,
    Relay,
}

/// A frame, on its way to either end.
pub(super) enum Frame {
    Up(ClientFrame),
    Down(RelayFrame),
}

/// The way to one end.
#[derive(Default)]
struct Way {
    closed: bool,
    swallows: bool,
    cut: bool,
    /// Nothing is taken off it before.
    held: u64,
    /// Frames under way, with the order in which they were sent.
    frames: VecDeque<(u64, Frame)>,
    /// When the newest of them arrives.
    last: u64,
}

/// A line.
pub(super) struct Line {
    pub(super) computer: usize,
    pub(super) life: u64,
    /// To the computer, to the relay.
    ways: [Way; 2],
}

/// All lines.
#[derive(Default)]
pub(super) struct Network {
    lines: BTreeMap<LineId, Line>,
    next: LineId,
    sent: u64,
    newest_arrived: (u64, LineId),
}

impl Network {
    pub(super) fn dial(&mut self, computer: usize, life: u64) -> LineId {
        self.next += 1;
        self.lines.insert(self.next, Line { computer, life, ways: Default::default() });
        self.next
    }

    pub(super) fn line(&self, line: LineId) -> Option<&Line> {
        self.lines.get(&line)
    }

    /// Whether this end still takes and gives frames.
    pub(super) fn is_open(&self, line: LineId, end: End) -> bool {
        self.lines.get(&line).is_some_and(|line| !line.ways[end as usize].closed)
    }

    /// The lines that nothing is wrong with.
    pub(super) fn sound(&self) -> Vec<LineId> {
        let sound = |line: &Line| line.ways.iter().all(|way| !way.closed && !way.swallows && !way.cut);
        self.lines.iter().filter(|(_, line)| sound(line)).map(|(id, _)| *id).collect()
    }

    /// The lines whose end at the relay is open.
    pub(super) fn open_at_relay(&self) -> Vec<LineId> {
        let open = |line: &Line| !line.ways[End::Relay as usize].closed;
        self.lines.iter().filter(|(_, line)| open(line)).map(|(id, _)| *id).collect()
    }

    pub(super) fn swallows(&self, line: LineId) -> bool {
        self.lines.get(&line).is_some_and(|line| line.ways.iter().any(|way| way.swallows))
    }

    /// Whether nothing is under way and no line is half open.
    pub(super) fn at_rest(&self) -> bool {
        let rests = |line: &Line| line.ways.iter().all(|way| way.frames.is_empty() && !way.swallows);
        self.lines.values().all(rests)
    }

    /// Puts a frame on its way; says when it arrives, unless it is lost at once.
    pub(super) fn send(&mut self, line: LineId, to: End, frame: Frame, at: u64) -> Option<u64> {
        let way = &mut self.lines.get_mut(&line)?.ways[to as usize];
        if way.closed || way.swallows || way.cut {
            return None;
        }
        self.sent += 1;
        way.last = way.last.max(at);
        way.frames.push_back((self.sent, frame));
        Some(way.last)
    }

    /// The relay reads nothing from the line until then.
    pub(super) fn hold(&mut self, line: LineId, until: u64) {
        if let Some(line) = self.lines.get_mut(&line) {
            let way = &mut line.ways[End::Relay as usize];
            way.held = until;
            way.last = way.last.max(until);
        }
    }

    /// Until when nothing is taken off the line at this end.
    pub(super) fn held(&self, line: LineId, end: End) -> u64 {
        self.lines.get(&line).map_or(0, |line| line.ways[end as usize].held)
    }

    /// The next frame that arrives at this end, and whether it has overtaken one of another line.
    pub(super) fn arrive(&mut self, line: LineId, end: End) -> Option<(Frame, bool)> {
        let way = &mut self.lines.get_mut(&line)?.ways[end as usize];
        let (sent, frame) = way.frames.pop_front()?;
        let overtaken = sent < self.newest_arrived.0 && line != self.newest_arrived.1;
        self.newest_arrived = self.newest_arrived.max((sent, line));
        (!way.closed).then_some((frame, overtaken))
    }

    /// From now on nothing comes through; what is under way is lost. Gives how much that is.
    pub(super) fn swallow(&mut self, line: LineId, ends: &[End]) -> usize {
        let Some(line) = self.lines.get_mut(&line) else { return 0 };
        ends.iter()
            .map(|end| {
                let way = &mut line.ways[*end as usize];
                way.swallows = true;
                std::mem::take(&mut way.frames).len()
            })
            .sum()
    }

    /// Of what is under way to this end, only the first `keep` frames arrive.
    pub(super) fn drop_tail(&mut self, line: LineId, to: End, keep: usize) -> usize {
        let Some(line) = self.lines.get_mut(&line) else { return 0 };
        let frames = &mut line.ways[to as usize].frames;
        let dropped = frames.len().saturating_sub(keep);
        frames.truncate(keep);
        dropped
    }

    /// From now on nothing more is put on its way to this end; what is, still arrives.
    pub(super) fn cut(&mut self, line: LineId, to: End) {
        if let Some(line) = self.lines.get_mut(&line) {
            line.ways[to as usize].cut = true;
        }
    }

    pub(super) fn under_way(&self, line: LineId, to: End) -> usize {
        self.lines.get(&line).map_or(0, |line| line.ways[to as usize].frames.len())
    }

    /// When the last frame that is under way to this end arrives.
    pub(super) fn last_arrival(&self, line: LineId, to: End) -> u64 {
        self.lines.get(&line).map_or(0, |line| line.ways[to as usize].last)
    }

    /// This end takes and gives no more. A line closed at both ends is forgotten.
    pub(super) fn close(&mut self, line: LineId, end: End) {
        let Some(open) = self.lines.get_mut(&line) else { return };
        open.ways[end as usize].closed = true;
        open.ways[end as usize].frames.clear();
        if open.ways.iter().all(|way| way.closed) {
            self.lines.remove(&line);
        }
    }
}
