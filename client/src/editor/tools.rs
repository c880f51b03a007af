//! What lies beside the field and belongs to no document: the clipboard and the spelling.

use super::{
    clipboard::{NoClipboard, RichClipboard},
    proofing::Proofing,
};

/// See the module.
pub struct Tools {
    pub clipboard: Box<dyn RichClipboard>,
    pub proofing: Proofing,
}

impl Default for Tools {
    /// Neither of them.
    fn default() -> Tools {
        Tools { clipboard: Box::new(NoClipboard), proofing: Proofing::default() }
    }
}
