//! What a `style` attribute tells: the few declarations that are formatting here, and those by which Word says
//! in a paragraph that it is a heading or an item of a list.

/// `None` where nothing is told.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Style {
    pub strong: Option<bool>,
    pub em: Option<bool>,
    /// Whether white space stands as it is.
    pub pre: Option<bool>,
    pub hidden: bool,
    /// Word: the level of an item, from 1.
    pub list_level: Option<u8>,
    /// Word: the sign or number of an item, as text.
    pub list_sign: bool,
    /// Word: 1 to 9.
    pub outline_level: Option<u8>,
    /// Word: a tab, drawn in spaces.
    pub tab: bool,
}

impl Style {
    pub(super) fn read(style: &str) -> Style {
        let mut read = Style::default();
        for declaration in style.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                read.declare(&name.trim().to_ascii_lowercase(), &value.trim().to_ascii_lowercase());
            }
        }
        read
    }

    fn declare(&mut self, name: &str, value: &str) {
        let value = value.trim_end_matches("!important").trim_end();
        match name {
            "font-weight" => self.strong = weight(value).or(self.strong),
            "font-style" => match value {
                "italic" | "oblique" => self.em = Some(true),
                "normal" => self.em = Some(false),
                _ => {}
            },
            "white-space" | "white-space-collapse" => match value {
                "pre" | "pre-wrap" | "break-spaces" | "preserve" => self.pre = Some(true),
                "normal" | "nowrap" | "pre-line" | "collapse" => self.pre = Some(false),
                _ => {}
            },
            "display" => self.hidden |= value == "none",
            "mso-hide" => self.hidden |= value == "all",
            "mso-list" if value == "ignore" => self.list_sign = true,
            "mso-list" => self.list_level = list_level(value).or(self.list_level),
            "mso-outline-level" => {
                self.outline_level = value.parse().ok().filter(|level| (1..=9).contains(level))
            }
            "mso-tab-count" => self.tab = true,
            _ => {}
        }
    }
}

/// CSS counts from 100 to 900; from 600 on it looks bold.
fn weight(value: &str) -> Option<bool> {
    match value {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        number => number.parse::<f32>().ok().map(|weight| weight >= 600.0),
    }
}

/// `l0 level2 lfo1`
fn list_level(value: &str) -> Option<u8> {
    let level = value.split_ascii_whitespace().find_map(|word| word.strip_prefix("level"))?;
    level.parse().ok().filter(|level| *level > 0)
}
