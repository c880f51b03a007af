//! A small dictionary in the manner of the Swedish one: compounds with a joining s, plurals, an abbreviation.

use std::{fs, path::Path};

use crate::spelling::{Dictionary, Found};

pub const AFF: &str = "SET UTF-8
TRY aerndtislogmkpbhfjuväcöåyqxzvwé
BREAK 3
BREAK -
BREAK :
BREAK .$
COMPOUNDMIN 1
COMPOUNDPERMITFLAG W
COMPOUNDBEGIN X
COMPOUNDMIDDLE U
COMPOUNDEND Y
ONLYINCOMPOUND Z
NOSPLITSUGS
SFX H Y 1
SFX H 0 er .
SFX G Y 1
SFX G 0 en .
SFX S Y 1
SFX S 0 s/WXUZ .
SFX L Y 1
SFX L a an a
";

pub const DIC: &str = "15
-/YZ
vi
och
möte/Y
sommar/XU
åtgärd/SY
lista/YL
förvaltning/SYG
tjänst/XUSY
social/XUY
nämnd/YHS
t.ex.
osv.
skriver
familj/Y
";

/// Writes `language`'s two files.
pub fn write(directory: &Path, language: &str, aff: impl AsRef<[u8]>, dic: impl AsRef<[u8]>) -> Found {
    let found = Found::beside(&directory.join(format!("{language}.dic")));
    fs::write(&found.aff, aff).unwrap();
    fs::write(&found.dic, dic).unwrap();
    found
}

/// The small dictionary, read.
pub fn dictionary() -> Dictionary {
    let directory = tempfile::tempdir().unwrap();
    Dictionary::load(&write(directory.path(), "sv_SE", AFF, DIC)).unwrap()
}
