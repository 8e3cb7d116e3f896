//! What a draft begins with: the body of each section as Markdown, its tables with blank cells. What a person must write
//! stands in brackets and begins with 填写, so that `leftover-text` finds what was forgotten.

use std::sync::OnceLock;

use super::{Format, Table};

/// A remark that tells what to write here.
pub fn placeholder(what: &str) -> String {
    format!("（填写：{what}）")
}

/// The body of the section of this index, without its heading: lines of Markdown, paragraphs parted by blank lines.
/// `level` is how many `#` sub-headings have, 0 for none.
pub fn body(format: &Format, section: usize, level: usize) -> String {
    let spec = &format.sections[section];
    let tables = format.tables.iter().filter(|table| table.section == Some(section));
    let tables: Vec<String> = tables.map(|table| markdown(table, |_| String::new())).collect();
    if !tables.is_empty() {
        return tables.join("\n");
    }
    if !spec.aspects.is_empty() {
        let stubs = spec.aspects.iter().zip(1..).map(|(aspect, number)| aspect_stub(&aspect.label, number, level));
        return stubs.collect::<Vec<_>>().join("\n");
    }
    let has_fees = format.tables.iter().any(|table| table.rows.iter().any(|row| row.key == "other.fee_unpaid"));
    let what = match (format.is_annual_report, &*spec.key) {
        (true, "problems") => return placeholder("存在的主要问题") + "\n\n" + &placeholder("改进措施") + "\n",
        (true, "other") if has_fees => "信息处理费收取情况，其他需要报告的事项；没有的，写明没有",
        (true, "other") => "其他需要报告的事项；没有的，写明没有",
        _ => &*spec.heading,
    };
    placeholder(what) + "\n"
}

/// A sub-heading of section 一 and a line to be filled in.
pub fn aspect_stub(label: &str, number: u8, level: usize) -> String {
    let hashes = if level > 0 { "#".repeat(level) + " " } else { String::new() };
    let stub = placeholder(label.trim_end_matches("情况"));
    format!("{hashes}（{}）{label}\n\n{stub}\n", chinese_numeral(number))
}

/// The Chinese numeral of a number from 1 to 99, as sections and items are numbered.
pub fn chinese_numeral(number: u8) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (DIGITS[usize::from(number / 10 % 10)], DIGITS[usize::from(number % 10)]);
    match number / 10 {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        _ => format!("{tens}十{ones}"),
    }
}

/// What stands at one place of a printed table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Words of the form.
    Label(String),
    /// The figure of a cell, by index.
    Cell(usize),
    /// A part of what stands to the left.
    Left,
    /// A part of what stands above.
    Above,
}

/// A printed table without its figures.
#[derive(Debug, Default)]
struct Print {
    text: String,
    /// The cells in the order of the text, each with the byte at which its figure stands.
    cells: Vec<(usize, usize)>,
}

impl Print {
    fn filled<V: AsRef<str>>(&self, value: impl Fn(usize) -> V, push: fn(&mut String, &str)) -> String {
        let mut text = String::with_capacity(self.text.len() + 4 * self.cells.len());
        let mut written = 0;
        for &(at, cell) in &self.cells {
            text += &self.text[written..at];
            push(&mut text, value(cell).as_ref());
            written = at;
        }
        text + &self.text[written..]
    }
}

/// A table as it is printed, made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Prints {
    markdown: OnceLock<Print>,
    html: OnceLock<Print>,
}

/// A table as Markdown, its head as the form prints it; `value` tells what stands in the cell of an index.
pub fn markdown<V: AsRef<str>>(table: &Table, value: impl Fn(usize) -> V) -> String {
    table.prints.markdown.get_or_init(|| print_markdown(table)).filled(value, push_without_bars)
}

fn print_markdown(table: &Table) -> Print {
    let mut print = Print::default();
    for (index, line) in grid(table).into_iter().enumerate() {
        let width = line.len();
        print.text.push('|');
        for slot in line {
            print.text.push(' ');
            match slot {
                Slot::Label(label) => push_without_bars(&mut print.text, &label),
                Slot::Cell(cell) => print.cells.push((print.text.len(), cell)),
                Slot::Left | Slot::Above => {}
            }
            print.text += " |";
        }
        print.text.push('\n');
        if index == 0 {
            print.text += &format!("|{}\n", " --- |".repeat(width));
        }
    }
    print
}

fn push_without_bars(markdown: &mut String, text: &str) {
    markdown.extend(text.chars().map(|char| if char == '|' { '｜' } else { char }));
}

/// A table as HTML, cells merged as in the printed form; `value` tells what stands in the cell of an index.
pub fn html<V: AsRef<str>>(table: &Table, value: impl Fn(usize) -> V) -> String {
    table.prints.html.get_or_init(|| print_html(table)).filled(value, push_escaped)
}

fn print_html(table: &Table) -> Print {
    let grid = grid(table);
    let mut print = Print { text: "<table>\n".to_owned(), cells: Vec::new() };
    for (row, line) in grid.iter().enumerate() {
        print.text += "<tr>";
        for (column, slot) in line.iter().enumerate() {
            if matches!(slot, Slot::Left | Slot::Above) {
                continue;
            }
            let across = 1 + line[column + 1..].iter().take_while(|slot| **slot == Slot::Left).count();
            let down = 1 + grid[row + 1..].iter().take_while(|line| line[column] == Slot::Above).count();
            print.text += "<td";
            for (name, cells) in [("colspan", across), ("rowspan", down)] {
                if cells > 1 {
                    print.text += &format!(" {name}=\"{cells}\"");
                }
            }
            print.text.push('>');
            match slot {
                Slot::Label(label) => push_escaped(&mut print.text, label),
                Slot::Cell(cell) => print.cells.push((print.text.len(), *cell)),
                Slot::Left | Slot::Above => {}
            }
            print.text += "</td>";
        }
        print.text += "</tr>\n";
    }
    print.text += "</table>\n";
    print
}

fn push_escaped(html: &mut String, text: &str) {
    for char in text.chars() {
        match char {
            '&' => *html += "&amp;",
            '<' => *html += "&lt;",
            '>' => *html += "&gt;",
            _ => html.push(char),
        }
    }
}

/// A table as the form prints it: lines of the same length.
pub fn grid(table: &Table) -> Vec<Vec<Slot>> {
    let mut grid = if table.side_by_side { side_by_side(table) } else { rows(table) };
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    grid.iter_mut().for_each(|line| line.resize(width, Slot::Left));
    grid
}

/// A line for each row: the labels it stands under, its own, its figures.
fn rows(table: &Table) -> Vec<Vec<Slot>> {
    let depth = table.rows.iter().map(|row| row.under.len()).max().unwrap_or(0) + 1;
    let mut grid = Vec::new();
    if table.groups.iter().all(|group| group.label.is_none() && group.header.is_none()) {
        grid = head(table, depth);
    }
    let mut above: &[String] = &[];
    for group in &table.groups {
        if let Some(label) = &group.label {
            grid.push(vec![Slot::Label(label.clone())]);
        }
        if let Some(header) = &group.header {
            let columns = &table.column_sets[group.columns].columns;
            let mut line = vec![Slot::Left; depth];
            line[0] = Slot::Label(header.clone());
            line.extend(columns.iter().map(|column| Slot::Label(column.label.clone())));
            grid.push(line);
        }
        for row in &table.rows[group.rows.clone()] {
            let mut line = vec![Slot::Left; depth];
            for (level, label) in row.under.iter().enumerate() {
                // A merged label is written once.
                let is_new = above.get(..=level) != row.under.get(..=level);
                line[level] = if is_new { Slot::Label(label.clone()) } else { Slot::Above };
            }
            line[row.under.len()] = Slot::Label(row.label.clone());
            let cells = table.column_sets[row.columns].columns.len();
            line.extend((row.first_cell..row.first_cell + cells).map(Slot::Cell));
            grid.push(line);
            above = &row.under;
        }
    }
    grid
}

/// The head of a table whose rows all have the same columns.
fn head(table: &Table, depth: usize) -> Vec<Vec<Slot>> {
    let mut grid = Vec::new();
    let corner = || {
        let mut line = vec![Slot::Left; depth];
        line[0] = Slot::Label(table.corner.clone().unwrap_or_default());
        line
    };
    if let Some(head) = &table.head {
        let mut line = corner();
        line.push(Slot::Label(head.clone()));
        grid.push(line);
    }
    let Some(set) = table.column_sets.first() else { return grid };
    let (mut upper, mut lower) = (vec![Slot::Above; depth], vec![Slot::Above; depth]);
    if grid.is_empty() {
        upper = corner();
    }
    let mut spanning: Option<&String> = None;
    for column in &set.columns {
        match &column.under {
            Some(under) => {
                upper.push(if spanning == Some(under) { Slot::Left } else { Slot::Label(under.clone()) });
                lower.push(Slot::Label(column.label.clone()));
            }
            None => {
                upper.push(Slot::Label(column.label.clone()));
                lower.push(Slot::Above);
            }
        }
        spanning = column.under.as_ref();
    }
    grid.push(upper);
    if set.columns.iter().any(|column| column.under.is_some()) {
        grid.push(lower);
    }
    grid
}

/// All rows in one line: the head has a line for what rows stand under, one for the rows, one for their columns.
fn side_by_side(table: &Table) -> Vec<Vec<Slot>> {
    let depth = table.rows.iter().map(|row| row.under.len()).max().unwrap_or(0);
    let mut grid = vec![Vec::new(); depth + 2];
    let mut above: &[String] = &[];
    for row in &table.rows {
        let columns = &table.column_sets[row.columns].columns;
        let start = grid[0].len();
        for line in &mut grid {
            line.resize(start + columns.len(), Slot::Left);
        }
        for (level, label) in row.under.iter().enumerate() {
            if above.get(..=level) != row.under.get(..=level) {
                grid[level][start] = Slot::Label(label.clone());
            }
        }
        let level = row.under.len();
        grid[level][start] = Slot::Label(row.label.clone());
        for (at, column) in columns.iter().enumerate() {
            grid[level + 1][start + at] = Slot::Label(column.label.clone());
        }
        // Where a row stands under fewer labels than others, its columns reach further down.
        for line in &mut grid[level + 2..] {
            line[start..].fill(Slot::Above);
        }
        above = &row.under;
    }
    grid.push((0..table.cells.len()).map(Slot::Cell).collect());
    grid
}

#[cfg(test)]
mod tests {
    use super::super::Formats;
    use super::*;

    #[test]
    fn tables_look_like_the_form() {
        let formats = Formats::built_in();
        let table = |index: usize| markdown(&formats.get(1).tables[index], |_| "0");
        let lines = |text: String, range: std::ops::Range<usize>| {
            text.lines().skip(range.start).take(range.len()).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            lines(table(0), 0..4),
            "| 第二十条第（一）项 |  |  |  |\n| --- | --- | --- | --- |\n\
             | 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n| 规章 | 0 | 0 | 0 |"
        );
        assert_eq!(
            lines(table(1), 2..9),
            "|  |  |  | 自然人 | 法人或其他组织 |  |  |  |  | 总计 |\n\
             |  |  |  |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |\n\
             | 一、本年新收政府信息公开申请数量 |  |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n\
             | 二、上年结转政府信息公开申请数量 |  |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n\
             | 三、本年度办理结果 | （一）予以公开 |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n\
             |  | （二）部分公开（区分处理的，只计这一情形，不计其他情形） |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n\
             |  | （三）不予公开 | 1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
        );
        assert!(table(2).starts_with("| 行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |  |  |  |  |  |\n|"));
        assert_eq!(table(2).lines().count(), 5);
    }

    #[test]
    fn numerals() {
        let numerals: Vec<String> = [1, 10, 12, 20, 21].map(chinese_numeral).into();
        assert_eq!(numerals, ["一", "十", "十二", "二十", "二十一"]);
    }
}
