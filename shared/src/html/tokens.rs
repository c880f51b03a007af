//! HTML cut into tags, texts and comments, with the few attributes that tell something here.

use std::convert::Infallible;

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{Callback, CallbackEmitter, CallbackEvent},
};

use super::{DEPTH, KIND, TYPE};

/// The attributes that are read; all others are passed over.
const ATTRIBUTES: [&str; 10] =
    ["class", "style", "href", "alt", "role", "aria-level", "data-aria-level", KIND, DEPTH, TYPE];

#[derive(Debug)]
pub(super) enum Token {
    /// Names of elements and attributes are lower case.
    Open(Tag),
    Close(String),
    Text(String),
    Comment(String),
}

/// An opening tag.
#[derive(Debug, Default)]
pub(super) struct Tag {
    pub name: String,
    attributes: Vec<(&'static str, String)>,
}

impl Tag {
    /// An attribute's value, "" if it is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

/// The tokens of a text. Entities stand as the characters that they name.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token> {
    let mut emitter = CallbackEmitter::new(Collector::default());
    // Without a tree, this is how the inside of a script is no tags.
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    // A string can always be read.
    tokens.map(|token| token.unwrap_or_else(|never: Infallible| match never {}))
}

#[derive(Default)]
struct Collector {
    tag: Tag,
    /// The attribute whose value comes next.
    attribute: Option<&'static str>,
}

impl Callback<Token, ()> for Collector {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Token> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: text(name), attributes: Vec::new() };
                self.attribute = None;
            }
            CallbackEvent::AttributeName { name } => {
                let known = ATTRIBUTES.into_iter().find(|known| known.as_bytes() == name);
                // Of two with one name, the first counts.
                self.attribute = known.filter(|known| self.tag.attributes.iter().all(|(k, _)| k != known));
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(name) = self.attribute.take() {
                    self.tag.attributes.push((name, text(value)));
                }
            }
            CallbackEvent::CloseStartTag { .. } => return Some(Token::Open(std::mem::take(&mut self.tag))),
            CallbackEvent::EndTag { name } => return Some(Token::Close(text(name))),
            CallbackEvent::String { value } => return Some(Token::Text(text(value))),
            CallbackEvent::Comment { value } => return Some(Token::Comment(text(value))),
            CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
