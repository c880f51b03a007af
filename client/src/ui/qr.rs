//! A text as a code for cameras: dark on white in both themes, as readers expect.

use egui::{Color32, Mesh, Rect, Sense, Ui, WidgetInfo, vec2};
use qrcodegen::{QrCode, QrCodeEcc};

use super::theme;

/// The white around a code, in modules, as the standard asks for.
const QUIET: i32 = 4;

/// The code, `size` points wide, with what screen readers say of it; nothing for a text too long for any code.
pub fn code_ui(ui: &mut Ui, text: &str, size: f32, name: &str) {
    let Some(code) = code(text) else { return };
    let modules = code.size() + 2 * QUIET;
    // Whole pixels: blurred edges are hard to read for a camera.
    let pixel = ui.ctx().pixels_per_point();
    let module = (size * pixel / modules as f32).floor().max(1.0) / pixel;
    let (rect, response) = ui.allocate_exact_size(vec2(module, module) * modules as f32, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
    let (ink, paper) = theme::printed();
    ui.painter().rect_filled(rect, 0.0, paper);
    ui.painter().add(mesh(&code, rect, module, ink));
}

fn code(text: &str) -> Option<QrCode> {
    QrCode::encode_text(text, QrCodeEcc::Low).ok()
}

fn mesh(code: &QrCode, rect: Rect, module: f32, ink: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                let at = rect.min + vec2((x + QUIET) as f32, (y + QUIET) as f32) * module;
                mesh.add_colored_rect(Rect::from_min_size(at, vec2(module, module)), ink);
            }
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The three corners that a camera looks for stand where they belong, with white around them, and only there.
    #[test]
    fn the_code_lies_within_its_white_border() {
        let code = code("samskriv:join?relay=https://relä.example#hemligt").unwrap();
        let modules = (code.size() + 2 * QUIET) as f32;
        let rect = Rect::from_min_size(egui::pos2(10.0, 20.0), vec2(modules, modules) * 3.0);
        let mesh = mesh(&code, rect, 3.0, Color32::BLACK);
        let bounds = mesh.calc_bounds();
        assert_eq!(bounds, rect.shrink(QUIET as f32 * 3.0));
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = dark.filter(|(x, y)| code.get_module(*x, *y)).count();
        assert_eq!(mesh.vertices.len(), dark * 4);
        assert!(super::code(&"x".repeat(4000)).is_none());
    }
}
