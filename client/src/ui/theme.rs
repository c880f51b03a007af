//! How everything looks: the type scale, the spacing and the colours, for light and for dark. Every
//! text colour has a contrast of at least 4.5:1 against the surfaces it is used on (tested below).

use std::sync::Arc;

use super::icons;
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, Style,
    TextStyle, Theme, Visuals, style::ScrollStyle, vec2,
};

/// The distance that everything is a multiple of, in points.
pub const UNIT: f32 = 4.0;
/// The widest that text for reading gets, in points: about ninety characters.
pub const MEASURE: f32 = 760.0;
/// Below this width of the window the right column moves under the text.
pub const TWO_COLUMNS: f32 = 1060.0;
/// Corners of fields and buttons.
pub const RADIUS: u8 = 5;

/// The size of reading text, in points.
pub const BODY: f32 = 15.0;
/// The size of labels and of the status line.
pub const SMALL: f32 = 13.0;

/// The colours that egui's visuals have no place for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Where people read and write.
    pub paper: Color32,
    /// What lies around the paper.
    pub desk: Color32,
    /// Between things.
    pub line: Color32,
    /// Around what can be written in, ticked or pressed.
    pub border: Color32,
    pub ink: Color32,
    /// Labels and everything that may be read second.
    pub quiet: Color32,
    /// What acts, and where the focus is.
    pub accent: Color32,
    pub accent_ink: Color32,
    pub accent_soft: Color32,
    /// Behind text that is selected.
    pub selected: Color32,
    /// A step of the status line that holds.
    pub good: Color32,
    /// Something waits, or wants a decision.
    pub attention: Color32,
    pub attention_soft: Color32,
    pub wrong: Color32,
}

const LIGHT: Palette = Palette {
    paper: Color32::from_rgb(0xff, 0xff, 0xff),
    desk: Color32::from_rgb(0xf4, 0xf5, 0xf3),
    line: Color32::from_rgb(0xd8, 0xdc, 0xd9),
    border: Color32::from_rgb(0x80, 0x88, 0x8c),
    ink: Color32::from_rgb(0x1d, 0x26, 0x2a),
    quiet: Color32::from_rgb(0x54, 0x60, 0x66),
    accent: Color32::from_rgb(0x0f, 0x5c, 0x6e),
    accent_ink: Color32::from_rgb(0xff, 0xff, 0xff),
    accent_soft: Color32::from_rgb(0xdd, 0xec, 0xee),
    selected: Color32::from_rgb(0xb5, 0xda, 0xe0),
    good: Color32::from_rgb(0x2c, 0x6e, 0x49),
    attention: Color32::from_rgb(0x8a, 0x52, 0x00),
    attention_soft: Color32::from_rgb(0xfb, 0xf1, 0xdd),
    wrong: Color32::from_rgb(0xa6, 0x2b, 0x1f),
};

const DARK: Palette = Palette {
    paper: Color32::from_rgb(0x1b, 0x20, 0x23),
    desk: Color32::from_rgb(0x14, 0x18, 0x1a),
    line: Color32::from_rgb(0x36, 0x3f, 0x43),
    border: Color32::from_rgb(0x74, 0x80, 0x86),
    ink: Color32::from_rgb(0xe4, 0xe9, 0xea),
    quiet: Color32::from_rgb(0xa4, 0xaf, 0xb3),
    accent: Color32::from_rgb(0x6f, 0xc3, 0xd1),
    accent_ink: Color32::from_rgb(0x0b, 0x1a, 0x1e),
    accent_soft: Color32::from_rgb(0x22, 0x3a, 0x41),
    selected: Color32::from_rgb(0x2d, 0x55, 0x60),
    good: Color32::from_rgb(0x7f, 0xc7, 0x9c),
    attention: Color32::from_rgb(0xe5, 0xb5, 0x67),
    attention_soft: Color32::from_rgb(0x3a, 0x30, 0x1d),
    wrong: Color32::from_rgb(0xf0, 0x8f, 0x83),
};

/// The colours for light or for dark.
pub fn palette(visuals: &Visuals) -> &'static Palette {
    if visuals.dark_mode { &DARK } else { &LIGHT }
}

/// The colours of people in the text, for light and for dark: apart in lightness as well as in hue, and each readable
/// against the paper.
const PEOPLE: [(Color32, Color32); 6] = [
    (Color32::from_rgb(0x8b, 0x2f, 0x6f), Color32::from_rgb(0xe0, 0x9b, 0xcb)),
    (Color32::from_rgb(0x1f, 0x5f, 0x8b), Color32::from_rgb(0x8c, 0xc4, 0xea)),
    (Color32::from_rgb(0x8a, 0x4b, 0x08), Color32::from_rgb(0xe8, 0xb0, 0x6a)),
    (Color32::from_rgb(0x2f, 0x6b, 0x2f), Color32::from_rgb(0x92, 0xd0, 0x8b)),
    (Color32::from_rgb(0x5b, 0x3f, 0xa0), Color32::from_rgb(0xb9, 0xa6, 0xf0)),
    (Color32::from_rgb(0x9c, 0x2b, 0x2b), Color32::from_rgb(0xf0, 0x9a, 0x92)),
];

/// The colour of somebody in the text.
pub fn person_color(visuals: &Visuals, nth: usize) -> Color32 {
    let (light, dark) = PEOPLE[nth % PEOPLE.len()];
    if visuals.dark_mode { dark } else { light }
}

/// Ink and paper of what is dark on white in both themes, as if it were printed.
pub fn printed() -> (Color32, Color32) {
    (LIGHT.ink, LIGHT.paper)
}

/// The family of the bold weight, which egui's own fonts lack.
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// The meeting's title.
pub fn title_style() -> TextStyle {
    TextStyle::Name("title".into())
}

/// What stands over a group of things.
pub fn section_style() -> TextStyle {
    TextStyle::Name("section".into())
}

/// Gives the context its fonts and both its styles. Once, at the start.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts());
    // Where the system does not say which it wants: paper is white.
    ctx.options_mut(|options| {
        options.fallback_theme = Theme::Light;
        // The text's size is the user's choice, and kept.
        options.zoom_with_keyboard = false;
    });
    for (theme, palette, visuals) in
        [(Theme::Light, &LIGHT, Visuals::light()), (Theme::Dark, &DARK, Visuals::dark())]
    {
        let mut style = Style { visuals: dressed(visuals, palette), ..Style::default() };
        style.text_styles = [
            (TextStyle::Small, FontId::proportional(SMALL)),
            (TextStyle::Body, FontId::proportional(BODY)),
            (TextStyle::Button, FontId::proportional(BODY)),
            (TextStyle::Monospace, FontId::monospace(13.5)),
            (TextStyle::Heading, FontId::new(22.0, bold())),
            (title_style(), FontId::new(26.0, bold())),
            (section_style(), FontId::new(BODY, bold())),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(2.0 * UNIT, 1.5 * UNIT);
        spacing.button_padding = vec2(3.0 * UNIT, 1.5 * UNIT);
        spacing.interact_size = vec2(40.0, 28.0);
        spacing.icon_width = 18.0;
        spacing.icon_width_inner = 11.0;
        spacing.window_margin = Margin::same(20);
        spacing.text_edit_width = 240.0;
        spacing.tooltip_width = 360.0;
        // The bar has a place of its own, beside fields and buttons, and is there to be seen.
        spacing.scroll = ScrollStyle {
            floating_allocated_width: 3.0 * UNIT,
            floating_width: UNIT,
            bar_width: 2.0 * UNIT,
            bar_outer_margin: 0.0,
            dormant_handle_opacity: 0.45,
            ..ScrollStyle::floating()
        };
        ctx.set_style_of(theme, style);
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in
        [("regular", notosans::REGULAR_TTF), ("bold", notosans::BOLD_TTF), ("icons", icons::FONT)]
    {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let fallbacks = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (family, first) in [(FontFamily::Proportional, "regular"), (bold(), "bold")] {
        let ours = [first, "icons"].map(str::to_owned);
        let names = ours.into_iter().chain(fallbacks.iter().cloned()).collect();
        fonts.families.insert(family, names);
    }
    fonts
}

fn dressed(mut visuals: Visuals, p: &Palette) -> Visuals {
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(p.quiet);
    visuals.hyperlink_color = p.accent;
    visuals.faint_bg_color = p.desk;
    visuals.extreme_bg_color = p.paper;
    visuals.text_edit_bg_color = Some(p.paper);
    visuals.code_bg_color = p.desk;
    visuals.warn_fg_color = p.attention;
    visuals.error_fg_color = p.wrong;
    visuals.panel_fill = p.desk;
    visuals.window_fill = p.paper;
    visuals.window_stroke = Stroke::new(1.0, p.line);
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(RADIUS);
    visuals.selection.bg_fill = p.selected;
    visuals.selection.stroke = Stroke::new(2.0, p.accent);
    visuals.text_cursor.stroke = Stroke::new(2.0, p.accent);
    let widgets = &mut visuals.widgets;
    for state in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        state.corner_radius = CornerRadius::same(RADIUS);
        state.fg_stroke = Stroke::new(1.5, p.ink);
        state.bg_stroke = Stroke::new(1.0, p.border);
        state.bg_fill = p.paper;
        state.weak_bg_fill = p.paper;
        state.expansion = 0.0;
    }
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, p.ink);
    widgets.noninteractive.bg_fill = p.desk;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, p.line);
    widgets.hovered.bg_stroke = Stroke::new(1.0, p.ink);
    widgets.hovered.weak_bg_fill = p.accent_soft;
    // The keyboard's focus: egui draws what has it as active.
    widgets.active.bg_stroke = Stroke::new(2.0, p.accent);
    widgets.active.weak_bg_fill = p.accent_soft;
    widgets.open.weak_bg_fill = p.accent_soft;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.1: relative luminance, contrast ratio.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |c: Color32| {
            let part = |v: u8| {
                let v = f32::from(v) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(c.r()) + 0.7152 * part(c.g()) + 0.0722 * part(c.b())
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn no_sign_of_a_neighbour_is_missing_in_either_weight() {
        let ctx = Context::default();
        install(&ctx);
        ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        for (whose, signs) in [
            ("Swedish and its neighbours", "åäöÅÄÖéÉüÜæÆøØ"),
            ("Icelandic and Faroese", "áÁðÐíÍóÓúÚýÝþÞ"),
            ("the Sámi languages", "čČđĐŋŊšŠŧŦžŽǧǦǥǤǩǨʒƷǯǮïÏñÑ"),
            ("Estonian, Latvian, Lithuanian", "õÕāĀčēĒģĢīĪķĶļĻņŅūŪąĄęĘėĖįĮųŲ"),
            ("Polish, Czech and Slovak", "ćĆłŁńŃśŚźŹżŻďĎěĚňŇřŘťŤůŮĺĹľĽŕŔôÔ"),
            ("Hungarian, Romanian, Slovene, Croatian", "őŐűŰăĂâÂîÎșȘțȚşŞţŢ"),
            ("German, Dutch and French", "ßẞëËêÊèÈçÇœŒàÀùÙÿŸ"),
            ("what is written between words", "–—−…”“’‘»«„‚•·§°½¼€£©®™×±≤≥→←↑↓\u{a0}"),
        ] {
            for family in [FontFamily::Proportional, bold()] {
                let missing: String = ctx.fonts_mut(|fonts| {
                    let font = FontId::new(BODY, family.clone());
                    signs.chars().filter(|sign| !fonts.has_glyphs(&font, &sign.to_string())).collect()
                });
                assert!(missing.is_empty(), "{whose}: {missing} in {family:?}");
            }
        }
    }

    #[test]
    fn the_colours_of_people_are_readable_on_paper() {
        for (light, dark) in PEOPLE {
            assert!(contrast(light, LIGHT.paper) >= 4.5, "{light:?}: {}", contrast(light, LIGHT.paper));
            assert!(contrast(dark, DARK.paper) >= 4.5, "{dark:?}: {}", contrast(dark, DARK.paper));
        }
    }

    /// WCAG 2.1, 1.4.11: what can be used is told from its ground by 3:1, and so is what has the focus.
    #[test]
    fn what_can_be_used_is_told_from_its_ground() {
        for p in [&LIGHT, &DARK] {
            for mark in [p.border, p.accent, p.ink] {
                for surface in [p.paper, p.desk] {
                    let contrast = contrast(mark, surface);
                    assert!(contrast >= 3.0, "{mark:?} on {surface:?}: {contrast}");
                }
            }
        }
    }

    #[test]
    fn text_is_readable_on_every_surface_it_is_used_on() {
        for p in [&LIGHT, &DARK] {
            for (text, surface) in [
                (p.ink, p.paper),
                (p.ink, p.desk),
                (p.ink, p.accent_soft),
                (p.ink, p.selected),
                (p.accent, p.accent_soft),
                (p.ink, p.attention_soft),
                (p.quiet, p.paper),
                (p.quiet, p.desk),
                (p.quiet, p.accent_soft),
                (p.accent, p.paper),
                (p.accent, p.desk),
                (p.accent_ink, p.accent),
                (p.accent_ink, p.wrong),
                (p.good, p.desk),
                (p.attention, p.desk),
                (p.attention, p.attention_soft),
                (p.wrong, p.paper),
                (p.wrong, p.desk),
            ] {
                assert!(
                    contrast(text, surface) >= 4.5,
                    "{text:?} on {surface:?}: {}",
                    contrast(text, surface)
                );
            }
        }
    }
}
