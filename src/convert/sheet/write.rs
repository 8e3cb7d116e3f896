//! A new workbook: a sheet for each table, merged as in the form, figures as numbers.

use super::super::ConvertError;
use super::super::model::{Cell, Piece, Rich, Table};
use super::super::package::pack;
use super::super::xml::escaped;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// Borders and line breaks; the second form is centred.
const STYLES: &str = r#"<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf applyAlignment="1" applyBorder="1"><alignment vertical="center" wrapText="1"/></xf><xf applyAlignment="1" applyBorder="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf></cellXfs>"#;

/// The tables of a document as a workbook.
///
/// # Errors
/// When there is no table.
pub fn write(rich: &Rich) -> Result<Vec<u8>, ConvertError> {
    let mut sheets: Vec<(String, Table)> = Vec::new();
    let (mut heading, mut title) = (String::new(), None);
    for piece in &rich.pieces {
        match piece {
            Piece::Paragraph(one) => {
                if one.level == 1 {
                    title = Some(&*one.text);
                }
                if one.level > 0 {
                    heading.clone_from(&one.text);
                }
            }
            Piece::Directive(_) => {}
            Piece::Table(table) => {
                let name = name(&heading, sheets.len() + 1, &sheets);
                let table = title.take().map_or_else(|| table.clone(), |title| titled(table, title));
                sheets.push((name, table));
            }
        }
    }
    if sheets.is_empty() {
        return Err(ConvertError::NoTables);
    }
    let (mut types, mut list, mut relations) = (String::new(), String::new(), String::new());
    let mut parts = Vec::new();
    for (number, (name, table)) in (1..).zip(&sheets) {
        types +=
            &format!("<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{TYPES}.worksheet+xml\"/>");
        list += &format!("<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>", escaped(name));
        relations += &format!(
            "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        parts.push((format!("xl/worksheets/sheet{number}.xml"), sheet(table)));
    }
    relations += &format!("<Relationship Id=\"rId0\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>");
    let all = [
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{TYPES}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{TYPES}.styles+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><sheets>{list}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
        ),
        ("xl/styles.xml".to_owned(), format!("{HEAD}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
    ];
    let parts: Vec<(&str, &str)> = all.iter().chain(&parts).map(|(name, text)| (&**name, &**text)).collect();
    pack(&parts)
}

/// A sheet's name: the heading above its table, as far as Excel allows, and no other sheet's.
fn name(heading: &str, number: usize, others: &[(String, Table)]) -> String {
    let allowed = heading.chars().filter(|char| !"[]:*?/\\'".contains(*char) && !char.is_control());
    let name: String = allowed.take(28).collect();
    match name.is_empty() || others.iter().any(|(other, _)| *other == name) {
        true => format!("{}{number}", if name.is_empty() { "表" } else { &name }),
        false => name,
    }
}

/// A table below the title of its report, which says the organ and the year.
fn titled(table: &Table, title: &str) -> Table {
    let title = Cell { across: table.width().max(1), ..Cell::new(0, title.replace('\n', "")) };
    Table { rows: std::iter::once(vec![title]).chain(table.rows.iter().cloned()).collect() }
}

fn sheet(table: &Table) -> String {
    let (mut rows, mut merged) = (String::new(), Vec::new());
    for (number, cells) in (1..).zip(&table.rows) {
        rows += &format!("<row r=\"{number}\">");
        for cell in cells {
            let place = format!("{}{number}", column(cell.column));
            let is_number = cell.is_figure() && cell.text.parse::<f64>().is_ok() && !cell.text.starts_with('+');
            rows += &match (&*cell.text, is_number) {
                ("", _) => format!("<c r=\"{place}\" s=\"1\"/>"),
                (text, true) => format!("<c r=\"{place}\" s=\"1\"><v>{text}</v></c>"),
                (text, false) => format!(
                    "<c r=\"{place}\" s=\"{}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    u8::from(cell.is_merged()),
                    escaped(text)
                ),
            };
            if cell.is_merged() {
                let last = format!("{}{}", column(cell.column + cell.across - 1), number + cell.down - 1);
                merged.push(format!("<mergeCell ref=\"{place}:{last}\"/>"));
            }
        }
        rows += "</row>";
    }
    let merged = match merged.len() {
        0 => String::new(),
        count => format!("<mergeCells count=\"{count}\">{}</mergeCells>", merged.concat()),
    };
    format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetFormatPr defaultColWidth=\"14\" defaultRowHeight=\"15\"/><sheetData>{rows}</sheetData>{merged}</worksheet>"
    )
}

/// A column's letters, from 0.
fn column(index: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number).expect("a letter of 26"));
    match index / 26 {
        0 => letter(index % 26).to_string(),
        first => format!("{}{}", letter((first - 1).min(25)), letter(index % 26)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::model::Paragraph;
    use super::super::read;
    use super::*;
    use crate::config::Settings;

    #[test]
    fn what_is_written_is_read() {
        let wide = Cell { across: 4, ..Cell::new(0, "第二十条第（一）项") };
        let line = |texts: [&str; 4]| texts.iter().enumerate().map(|(at, text)| Cell::new(at, *text)).collect();
        let rows = vec![vec![wide], line(["规章", "1", "-", ""]), line(["行政规范性文件", "0.5", "2", "3"])];
        let title = Paragraph::new(1, "某局2024年政府信息公开工作年度报告");
        let heading = Paragraph::new(2, "二、主动公开政府信息情况");
        let table = Piece::Table(Table { rows });
        let rich = Rich { pieces: vec![Piece::Paragraph(title), Piece::Paragraph(heading), table] };
        let bytes = write(&rich).unwrap();
        assert_eq!(read(&bytes, &Settings::default()).unwrap().rich, rich);
        assert_eq!([column(0), column(25), column(26), column(63)], ["A", "Z", "AA", "BL"]);
    }
}
