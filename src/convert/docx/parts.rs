//! The parts of a new Word file beside its body. Sizes and fonts are those of official documents (GB/T 9704): title in
//! 方正小标宋 of 22 points, headings in 黑体 and 楷体, text in 仿宋 of 16 points with 28 points from line to line. Where a font
//! is not installed, `fontTable.xml` names the one to take instead.

use super::super::xml::escaped;

/// What the archive holds.
pub const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"#;

/// Which part is the document.
pub const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

/// What a link of this index, from 0, is called in the document.
pub fn link_id(index: usize) -> String {
    format!("link{}", index + 1)
}

/// Which parts belong to the document, and where its links lead.
pub fn document_relations(links: &[String]) -> String {
    let (head, end) = DOCUMENT_RELATIONS.split_at(DOCUMENT_RELATIONS.len() - "</Relationships>".len());
    let link = |(index, address): (usize, &String)| {
        let (id, address) = (link_id(index), escaped(address));
        format!(
            r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="{address}" TargetMode="External"/>"#
        )
    };
    let links: String = links.iter().enumerate().map(link).collect();
    format!("{head}{links}{end}")
}

/// Which parts belong to every document.
const DOCUMENT_RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable" Target="fontTable.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"#;

/// Opens without Word's compatibility mode.
pub const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#;

/// Which font to take for one that is not there.
pub const FONTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font><w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font><w:font w:name="楷体_GB2312"><w:altName w:val="楷体"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font><w:font w:name="黑体"><w:altName w:val="SimHei"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font><w:font w:name="宋体"><w:altName w:val="SimSun"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font></w:fonts>"#;

/// Page numbers, as `— 1 —`.
pub const FOOTER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>"#;

/// The page: A4 with the margins of official documents.
pub const SECTION: &str = r#"<w:sectPr><w:footerReference xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>"#;

/// Width between the margins in twentieths of a point.
pub const TEXT_WIDTH: usize = 8845;

/// The styles.
pub fn styles() -> String {
    let mut styles = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312" w:cs="Times New Roman"/><w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:line="560" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:style>"#
        .to_owned();
    let font = |name: &str| format!(r#"<w:rFonts w:eastAsia="{name}"/>"#);
    let indent = r#"<w:ind w:firstLineChars="200" w:firstLine="640"/>"#;
    let keep = "<w:keepNext/><w:keepLines/>";
    let mut add = |id: &str, name: &str, paragraph: &str, run: &str| {
        styles += &format!(
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        );
    };
    let large = r#"<w:sz w:val="44"/><w:szCs w:val="44"/>"#;
    let title = r#"<w:spacing w:before="240" w:after="400" w:line="600" w:lineRule="atLeast"/><w:jc w:val="center"/>"#;
    add("Title", "Title", title, &(font("方正小标宋简体") + large));
    let fonts = ["黑体", "楷体_GB2312", "仿宋_GB2312", "仿宋_GB2312", "仿宋_GB2312"];
    for (number, name) in (1..).zip(fonts) {
        let outline = format!(r#"{keep}{indent}<w:outlineLvl w:val="{}"/>"#, number - 1);
        add(&format!("Heading{number}"), &format!("heading {number}"), &outline, &font(name));
    }
    add("BodyText", "Body Text", indent, "");
    add("Lines", "Lines", r#"<w:jc w:val="left"/>"#, "");
    add("Signature", "Signature", r#"<w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>"#, "");
    add("Date", "Date", r#"<w:jc w:val="center"/>"#, "");
    add("Footer", "footer", r#"<w:jc w:val="center"/>"#, &(font("宋体") + r#"<w:sz w:val="28"/>"#));
    let cell = r#"<w:spacing w:line="240" w:lineRule="auto"/>"#;
    add("TableLabel", "Table Label", &format!(r#"{cell}<w:jc w:val="left"/>"#), &font("宋体"));
    add("TableFigure", "Table Figure", &format!(r#"{cell}<w:jc w:val="center"/>"#), &font("宋体"));
    add("AfterTable", "After Table", r#"<w:spacing w:line="240" w:lineRule="exact"/>"#, "");
    styles + "</w:styles>"
}
