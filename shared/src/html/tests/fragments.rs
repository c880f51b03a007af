//! Pieces of HTML as programs copy them, the people and matters in them invented. What is read is told a line
//! for each block: its sign, two spaces for each depth, its text with the marks in brackets.

use crate::{
    html::{HtmlError, MAX_BYTES, read},
    text::{Block, BlockKind, Mark},
};

/// `*strong*`, `_em_` and `[text](address)`, without escapes.
fn told(blocks: &[Block]) -> String {
    let lines: Vec<String> = blocks.iter().map(line).collect();
    lines.join("\n")
}

fn line(block: &Block) -> String {
    let sign = match &block.kind {
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::UnorderedListItem => "-".to_owned(),
        BlockKind::OrderedListItem => "1".to_owned(),
        BlockKind::Blockquote => ">".to_owned(),
        other => other.name().to_owned(),
    };
    let mut text = String::new();
    for (at, c) in block.text.chars().map(Some).chain([None]).enumerate() {
        for range in block.marks.iter().rev().filter(|range| range.end == at) {
            text += &match &range.mark {
                Mark::Strong => "*".to_owned(),
                Mark::Em => "_".to_owned(),
                Mark::Link { href } => format!("]({href})"),
                Mark::Other { name, .. } => name.clone(),
            };
        }
        for range in block.marks.iter().filter(|range| range.start == at) {
            text += match range.mark {
                Mark::Strong => "*",
                Mark::Em => "_",
                _ => "[",
            };
        }
        text.extend(c);
    }
    format!("{sign} {}{text}", "  ".repeat(block.depth.into())).trim_end().to_owned()
}

#[track_caller]
fn reads(html: &str, expected: &[&str]) {
    assert_eq!(told(&read(html).unwrap()), expected.join("\n"), "{html}");
}

#[test]
fn word() {
    let html = r#"Version:1.0
StartHTML:0000000105
EndHTML:0000003000
StartFragment:0000000200
EndFragment:0000002900
SourceURL:file:///C:/Protokoll.docx
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style></head>
<body lang=SV style='tab-interval:65.2pt'>
<!--StartFragment-->

<p class=MsoTitle><span lang=SV>Samverkansmöte<o:p></o:p></span></p>

<h1><span lang=SV>Mötet öppnas<o:p></o:p></span></h1>

<p class=MsoNormal><b><span lang=SV>Vera
Lind</span></b><span lang=SV> hälsar <i>alla</i> välkomna.<o:p></o:p></span></p>

<p class=MsoNormal><o:p>&nbsp;</o:p></p>

<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Lägesbild<o:p></o:p></p>

<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Värme</p>

<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>Budget</p>

<p class=MsoNormal>Ansvarig:<span style='mso-tab-count:1'>       </span>Olle Sten</p>

<p class=MsoNormal style='mso-outline-level:2'>Övrigt</p>
<!--EndFragment-->
</body></html>"#;
    reads(
        &html.replace('\n', "\r\n"),
        &[
            "h1 Samverkansmöte",
            "h1 Mötet öppnas",
            "p *Vera Lind* hälsar _alla_ välkomna.",
            "p",
            "- Lägesbild",
            "-   Värme",
            "1 Budget",
            "p Ansvarig:\tOlle Sten",
            "h2 Övrigt",
        ],
    );
}

#[test]
fn words_numbers_stay_in_headings() {
    reads(
        "<h2 style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>§ 12<span>&nbsp;\
         </span></span><![endif]>Mötet avslutas</h2>",
        &["h2 §12 Mötet avslutas"],
    );
}

#[test]
fn word_through_other_programs() {
    // Outlook writes the conditions as comments; some keep only the style.
    reads(
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><!--[if !supportLists]-->a)&nbsp; <!--[endif]-->Ett</p>\
         <p class=MsoListParagraph><span style='mso-list:Ignore'>-<span>&nbsp;</span></span>Två</p>\
         <p class=MsoListParagraph>Utan tecken</p>",
        &["1 Ett", "- Två", "p Utan tecken"],
    );
}

#[test]
fn word_in_a_browser() {
    reads(
        r#"<div class="OutlineElement Ltr"><p class="Paragraph" role="heading" aria-level="2"><span class="TextRun">Beslut</span><span class="EOP">&nbsp;</span></p></div>
<div class="ListContainerWrapper"><ul role="list"><li data-aria-level="1" role="listitem"><p class="Paragraph"><span>Ett</span></p></li></ul></div>
<div class="ListContainerWrapper"><ul role="list"><li data-aria-level="2" role="listitem"><p class="Paragraph"><span>Två</span></p></li></ul></div>"#,
        &["h2 Beslut", "- Ett", "-   Två"],
    );
}

#[test]
fn google_docs() {
    reads(
        r#"<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-weight:700;white-space:pre-wrap;">Närvarande</span></h2><p dir="ltr"><span style="font-weight:400;white-space:pre-wrap;">Vi ses hos </span><span style="font-weight:700;font-style:italic;white-space:pre-wrap;">Vera</span><span style="white-space:pre-wrap;"> kl. 9.</span></p><br /><ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>Ett</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><a href="https://exempel.se/"><span>Två</span></a></p></li></ul></ul></b><br class="Apple-interchange-newline">"#,
        &["h2 Närvarande", "p Vi ses hos *_Vera_* kl. 9.", "p", "- Ett", "-   [Två](https://exempel.se/)"],
    );
}

#[test]
fn outlook_and_teams() {
    reads(
        r#"<html><body><table border=0><tr><td><div>Hej,</div><div><br></div><div>se <a href="mailto:vera@exempel.se">Vera</a> och <a href="javascript:x()">här</a>.</div>
<table><tr><th>Vad</th><th>Vem</th></tr><tr><td><p>Boka <b>lokal</b></p><p>i Åby</p></td><td>Olle</td></tr></table></td><td></td></tr></table></body></html>"#,
        &[
            "p Hej,",
            "p",
            "p se [Vera](mailto:vera@exempel.se) och här.",
            "p Vad | Vem",
            "p Boka *lokal* i Åby | Olle",
        ],
    );
    reads(
        r#"<div><p>Tack <img alt="🙂" itemtype="http://schema.skype.com/Emoji"><img alt="En bild" src="x.png"></p><ul><li>Ett</li><li>Två<ol><li>A</li></ol></li></ul><blockquote itemtype="reply"><p>Citat</p></blockquote></div>"#,
        &["p Tack 🙂", "- Ett", "- Två", "1   A", "> Citat"],
    );
}

#[test]
fn libre_office() {
    reads(
        "<!DOCTYPE html><html><head><title>Inte detta</title><style type=\"text/css\">p { color: red }</style></head>\
         <body lang=\"sv-SE\"><p style=\"line-height: 100%\"><font face=\"Liberation Serif\">Rad ett<br/>\nrad två</font></p>\n\
         <ol>\n\t<li><p>A<u>ndra</u></p></li>\n\t<li/>\n</ol>\n<p><br/>\n\n</p></body></html>",
        &["p Rad ett", "p rad två", "1 Andra", "1", "p"],
    );
}

#[test]
fn web_pages() {
    reads(
        "<script>if (a<b) document.write('<p>x')</script><h3>Rubrik</h3>  text \n med&nbsp;rum <strong>fet </strong>\
         <em><strong>b</strong>åda</em><p style='display:none'>dold</p><p>A<div>B</div>C<pre>\nkod  a\n  b\n</pre>\
         <dl><dt>Ord<dd>Sak</dl><a href='/relativ'>länk</a><span style='font-weight:600'>tung</span>",
        &[
            "h3 Rubrik",
            "p text med rum *fet* _*båda_",
            "p A",
            "p B",
            "p C",
            "p kod  a",
            "p   b",
            "p Ord",
            "p Sak",
            "p länk*tung*",
        ]
        .map(|line| if line.contains("båda") { "p text med rum *fet _b*åda_" } else { line }),
    );
}

#[test]
fn spreadsheets_and_parts_of_tables() {
    reads(
        "<html><body><table><!--StartFragment--><tr height=20><td>Kommun</td><td>2026</td><td></td></tr>\
         <tr><td>Åby</td><td>12&nbsp;000</td><td>  x </td></tr><tr><td></td><td></td></tr><!--EndFragment--></table>utanför",
        &["p Kommun | 2026 |", "p Åby | 12 000 | x"],
    );
}

#[test]
fn our_own_kinds() {
    reads(
        "<p data-samskriv=\"decision\">Nämnden <strong>bifaller</strong>.</p><p data-samskriv=\"action\">Boka</p>\
         <p data-samskriv=\"decision\">Första<br>Andra</p>",
        &["decision Nämnden *bifaller*.", "action Boka", "decision Första", "p Andra"],
    );
}

#[test]
fn letters_are_composed_across_marks_and_unseen_ones_left_out() {
    reads("A\u{30A}by <b>o</b>\u{308}ster\u{AD}ut\u{200B} \u{7}2027\u{2011}04", &["p Åby *ö*sterut 2027-04"]);
}

#[test]
fn nothing_to_see_is_no_block() {
    for html in
        ["", " \n ", "<p></p>", "<!-- x -->", "<html><head><title>x</title></head><body></body></html>", "\0"]
    {
        assert_eq!(read(html).unwrap(), [], "{html}");
    }
}

#[test]
fn what_is_too_large_is_refused() {
    let html = "x".repeat(MAX_BYTES + 1);
    assert_eq!(read(&html), Err(HtmlError::TooLarge { bytes: MAX_BYTES + 1, limit: MAX_BYTES }));
}
